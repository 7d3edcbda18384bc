"""What the application may do with the tables of sign-in."""

from django.db import migrations

from jiahe.trust.policies import rights, sequences


class Migration(migrations.Migration):
    dependencies = [("trust", "0005_residents"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        rights("mfa_authenticator", select="true", insert="true", update="true", delete="true"),
        sequences(),
    ]
