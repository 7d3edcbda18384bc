"""One person an ID number, also while the key of the blind index changes."""

from django.db import migrations

from jiahe.trust.index_rule import index_rule


class Migration(migrations.Migration):
    """The trigger on persons."""

    dependencies = [("people", "0006_union_sides"), ("trust", "0013_sealing_keys")]
    operations = [
        index_rule(
            "people_person", unique={"id_index": "one_person_an_id_number"}, others=("phone_index", "account_index")
        )
    ]
