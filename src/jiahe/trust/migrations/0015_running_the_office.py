"""Who changes divisions, makes posts and gives them: and that administrators stay three."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, rights, sequences

_CHANGE, _MANAGE = may("change:division"), may("manage_posts:post")
_ACTING = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"

# Nobody administers themselves: a holding is not given to, nor changed of, an account that holds the acting post.
_NOT_OWN = f"NOT EXISTS (SELECT FROM places_holding own WHERE own.post_id = {_ACTING} AND own.account_id = places_holding.account_id)"

# An exclusion constraint sees one table, so the holding is told whether its post is an administrator's.
_ADMINISTERS = """
CREATE FUNCTION places_holding_administers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.administers := (SELECT role IN ('system_administrator', 'security_administrator', 'audit_administrator')
        FROM places_post WHERE id = NEW.post_id);
    RETURN NEW;
END $$
"""
_TRIGGER = """
CREATE TRIGGER administers BEFORE INSERT OR UPDATE ON places_holding
FOR EACH ROW EXECUTE FUNCTION places_holding_administers()
"""


# What has not begun is taken back.
_TAKE_BACK = f"""
CREATE POLICY places_holding_delete ON places_holding FOR DELETE TO {ROLE}
USING ({_MANAGE} AND {_NOT_OWN} AND from_date > (now() AT TIME ZONE 'Asia/Shanghai')::date)
"""


def _again(table: str, verb: str, condition: str) -> list[str]:
    """Return the statements that give one policy of a table another condition."""
    using = f"USING ({condition})" if verb != "INSERT" else ""
    return [
        f"DROP POLICY {table}_{verb.lower()} ON {table}",
        f"CREATE POLICY {table}_{verb.lower()} ON {table} FOR {verb} TO {ROLE} {using} WITH CHECK ({condition})",
    ]


class Migration(migrations.Migration):
    """Grants, policies, and the trigger."""

    dependencies = [("trust", "0014_attempts"), ("places", "0003_ends_and_administrators")]
    operations = [
        rights("places_division", select="true", insert=_CHANGE, update=_CHANGE),
        rights("places_succession", select="true", insert=_CHANGE),
        rights("places_facility", select="true", insert=_MANAGE, update=f"{_MANAGE} OR {_CHANGE}"),
        migrations.RunSQL(_again("places_post", "UPDATE", f"{_MANAGE} OR {_CHANGE}"), migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                *_again("places_holding", "INSERT", f"{_MANAGE} AND {_NOT_OWN}"),
                *_again("places_holding", "UPDATE", f"{_MANAGE} AND {_NOT_OWN}"),
                f"GRANT DELETE ON places_holding TO {ROLE}",
                _TAKE_BACK,
            ],
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(_ADMINISTERS, "DROP FUNCTION places_holding_administers CASCADE"),
        migrations.RunSQL(_TRIGGER, migrations.RunSQL.noop),
        migrations.RunSQL(
            "UPDATE places_holding SET administers = FALSE", migrations.RunSQL.noop
        ),  # the trigger decides
        sequences(),
    ]
