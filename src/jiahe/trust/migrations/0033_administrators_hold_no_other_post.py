"""An administrator holds no other post, and stands in at none; and which accounts are colleagues', which residents'."""

from django.db import migrations

from jiahe.trust.policies import ROLE

# An exclusion constraint sees one account: whom of the register the staff are says which two are one human's. With the
# owner's eyes. One writes at a time, so that each sees what the other gave. What is only shortened is let pass, as is
# what offices had before.
_HOLD = """
CREATE FUNCTION places_holding_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    days daterange := daterange(NEW.from_date, NEW.until_date);
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.account_id = OLD.account_id AND NEW.post_id = OLD.post_id
        AND daterange(OLD.from_date, OLD.until_date) @> days
    THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('places_holding_apart'));
    IF EXISTS (
        SELECT FROM places_holding o
        WHERE o.id <> NEW.id AND daterange(o.from_date, o.until_date) && days
            AND (o.administers OR NEW.administers)
            AND (o.account_id <> NEW.account_id OR o.administers <> NEW.administers)
            AND (o.account_id = NEW.account_id OR EXISTS (
                SELECT FROM trust_staffperson a JOIN trust_staffperson b ON a.person = b.person
                WHERE a.account_id = o.account_id AND b.account_id = NEW.account_id
            ))
    ) THEN
        RAISE EXCEPTION 'An administrator holds no other post.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'administrators_hold_no_other', TABLE = 'places_holding';
    END IF;
    IF EXISTS (
        SELECT FROM trust_resident r
        WHERE r.account_id = NEW.account_id
            AND (r.until_date IS NULL OR r.until_date > (now() AT TIME ZONE 'Asia/Shanghai')::date)
            AND NOT EXISTS (
                SELECT FROM trust_staffperson s WHERE s.account_id = r.account_id AND s.person = r.person
            )
    ) THEN
        RAISE EXCEPTION 'A resident''s account holds no post.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_colleague_is_the_resident', TABLE = 'places_holding';
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER hold_apart AFTER INSERT OR UPDATE ON places_holding
FOR EACH ROW EXECUTE FUNCTION places_holding_apart()
"""

# Who names a colleague sees no residents, whose sign-in names are often their telephone. With the owner's eyes.
_COLLEAGUES = """
CREATE FUNCTION trust_colleagues() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id FROM trust_account a
    WHERE NOT a.is_program AND (
        EXISTS (SELECT FROM places_holding h WHERE h.account_id = a.id)
        OR NOT EXISTS (SELECT FROM trust_resident r WHERE r.account_id = a.id)
    )
$$
"""


class Migration(migrations.Migration):
    """Two functions, and the trigger."""

    dependencies = [("trust", "0032_ends_at_once")]
    operations = [
        migrations.RunSQL(_HOLD, "DROP FUNCTION places_holding_apart CASCADE"),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION places_holding_apart FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(_TRIGGER, migrations.RunSQL.noop),
        migrations.RunSQL(_COLLEAGUES, "DROP FUNCTION trust_colleagues"),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION trust_colleagues FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION trust_colleagues TO {ROLE}", migrations.RunSQL.noop),
    ]
