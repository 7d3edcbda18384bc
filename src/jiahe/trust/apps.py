"""The trust room as an application."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """Sign-in, permissions, row-level security, the read log."""

    name = "jiahe.trust"
    label = "trust"

    def ready(self) -> None:
        """Look at the read log's count of transactions whenever the tables are brought up to date."""
        from django.db.models.signals import post_migrate

        from jiahe.trust.turns import keep_turns

        post_migrate.connect(keep_turns, sender=self)
