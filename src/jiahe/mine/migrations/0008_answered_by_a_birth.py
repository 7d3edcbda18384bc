"""A request that a child is missing is acted on by what leads to the child: a birth, its parents, its adoption."""

from django.db import migrations

from jiahe.trust.policies import may

_CHILD_OF = """(mine_request.item LIKE 'people.Parenthood.%' AND EXISTS (
    SELECT FROM people_parenthood p WHERE p.child_id = {shown} AND p.parent_id = mine_request.person_id
        AND p.superseded_at IS NULL))"""


def _acted(about: str) -> str:
    """Return what a form with a request's key does, as in 0007; ``about``: when it was about whom the request is."""
    return f"""
CREATE OR REPLACE FUNCTION mine_request_acted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF {may("decide:request")} THEN
        UPDATE mine_request SET acted_by_id = NEW.post
            WHERE id = NEW.key AND ({about}) AND state = 'open';
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    """What the trigger does, and the requests that were left without an answer."""

    dependencies = [("mine", "0007_acted_on_by"), ("people", "0018_own_household")]
    operations = [
        migrations.RunSQL(
            f"""
            UPDATE mine_request SET acted_by_id = s.post FROM people_sent s
            WHERE s.key = mine_request.id AND {_CHILD_OF.format(shown="s.shown")}
                AND mine_request.state = 'open' AND mine_request.acted_by_id IS NULL
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            _acted(f"person_id = NEW.shown OR {_CHILD_OF.format(shown='NEW.shown')}"), _acted("person_id = NEW.shown")
        ),
    ]
