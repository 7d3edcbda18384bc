"""Functions that look with the owner's eyes are the application's alone: no other role of the database runs them."""

from django.db import migrations

from jiahe.trust.policies import ROLE

# A trigger's function is run by the trigger, whoever may execute it; the application needs no right to one.
_TAKE_BACK = f"""
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT f.oid::regprocedure AS named, f.prorettype = 'trigger'::regtype AS is_trigger
        FROM pg_proc f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) granted
        WHERE f.prosecdef AND f.pronamespace = 'public'::regnamespace
            AND granted.grantee = 0 AND granted.privilege_type = 'EXECUTE'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.named);
        IF NOT one.is_trigger THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {ROLE}', one.named);
        END IF;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    """After all functions that there are by now; tests/trust/test_owner_functions.py looks at later ones."""

    dependencies = [
        ("trust", "0027_keys_by_two"),
        ("people", "0014_household_sources"),
        ("mine", "0005_request_steps"),
        ("intake", "0014_deliveries"),
        ("entitlements", "0006_runs_of_a_place"),
        ("exports", "0002_rights"),
    ]
    operations = [migrations.RunSQL(_TAKE_BACK, migrations.RunSQL.noop)]
