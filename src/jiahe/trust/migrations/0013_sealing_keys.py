"""The numbers of the keys that seal, and the function by which a transaction learns which are live."""

import django.db.models.functions.datetime
from django.db import migrations, models

from jiahe.trust.policies import ROLE, rights

# Whoever asks holds the lock (shared) until the transaction ends; whoever changes the keys holds it alone. So at each
# moment all transactions that seal or look up know the same keys. The second statement sees what the lock waited for.
_KEYS = """
CREATE FUNCTION trust_keys() RETURNS TABLE (number smallint, suite varchar)
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4211);
    RETURN QUERY SELECT k.number, k.suite FROM trust_sealingkey k WHERE k.retired_at IS NULL ORDER BY k.number DESC;
END $$
"""


class Migration(migrations.Migration):
    """The table, its rights and the function."""

    dependencies = [("trust", "0012_readings_of_residents")]
    operations = [
        migrations.CreateModel(
            name="SealingKey",
            fields=[
                ("number", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("suite", models.CharField(max_length=20)),
                ("fingerprint", models.BinaryField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 255)), name="key_number_in_a_byte"
                    )
                ],
            },
        ),
        rights("trust_sealingkey", select="true"),
        migrations.RunSQL(_KEYS, "DROP FUNCTION trust_keys()"),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION trust_keys TO {ROLE}", migrations.RunSQL.noop),
    ]
