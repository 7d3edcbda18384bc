"""The intake room as an application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package."""

    name = "jiahe.intake"
    label = "intake"

    def ready(self) -> None:
        """Say where its pages are."""
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        add(
            Entry(
                Words("导入资料", "Files from other offices"),
                "loads",
                Words(
                    "公安、民政、卫健、残联、银行送来的表。",
                    "Files from the police, civil affairs, health, the disabled persons' federation and banks.",
                ),
                permission=("load", "file"),
                order=50,
            )
        )
