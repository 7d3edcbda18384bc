"""A resident sees how the answers about themselves and the children in their care have changed, and why."""

from django.db import migrations

from jiahe.trust.policies import also_select, may, own


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0006_runs_of_a_place"), ("people", "0003_residents")]

    operations = [also_select("entitlements_difference", "own", f"{may('read_own:outcome')} AND {own('person_id')}")]
