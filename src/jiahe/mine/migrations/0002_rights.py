"""Who asks about a person's data, who sees it, and who answers."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, of_a_person, own, rights

_OWN = f"({may('ask_own:request')} AND {own('person_id')})"
_DESK = f"({may('decide:request')} AND {of_a_person('person_id')})"
_OLD = f"({may('erase:expired')} AND decided_at < now() - interval '3 years')"

# What was asked stays as it was; only the answer is added, once.
_ANSWER = [
    f"GRANT UPDATE (state, answer, law, appeal, decided_at, decided_by_id) ON mine_request TO {ROLE}",
    f"""CREATE POLICY mine_request_answer ON mine_request FOR UPDATE TO {ROLE}
    USING (state = 'open' AND {_DESK}) WITH CHECK (state <> 'open' AND {_DESK})""",
]


class Migration(migrations.Migration):
    dependencies = [("mine", "0001_initial"), ("trust", "0012_readings_of_residents"), ("people", "0003_residents")]

    operations = [
        rights("mine_request", select=f"{_OWN} OR {_DESK} OR {_OLD}", insert=f"{_OWN} AND state = 'open'", delete=_OLD),
        migrations.RunSQL(_ANSWER, migrations.RunSQL.noop),
    ]
