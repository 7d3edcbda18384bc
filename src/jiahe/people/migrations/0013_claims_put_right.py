"""Claims and payments that turn out wrong are superseded like dated rows, and make nobody kin any more."""

from django.db import migrations, models

from jiahe.trust.policies import may

_COLUMNS = {
    "superseded_at": models.DateTimeField(null=True),
    "superseded_by": models.UUIDField(help_text="The post that did it", null=True),
    "superseded_why": models.CharField(blank=True, db_default="", default="", max_length=200),
    "superseded_source": models.CharField(blank=True, db_default="", default="", max_length=120),
    "superseded_load": models.UUIDField(editable=False, help_text="The load of a file that did it", null=True),
}

_JOINED = " UNION ALL ".join(
    f"SELECT {far} FROM {table} WHERE {near} = ANY(frontier) AND superseded_at IS NULL"
    for table, one, other in (
        ("people_parenthood", "child_id", "parent_id"),
        ("people_custody", "child_id", "custodian_id"),
        ("people_union", "person_id", "spouse_id"),
        ("people_claim", "person_id", "applicant_id"),
    )
    for near, far in ((one, other), (other, one))
)
# As in 0002, with claims that are believed only.
_KIN = f"""
CREATE OR REPLACE FUNCTION people_kin(start uuid[], steps integer) RETURNS TABLE (kin uuid, step integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE known uuid[] := start; frontier uuid[] := start; found uuid[];
BEGIN
    IF current_setting('jiahe.whole', true) IS DISTINCT FROM 'yes' OR NOT {may("read:person")} THEN RETURN; END IF;
    RETURN QUERY SELECT unnest(start), 0;
    FOR number IN 1..steps LOOP
        SELECT array_agg(DISTINCT f.one) INTO found FROM ({_JOINED}) AS f(one)
        WHERE f.one IS NOT NULL AND NOT f.one = ANY(known);
        EXIT WHEN found IS NULL;
        RETURN QUERY SELECT unnest(found), number;
        known := known || found;
        frontier := found;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    """Columns, and the function that finds kin."""

    dependencies = [("people", "0012_merging_rights")]
    operations = [
        *(
            migrations.AddField(table, name, column.clone())
            for table in ("claim", "payment")
            for name, column in _COLUMNS.items()
        ),
        migrations.RunSQL(_KIN, migrations.RunSQL.noop),
    ]
