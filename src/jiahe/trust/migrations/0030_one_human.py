"""Two accounts that are known to be one human's are one: such a second account decides no proposal of the first."""

from django.db import migrations

from jiahe.trust.policies import ROLE

# With the owner's eyes: an audit administrator does not see whose own account one is. What tells that two accounts are one
# human's: whom of the register they are said to be, as staff or as residents, and the full name, blanks and case aside.
_ONE_HUMAN = """
CREATE FUNCTION trust_one_human(one uuid, other uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT one = other
        OR EXISTS (
            SELECT FROM (
                SELECT person FROM trust_staffperson WHERE account_id = one UNION SELECT trust_own_person(one)
            ) a JOIN (
                SELECT person FROM trust_staffperson WHERE account_id = other UNION SELECT trust_own_person(other)
            ) b ON a.person = b.person
        )
        OR EXISTS (
            SELECT FROM trust_account a JOIN trust_account b
                ON lower(regexp_replace(a.full_name, '\\s', '', 'g')) = lower(regexp_replace(b.full_name, '\\s', '', 'g'))
            WHERE a.id = one AND b.id = other AND a.full_name <> '' AND NOT a.is_program AND NOT b.is_program
        )
$$
"""

# What was decided before is left as it is, so it is a trigger; after the constraints, which say more plainly what is wrong.
_THIRD = """
CREATE FUNCTION trust_decided_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF trust_one_human(NEW.decided_by_id, NEW.proposed_by_id) OR trust_one_human(NEW.decided_by_id, NEW.account_id) THEN
        RAISE EXCEPTION 'Whoever decides must be another human than who proposed it and whom it is about.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_another_human', TABLE = 'trust_proposal';
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER decided_by_another AFTER UPDATE OF decided_by_id ON trust_proposal
FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION trust_decided_by_another()
"""


class Migration(migrations.Migration):
    """Whether two accounts are one human's, and the trigger that asks it."""

    dependencies = [("trust", "0029_rows_of_files")]
    operations = [
        migrations.RunSQL(_ONE_HUMAN, "DROP FUNCTION trust_one_human"),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION trust_one_human FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION trust_one_human TO {ROLE}", migrations.RunSQL.noop),
        migrations.RunSQL(_THIRD, "DROP FUNCTION trust_decided_by_another CASCADE"),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION trust_decided_by_another FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(_TRIGGER, migrations.RunSQL.noop),
    ]
