"""Row-level security as migrations write it: from the names of a table's columns to policies that PostgreSQL holds.

The settings that the policies read are those of acting.py. Each is read once a query, not once a row.
"""

from __future__ import annotations

from django.db import migrations

ROLE = "jiahe_app"


def may(permission: str) -> str:
    """Return the condition that the acting post may do something ("read:person")."""
    return f"(SELECT position(' {permission} ' in coalesce(current_setting('jiahe.may', true), '')) > 0)"


def within(*columns: str) -> str:
    """Return the condition that one of the columns, each a place, lies where the acting post works."""
    low, high, whole = (f"(SELECT current_setting('jiahe.{one}', true))" for one in ("low", "high", "whole"))
    inside = " OR ".join(f"({one} >= {low} AND {one} <= {high})" for one in columns)
    return f"({whole} = 'yes' OR {inside})"


def of_a_person(*columns: str) -> str:
    """Return the condition that one of the columns points at a person whom the acting post sees."""
    whole = "(SELECT current_setting('jiahe.whole', true))"
    seen = " OR ".join(f"EXISTS (SELECT FROM people_person seen WHERE seen.id = {one})" for one in columns)
    return f"({whole} = 'yes' OR {seen})"


def own(*columns: str) -> str:
    """Return the condition that one of the columns points at the resident who acts, or a child in their care.

    people_own() says who they are: once a query, and with the owner's eyes, since the policies on kin ask for persons.
    """
    mine = " OR ".join(f"{one} = ANY(ARRAY(SELECT people_own()))" for one in columns)
    return f"({mine})"


def also_select(table: str, name: str, condition: str) -> migrations.RunSQL:
    """Return the operation by which rows of a bound table are also seen under another condition."""
    return migrations.RunSQL(
        f"CREATE POLICY {table}_{name} ON {table} FOR SELECT TO {ROLE} USING ({condition})",
        f"DROP POLICY {table}_{name} ON {table}",
    )


def rights(table: str, *, select: str = "", insert: str = "", update: str = "", delete: str = "") -> migrations.RunSQL:
    """Return the operation that binds a table: what is not named here, the application cannot do.

    Each argument is the condition on a row; "true" leaves it to others (the table holds nothing about a person).
    """
    verbs = {"SELECT": select, "INSERT": insert, "UPDATE": update, "DELETE": delete}
    asked = [verb for verb, condition in verbs.items() if condition]
    lines = [f"GRANT {', '.join(asked)} ON {table} TO {ROLE}"]
    if any(condition != "true" for condition in verbs.values() if condition):
        lines.append(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for verb in asked:
            condition = verbs[verb]
            using = f"USING ({condition})" if verb != "INSERT" else ""
            check = f"WITH CHECK ({condition})" if verb in ("INSERT", "UPDATE") else ""
            name = f"{table}_{verb.lower()}"
            lines.append(f"CREATE POLICY {name} ON {table} FOR {verb} TO {ROLE} {using} {check}")
    return migrations.RunSQL(lines, migrations.RunSQL.noop)


def sequences() -> migrations.RunSQL:
    """Return the operation that lets the application draw numbers from every sequence made so far."""
    return migrations.RunSQL(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}", migrations.RunSQL.noop)


__all__ = ["ROLE", "also_select", "may", "of_a_person", "own", "rights", "sequences", "within"]
