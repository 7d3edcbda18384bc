"""Nobody administers themselves: who holds the acting post today. Who held it once is anybody else."""

from django.db import migrations

from jiahe.trust.policies import may

_MANAGE = may("manage_posts:post")
_ACTING = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_NOT_OWN = f"""NOT EXISTS (
    SELECT FROM places_holding own
    WHERE own.post_id = {_ACTING} AND own.account_id = places_holding.account_id
        AND own.from_date <= {_TODAY} AND (own.until_date IS NULL OR own.until_date > {_TODAY})
)"""


class Migration(migrations.Migration):
    """The three policies again."""

    dependencies = [("trust", "0031_invitations_by_two"), ("places", "0007_taken_back_the_same_day")]
    operations = [
        migrations.RunSQL(
            [
                f"ALTER POLICY places_holding_insert ON places_holding WITH CHECK ({_MANAGE} AND {_NOT_OWN})",
                f"""ALTER POLICY places_holding_update ON places_holding
                USING ({_MANAGE} AND {_NOT_OWN}) WITH CHECK ({_MANAGE} AND {_NOT_OWN})""",
                f"""ALTER POLICY places_holding_delete ON places_holding
                USING ({_MANAGE} AND {_NOT_OWN} AND from_date > {_TODAY})""",
            ],
            migrations.RunSQL.noop,
        )
    ]
