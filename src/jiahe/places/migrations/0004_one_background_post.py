"""One post a county that works at night."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The constraint."""

    dependencies = [("places", "0003_ends_and_administrators")]
    operations = [
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", "background")), fields=("place",), name="one_background_post"
            ),
        ),
    ]
