"""Both sides of a union in one constraint, kept by triggers; and what the application may do with the keys of forms."""

from django.db import migrations

from jiahe.trust.policies import may, rights

# A statement at a time, so that a first filling by COPY is not slowed. The functions work with the owner's eyes: the
# application cannot reach the sides at all. Persons in order of their keys, so that two writers wait in one order.
_ADD = """
    INSERT INTO people_unionside (union_id, person_id, from_date, until_date)
    SELECT id, side, from_date, until_date
    FROM {rows} CROSS JOIN LATERAL (VALUES (person_id), (spouse_id)) AS sides(side)
    WHERE superseded_at IS NULL
    ORDER BY side;
"""
_DROP = "DELETE FROM people_unionside USING gone WHERE union_id = gone.id;"


def _trigger(verb: str, body: str, tables: str) -> list[str]:
    name = f"people_union_sides_{verb.lower()}"
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ BEGIN {body} RETURN NULL; END $$"
    )
    return [
        function,
        f"CREATE TRIGGER {name} AFTER {verb} ON people_union REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


_OWN = "post = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"


class Migration(migrations.Migration):
    """Triggers, the sides of the unions that are there, and grants."""

    dependencies = [("people", "0005_withdrawals"), ("trust", "0002_rights")]
    operations = [
        migrations.RunSQL(
            [
                *_trigger("INSERT", _ADD.format(rows="made"), "NEW TABLE AS made"),
                *_trigger("UPDATE", _DROP + _ADD.format(rows="made"), "OLD TABLE AS gone NEW TABLE AS made"),
                *_trigger("DELETE", _DROP, "OLD TABLE AS gone"),
                _ADD.format(rows="people_union"),
            ],
            migrations.RunSQL.noop,
        ),
        rights("people_sent", select=_OWN, insert=f"({may('record:person')} OR {may('correct:person')}) AND {_OWN}"),
    ]
