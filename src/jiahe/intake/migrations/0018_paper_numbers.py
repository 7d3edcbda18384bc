"""What a row of a file says of a paper's number holds no ID number: rows that wait are mended as the register is."""

from django.db import migrations

from jiahe.people.numbers import HOLDS_ID_NUMBER

_WITHOUT = [
    (
        """UPDATE intake_row
        SET says = jsonb_set(says, '{number}', to_jsonb(regexp_replace(says->>'number', %s, '', 'g')))
        WHERE says->>'number' ~ %s""",
        [HOLDS_ID_NUMBER, HOLDS_ID_NUMBER],
    )
]


class Migration(migrations.Migration):
    """Rows of the last 30 days; older ones are gone."""

    dependencies = [("intake", "0017_conflicts_of_numbers")]
    operations = [migrations.RunSQL(_WITHOUT, migrations.RunSQL.noop)]
