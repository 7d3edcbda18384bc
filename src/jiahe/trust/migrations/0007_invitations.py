"""Invitations to an account of one's own, and the function by which a code ties an account to a person."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import ROLE

# With the owner's eyes, since nobody acts yet. A person's newest code only; their former account is theirs no longer.
# The account does not take the person's name: who manages accounts sees nobody of the register.
_REDEEM = """
CREATE FUNCTION trust_redeem(given bytea, holder uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    invited uuid;
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    UPDATE trust_invitation i SET used_at = now(), account_id = holder
    WHERE i.code = given AND i.used_at IS NULL AND i.made_at > now() - interval '14 days'
        AND NOT EXISTS (
            SELECT FROM trust_invitation later
            WHERE later.person = i.person AND (later.made_at, later.id) > (i.made_at, i.id)
        )
        AND NOT EXISTS (
            SELECT FROM trust_resident r
            WHERE r.account_id = holder AND (r.until_date IS NULL OR r.until_date > today)
        )
    RETURNING i.person INTO invited;
    IF invited IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE trust_resident SET until_date = today
    WHERE person = invited AND (until_date IS NULL OR until_date > today);
    INSERT INTO trust_resident (id, account_id, person, from_date) VALUES (gen_random_uuid(), holder, invited, today);
    RETURN invited;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0006_sign_in"), ("places", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.UUIDField(db_index=True)),
                ("code", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("post", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="places.post")),
            ],
        ),
        migrations.RunSQL(_REDEEM, "DROP FUNCTION trust_redeem"),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION trust_redeem TO {ROLE}", migrations.RunSQL.noop),
    ]
