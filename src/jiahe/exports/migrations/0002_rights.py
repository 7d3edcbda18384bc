"""An export is its post's; who clears up sees the rows of all, to delete them when their days are over."""

from django.db import migrations

from jiahe.trust.policies import may, rights

_OWN = "post_id = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_SWEEP = may("sweep:export")


class Migration(migrations.Migration):
    """Grants and policies."""

    dependencies = [("exports", "0001_initial"), ("trust", "0002_rights")]
    operations = [
        rights(
            "exports_export",
            select=f"{_OWN} OR {_SWEEP}",
            insert=_OWN,
            update=f"{_OWN} OR {_SWEEP}",
            delete=f"{_OWN} OR {_SWEEP}",
        ),
    ]
