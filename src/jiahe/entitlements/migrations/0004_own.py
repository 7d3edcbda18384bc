"""A resident sees the answers that are kept about themselves and the children in their care."""

from django.db import migrations

from jiahe.trust.policies import also_select, may, own


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0003_rights"), ("people", "0003_residents")]

    operations = [also_select("entitlements_outcome", "own", f"{may('read_own:outcome')} AND {own('person_id')}")]
