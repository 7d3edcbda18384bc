"""What was erased, by its key alone: for the ledger that is done again after a restore."""

import django.contrib.postgres.functions
import django.db.models.functions.datetime
from django.db import migrations, models

from jiahe.trust.policies import may, rights

_KEEP = may("seal:read_log")

# The database notes by itself what shows in a row: a number that is emptied, a consent that is taken back, a load that is
# undone or dropped. It does not name who did it: the room's own logs do.
_NOTE = """
CREATE FUNCTION trust_note_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one text;
BEGIN
    FOR one IN SELECT key FROM jsonb_each_text(to_jsonb(OLD)) WHERE key = ANY(TG_ARGV) AND value IS NOT NULL
        AND to_jsonb(NEW) ->> key IS NULL
    LOOP
        INSERT INTO trust_erasure ("table", "row", "column") VALUES (TG_TABLE_NAME, NEW.id, one);
    END LOOP;
    RETURN NULL;
END $$
"""
_NOTE_STATE = """
CREATE FUNCTION trust_note_taken_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO trust_erasure ("table", "row", "column")
    VALUES (TG_TABLE_NAME, NEW.id, coalesce(to_jsonb(NEW) ->> 'state', 'withdrawn_at'));
    RETURN NULL;
END $$
"""
_NUMBERS = ("id_sealed", "phone_sealed", "account_sealed")
_TRIGGERS = (
    ("people_person", _NUMBERS, " OR ".join(f"(OLD.{one} IS NOT NULL AND NEW.{one} IS NULL)" for one in _NUMBERS)),
    ("trust_consent", ("withdrawn_at",), "OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL"),
    ("intake_load", ("state",), "OLD.state <> NEW.state AND NEW.state IN ('undone', 'dropped')"),
)


def _trigger(table: str, columns: tuple[str, ...], when: str) -> migrations.RunSQL:
    names = ", ".join(f"'{one}'" for one in columns)
    does = f"trust_note_erasure({names})" if columns == _NUMBERS else "trust_note_taken_back()"
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_erasures AFTER UPDATE OF {', '.join(columns)} ON {table} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {does}",
        f"DROP TRIGGER {table}_erasures ON {table}",
    )


class Migration(migrations.Migration):
    """A table, what writes it, and who reads it: background work, which keeps it beside the database."""

    dependencies = [("trust", "0025_taken_back")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("table", models.CharField(max_length=63)),
                ("row", models.UUIDField()),
                ("column", models.CharField(max_length=63)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("kept_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kept_at__isnull", True)), fields=["at"], name="erasure_to_be_kept"
                    )
                ],
            },
        ),
        rights("trust_erasure", select=_KEEP, insert=may("correct:person"), update=_KEEP),
        migrations.RunSQL(_NOTE, "DROP FUNCTION trust_note_erasure"),
        migrations.RunSQL(_NOTE_STATE, "DROP FUNCTION trust_note_taken_back"),
        migrations.RunSQL(
            "REVOKE EXECUTE ON FUNCTION trust_note_erasure, trust_note_taken_back FROM PUBLIC", migrations.RunSQL.noop
        ),
        *(_trigger(*one) for one in _TRIGGERS),
    ]
