"""The exports room as an application."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """See the package."""

    name = "jiahe.exports"
    label = "exports"

    def ready(self) -> None:
        """Take over the exports that are too large for a request, and say where they wait."""
        from jiahe.exports.actions import later
        from jiahe.web.exports import send_large_ones_to
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        send_large_ones_to(later)
        add(
            Entry(
                Words("我的导出", "My exports"),
                "exports",
                Words("行数多的导出在这里等您来取。", "Large exports wait for you here."),
                permission=("read_own", "export"),
                order=60,
            )
        )
