"""A resident sees that something in their own record, or that of a child in their care, is being looked into."""

from django.db import migrations

from jiahe.trust.policies import also_select, may, own


class Migration(migrations.Migration):
    dependencies = [
        ("mine", "0005_request_steps"),
        ("intake", "0004_findings_rights"),
        ("people", "0003_residents"),
    ]

    operations = [also_select("intake_finding", "own", f"{may('read_own:person')} AND {own('person_id')}")]
