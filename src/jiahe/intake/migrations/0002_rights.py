"""Files that come in are the county's: who may load them sees them all; who clears up deletes what is over."""

from django.db import migrations

from jiahe.trust.policies import may, rights, sequences

_LOAD = f"({may('load:file')} AND (SELECT current_setting('jiahe.whole', true)) = 'yes')"
_SWEEP = f"({may('sweep:file')} OR {may('erase:expired')})"
_OLD = (
    f"({may('erase:expired')} AND EXISTS (SELECT FROM intake_load one "
    "WHERE one.id = load_id AND one.ended_at < now() - interval '30 days'))"
)
"""The shortest time for which the database keeps rows; inventory.yaml can only say a longer one."""


class Migration(migrations.Migration):
    """Grants and policies."""

    dependencies = [("intake", "0001_loads"), ("trust", "0002_rights")]
    operations = [
        rights("intake_load", select=f"{_LOAD} OR {_SWEEP}", insert=_LOAD, update=f"{_LOAD} OR {_SWEEP}"),
        *(
            rights(
                f"intake_{table}", select=f"{_LOAD} OR {_OLD}", insert=_LOAD, update=_LOAD, delete=f"{_LOAD} OR {_OLD}"
            )
            for table in ("row", "rowfault")
        ),
        rights("intake_remembered", select=_LOAD, insert=_LOAD, update=_LOAD),
        sequences(),
    ]  # fmt: skip
