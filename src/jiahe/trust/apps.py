"""The trust room as an application."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """Sign-in, permissions, row-level security, the read log."""

    name = "jiahe.trust"
    label = "trust"
