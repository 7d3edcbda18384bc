"""The people room as an application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package."""

    name = "jiahe.people"
    label = "people"

    def ready(self) -> None:
        """Say where its pages are."""
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        lead = Words(
            "按姓名、拼音、身份证号码或出生日期查找，登记出生、迁移、婚姻等变化。",
            "Find people by name, pinyin, ID number or day of birth; record births, moves, marriages.",
        )
        add(Entry(Words("查人", "Find people"), "people", lead, permission=("read", "person"), order=20))
