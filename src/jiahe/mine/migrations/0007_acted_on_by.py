"""Which post put the register right for a request: any colleague may then answer it, and that post goes on seeing it.

What is put right may take the person out of the place of who sees to the request (a home in another town). The request
stays with the post that has taken it on, or acted on it; of the person it sees no more than anybody there.
"""

import django.db.models.deletion
from django.db import migrations, models

from jiahe.trust.policies import ROLE, may, of_a_person, own

_POST = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_DESK = f"({may('decide:request')} AND ({of_a_person('person_id')} OR owner_id = {_POST} OR acted_by_id = {_POST}))"
_OWN = f"{may('ask_own:request')} AND {own('person_id')}"
_OLD = f"({may('erase:expired')} AND decided_at < now() - interval '3 years')"

# A form that was opened from a request carries its key. With the owner's eyes: the application has no right to write
# who acted.
_ACTED = f"""
CREATE FUNCTION mine_request_acted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF {may("decide:request")} THEN
        UPDATE mine_request SET acted_by_id = NEW.post
            WHERE id = NEW.key AND person_id = NEW.shown AND state = 'open';
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    """The column, what fills it, and who sees a request by it."""

    dependencies = [
        ("mine", "0006_own_findings"),
        ("people", "0016_told_of_whom_they_see"),
        ("places", "0006_facilities"),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="acted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post"
            ),
        ),
        migrations.RunSQL(
            """
            UPDATE mine_request SET acted_by_id = s.post FROM people_sent s
            WHERE s.key = mine_request.id AND s.shown = mine_request.person_id AND mine_request.state = 'open'
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(_ACTED, "DROP FUNCTION mine_request_acted"),
        migrations.RunSQL(
            "CREATE TRIGGER mine_request_acted AFTER INSERT ON people_sent "
            "FOR EACH ROW EXECUTE FUNCTION mine_request_acted()",
            "DROP TRIGGER mine_request_acted ON people_sent",
        ),
        migrations.RunSQL(
            [
                f"ALTER POLICY mine_request_select ON mine_request TO {ROLE} USING (({_OWN}) OR {_DESK} OR {_OLD})",
                f"""ALTER POLICY mine_request_insert ON mine_request TO {ROLE} WITH CHECK (
                {_OWN} AND state = 'open'
                AND owner_id IS NULL AND owner_account_id IS NULL AND acted_by_id IS NULL)""",
                f"""ALTER POLICY mine_request_answer ON mine_request TO {ROLE}
                USING (state = 'open' AND {_DESK})
                WITH CHECK (state <> 'open' AND {_DESK} AND decided_by_id = {_POST})""",
            ],
            migrations.RunSQL.noop,
        ),
    ]
