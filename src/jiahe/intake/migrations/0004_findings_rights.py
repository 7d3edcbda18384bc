"""Who sees findings, who answers and who closes them: never the same person, whatever the code asks for."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, of_a_person, rights, sequences

_FIND = may("find:finding")
_SEEN = of_a_person("person_id")
_FOUND = "EXISTS (SELECT FROM intake_finding f WHERE f.id = finding_id)"
_OWN = "post_id = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_MAY = (
    f"(verb = 'answer' AND {may('answer:finding')} OR verb IN ('close', 'return') AND {may('close:finding')} "
    f"OR verb IN ('settle', 'again') AND {_FIND})"
)
_OLD = f"({may('erase:expired')} AND seen_on < current_date - interval '2 years')"
"""The shortest time for which the database keeps a finding; inventory.yaml says a longer one."""

# The state follows from the steps, so the application has no right to write it. With the owner's eyes: a post sees only
# some holdings, and the row is locked so that two who press at once do not both close.
_STEP = """
CREATE FUNCTION intake_finding_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before text;
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    SELECT state INTO before FROM intake_finding WHERE id = NEW.finding_id FOR UPDATE;
    IF NOT (CASE NEW.verb
        WHEN 'answer' THEN before IN ('open', 'reopened')
        WHEN 'close' THEN before = 'answered'
        WHEN 'return' THEN before IN ('answered', 'closed')
        WHEN 'settle' THEN before <> 'closed'
        WHEN 'again' THEN before = 'closed'
    END) THEN
        RAISE EXCEPTION 'a finding that is % takes no step %', before, NEW.verb
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_in_its_order';
    END IF;
    IF NEW.account_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM places_holding WHERE account_id = NEW.account_id AND post_id = NEW.post_id
            AND from_date <= today AND (until_date IS NULL OR until_date > today)
    ) THEN
        RAISE EXCEPTION 'the account does not hold the post'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_step_of_a_holder';
    END IF;
    IF NEW.verb = 'close' AND EXISTS (
        SELECT FROM intake_findingstep
        WHERE finding_id = NEW.finding_id AND verb = 'answer' AND account_id = NEW.account_id
    ) THEN
        RAISE EXCEPTION 'a finding is closed by somebody else than who answered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_closed_by_somebody_else';
    END IF;
    NEW.at := now();
    UPDATE intake_finding SET state = CASE NEW.verb
        WHEN 'answer' THEN 'answered' WHEN 'close' THEN 'closed' WHEN 'settle' THEN 'closed' ELSE 'reopened'
    END WHERE id = NEW.finding_id;
    RETURN NEW;
END $$
"""
_REFRESH = [
    f"GRANT UPDATE (place, what, source, seen_on, owner_id, due_on) ON intake_finding TO {ROLE}",
    f"CREATE POLICY intake_finding_update ON intake_finding FOR UPDATE TO {ROLE} USING ({_FIND}) WITH CHECK ({_FIND})",
]


class Migration(migrations.Migration):
    """Grants, policies, and the trigger that keeps the state. Nothing lets the application change a step."""

    dependencies = [
        ("intake", "0003_findings"),
        ("people", "0008_past_their_time"),
        ("places", "0002_initial"),
        ("trust", "0016_what_administrators_did"),
    ]
    operations = [
        migrations.RunSQL(_STEP, "DROP FUNCTION intake_finding_step"),
        migrations.RunSQL(
            "CREATE TRIGGER intake_finding_step BEFORE INSERT ON intake_findingstep "
            "FOR EACH ROW EXECUTE FUNCTION intake_finding_step()",
            "DROP TRIGGER intake_finding_step ON intake_findingstep",
        ),
        rights(
            "intake_finding",
            select=f"({may('read:finding')} AND {_SEEN}) OR {_OLD}",
            insert=f"{_FIND} AND state = 'open'",
            delete=_OLD,
        ),
        migrations.RunSQL(_REFRESH, migrations.RunSQL.noop),
        rights(
            "intake_findingstep",
            select=_FOUND,
            insert=f"{_OWN} AND {_FOUND} AND {_MAY}",
            delete=f"EXISTS (SELECT FROM intake_finding f WHERE f.id = finding_id AND {_OLD})",
        ),
        rights("intake_check", select="true", insert=_FIND),
        sequences(),
    ]
