"""A table is declared whole by who loads files, with a source, a day and a reason; the database does the rest.

Until now whoever could record a person could write which tables are whole, and nobody knew who had.

And the number of a paper holds no ID number: a disability card's begins with its holder's, which is kept sealed.
"""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models

from jiahe.trust.policies import ROLE, may, rights

_TABLES = (
    "persons", "parenthoods", "custodies", "unions", "residences", "hukou", "certificates", "statuses", "claims",
    "payments",
)  # fmt: skip
_MAY = f"({may('load:file')} AND (SELECT current_setting('jiahe.whole', true)) = 'yes')"
_OWN = "post = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_RECORD = may("record:person")

_FOLLOW = """
CREATE FUNCTION people_follow_declaration() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.is_whole THEN
        INSERT INTO people_coverage (name, source, learned_on) VALUES (NEW.name, NEW.source, NEW.learned_on)
        ON CONFLICT (name) DO UPDATE SET source = excluded.source, learned_on = excluded.learned_on;
    ELSE
        DELETE FROM people_coverage WHERE name = NEW.name;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER people_declaration_counts AFTER INSERT ON people_declaration
FOR EACH ROW EXECUTE FUNCTION people_follow_declaration();
"""

_ONLY_SEEN = [
    f"REVOKE INSERT, UPDATE ON people_coverage FROM {ROLE}",
    "DROP POLICY people_coverage_insert ON people_coverage",
    "DROP POLICY people_coverage_update ON people_coverage",
]
_AS_BEFORE = [
    f"GRANT INSERT, UPDATE ON people_coverage TO {ROLE}",
    f"CREATE POLICY people_coverage_insert ON people_coverage FOR INSERT TO {ROLE} WITH CHECK ({_RECORD})",
    f"CREATE POLICY people_coverage_update ON people_coverage FOR UPDATE TO {ROLE} USING ({_RECORD})",
]

_APART = "[^0-9A-Za-z]*"
_ID_NUMBER = _APART.join(
    [
        "[1-9]", *["[0-9]"] * 5, f"(?:1{_APART}[89]|2{_APART}0)", *["[0-9]"] * 2,
        f"(?:0{_APART}[1-9]|1{_APART}[0-2])", f"(?:[012]{_APART}[0-9]|3{_APART}[01])", *["[0-9]"] * 3, "[0-9Xx]",
    ]
)  # fmt: skip
_WITHOUT = [
    (
        "UPDATE people_certificate SET number = nullif(regexp_replace(number, %s, '', 'g'), '') WHERE number ~ %s",
        [_ID_NUMBER, _ID_NUMBER],
    )
]


class Migration(migrations.Migration):
    """The table of declarations, the trigger that makes them count, and who may declare."""

    dependencies = [("people", "0016_told_of_whom_they_see")]
    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("is_whole", models.BooleanField()),
                ("source", models.CharField(max_length=120)),
                ("learned_on", models.DateField()),
                ("why", models.CharField(max_length=300)),
                ("post", models.UUIDField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name__in", _TABLES)), name="declared_of_a_table"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why", ""), _negated=True), models.Q(("source", ""), _negated=True)
                        ),
                        name="declared_with_a_reason",
                    ),
                ],
                "indexes": [models.Index(fields=["name", "at"], name="declarations_of_a_table")],
            },
        ),
        rights("people_declaration", select="true", insert=f"{_MAY} AND {_OWN}"),
        migrations.RunSQL(
            _FOLLOW,
            "DROP TRIGGER people_declaration_counts ON people_declaration; DROP FUNCTION people_follow_declaration()",
        ),
        migrations.RunSQL(_ONLY_SEEN, _AS_BEFORE),
        migrations.RunSQL(_WITHOUT, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", _ID_NUMBER), _negated=True), name="no_id_number_in_a_paper_s"
            ),
        ),
    ]
