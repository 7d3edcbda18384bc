"""What the application may do with the tables of the government's sign-on: subjects only; apps and tokens are not kept."""

from django.db import migrations

from jiahe.trust.policies import rights, sequences


class Migration(migrations.Migration):
    dependencies = [("trust", "0008_signed_in"), ("socialaccount", "0006_alter_socialaccount_extra_data")]

    operations = [
        rights("socialaccount_socialaccount", select="true", insert="true", update="true", delete="true"),
        rights("socialaccount_socialapp", select="true"),
        rights("socialaccount_socialtoken", select="true"),
        sequences(),
    ]
