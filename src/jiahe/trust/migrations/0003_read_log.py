"""The read log's seals, who of the staff is whom, and what was noticed."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import may

# The number of a transaction as the log counts it. After a restore into another cluster, whose transactions have lower
# numbers, `jiahe migrate` replaces the function by one that adds what is missing (turns.py).
TURN = """
CREATE FUNCTION trust_turn(xid8) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1::text::bigint + 0'
"""

# Whom an ID number belongs to, for the security administrator, who sees nobody: only the key, only to link an account. The
# number comes as an index under each live key.
PERSON = f"""
CREATE FUNCTION trust_person_with(numbers bytea[]) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT {may("manage_posts:post")} THEN RETURN NULL; END IF;
    RETURN (SELECT id FROM people_person WHERE id_index = ANY(numbers));
END $$
"""


class Migration(migrations.Migration):
    """Functions and tables."""

    dependencies = [("trust", "0002_rights"), ("places", "0002_initial")]
    operations = [
        migrations.RunSQL(TURN, "DROP FUNCTION trust_turn"),
        migrations.RunSQL(PERSON, "DROP FUNCTION trust_person_with"),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("own_family", "查阅本人或亲属 own family"),
                            ("sweeping", "短时间查阅很多人 sweeping"),
                            ("exporting", "导出很多人 exporting"),
                            ("no_work", "查阅多而未办理 much reading, no work"),
                            ("at_night", "夜间查阅 at night"),
                            ("many_posts", "多个岗位查同一人 one person, many posts"),
                        ],
                        max_length=12,
                    ),
                ),
                ("day", models.DateField()),
                ("person", models.UUIDField(help_text="Who was read, where the rule is about one person", null=True)),
                (
                    "number",
                    models.IntegerField(
                        help_text="How many people were read; where it is about one person: by how many posts"
                    ),
                ),
                ("readings", models.IntegerField(help_text="How many readings there were")),
                ("usual", models.IntegerField(help_text="What more than this is unusual; empty: any is", null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("closed_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("last_turn", models.BigIntegerField()),
                (
                    "last_id",
                    models.BigIntegerField(help_text="It covers the rows up to here, in the order of turn and id"),
                ),
                ("marks", models.BinaryField(help_text="For each row its id (8 bytes) and its keyed mark (16 bytes)")),
                ("before", models.BinaryField(help_text="The hash of the seal before; empty for the first")),
                ("at", models.DateTimeField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="StaffPerson",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="staff_person",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("person", models.UUIDField()),
            ],
        ),
        migrations.AddField(
            model_name="read",
            name="turn",
            field=models.BigIntegerField(
                db_default=models.Func(
                    output_field=models.BigIntegerField(), template="trust_turn(pg_current_xact_id())"
                ),
                editable=False,
                help_text="The number of the reading transaction: what is sealed are the rows of transactions that are over",
            ),
        ),
        migrations.AddIndex(
            model_name="read",
            index=models.Index(fields=["turn", "id"], name="trust_read_turn_d665b8_idx"),
        ),
        migrations.AddIndex(
            model_name="read",
            index=models.Index(fields=["at"], name="trust_read_at_fb71e8_idx"),
        ),
        migrations.AddField(
            model_name="alert",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                fields=("rule", "day", "post", "account", "person"), name="noticed_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(models.Q(("note", ""), _negated=True), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="closed_with_a_note",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_by", models.F("account")), _negated=True), name="closed_by_somebody_else"
            ),
        ),
    ]
