"""What the application may do with runs and what is kept of them."""

from django.db import migrations

from jiahe.trust.policies import may, rights, sequences, within

_SEE = f"({may('read:outcome')} AND {within('place')})"
_KEEP = f"({may('record:person')} OR {may('correct:person')} OR {may('determine:run')})"
_RUN = may("determine:run")


class Migration(migrations.Migration):
    """Grants and policies."""

    dependencies = [("entitlements", "0002_initial"), ("people", "0002_rights")]
    operations = [
        rights("entitlements_run", select="true", insert=_RUN, update=_RUN, delete=_RUN),
        rights("entitlements_line", select="true", insert=_RUN, delete=_RUN),
        rights(
            "entitlements_outcome",
            select=f"{_SEE} OR ({_KEEP} AND {within('place')})",
            insert=_KEEP,
            update=_KEEP,
            delete=_KEEP,
        ),
        rights("entitlements_difference", select=_SEE, insert=_RUN, delete=_RUN),
        sequences(),
    ]
