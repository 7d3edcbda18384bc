"""What the application may do with the tables of this room and of Django's own that it needs."""

from django.db import migrations

from jiahe.trust.policies import may, rights, sequences


class Migration(migrations.Migration):
    """Grants and policies."""

    dependencies = [
        ("trust", "0001_initial"),
        ("places", "0002_initial"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        rights("trust_account", select="true", update="true", insert="true"),
        rights(
            "trust_read",
            select=f"{may('see_log:read_log')} OR post_id = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)",
            insert="true",
        ),
        rights("django_session", select="true", insert="true", update="true", delete="true"),
        rights("django_migrations", select="true"),
        rights("django_content_type", select="true"),
        rights("account_emailaddress", select="true", insert="true", update="true", delete="true"),
        rights("places_division", select="true"),
        rights("places_succession", select="true"),
        rights("places_facility", select="true"),
        rights("places_post", select="true", insert=may("manage_posts:post"), update=may("manage_posts:post")),
        rights("places_holding", select="true", insert=may("manage_posts:post"), update=may("manage_posts:post")),
        sequences(),
    ]
