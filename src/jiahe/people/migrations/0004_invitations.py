"""A post invites only people whom it sees."""

from django.db import migrations

from jiahe.trust.policies import may, of_a_person, rights

_INVITE = f"{may('invite:person')} AND {of_a_person('person')}"
_OWN_POST = "post_id = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_residents"), ("trust", "0007_invitations")]

    operations = [rights("trust_invitation", select=_INVITE, insert=f"{_INVITE} AND {_OWN_POST}")]
