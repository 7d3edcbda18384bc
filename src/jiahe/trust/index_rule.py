"""What the database holds about blind indexes: no value is there twice, also while the key of the index changes.

A writer gives the index under every live key (sealing.py). The trigger refuses a value that another row holds under any
of them, and keeps the first. A row only ever moves from an older key to the newest one, and all writers know the same
live keys (``trust_keys``), so neither of two writers of one value can slip past the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import migrations

from jiahe.trust.sealing import INDEX


def index_rule(
    table: str, *, unique: Mapping[str, str], others: Sequence[str] = (), key: str = "id"
) -> migrations.RunSQL:
    """Return the operation that guards a table's index columns.

    ``unique``: a column whose values are held once, and the name of its unique constraint; ``others``: columns whose
    values may be there twice.
    """
    body = "".join(_column(table, key, column, unique.get(column)) for column in (*unique, *others))
    columns = ", ".join((*unique, *others))
    function = f"{table}_index_rule"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$ BEGIN {body} RETURN NEW; END $$;
        CREATE TRIGGER {function} BEFORE INSERT OR UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}()
        """,
        f"DROP TRIGGER {function} ON {table}; DROP FUNCTION {function}()",
    )


def _column(table: str, key: str, column: str, constraint: str | None) -> str:
    held = f"""
        IF octet_length(NEW.{column}) > {INDEX} AND EXISTS (
            SELECT FROM {table} WHERE {key} <> NEW.{key} AND {column} = ANY(ARRAY(
                SELECT substring(NEW.{column} FROM start FOR {INDEX})
                FROM generate_series({INDEX + 1}, octet_length(NEW.{column}), {INDEX}) start))
        ) THEN
            RAISE unique_violation USING CONSTRAINT = '{constraint}', TABLE = '{table}',
                MESSAGE = 'another row of {table} has this value';
        END IF;"""
    return f"""
    IF NEW.{column} IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.{column} IS DISTINCT FROM OLD.{column}) THEN
        IF octet_length(NEW.{column}) < {INDEX} * (SELECT count(*) FROM trust_sealingkey WHERE retired_at IS NULL) THEN
            RAISE EXCEPTION '{table}.{column} was made without one of the live keys';
        END IF;{held if constraint else ""}
        NEW.{column} := substring(NEW.{column} FROM 1 FOR {INDEX});
    END IF;"""
