"""The people room as an application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package."""

    name = "jiahe.people"
    label = "people"

    def ready(self) -> None:
        """Listen to the places, give a lookup, say where its pages are and what a record is read for on them."""
        from jiahe.people import any_of, divisions
        from jiahe.people.correcting import ROW_FORMS
        from jiahe.people.forms import EVENTS
        from jiahe.trust import purposes
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        del divisions
        any_of.register()
        lead = Words(
            "按姓名、拼音、身份证号码或出生日期查找，登记出生、迁移、婚姻等变化。",
            "Find people by name, pinyin, ID number or day of birth; record births, moves, marriages.",
        )
        add(Entry(Words("查人", "Find people"), "people", lead, permission=("read", "person"), order=20))
        purposes.page("person", Words("查看档案", "To look at the record"), "look")
        purposes.page("household", Words("查看这一户", "To look at the household"), "look")
        purposes.page("invite", Words("邀请开通登录", "To invite to an account of their own"), "service")
        purposes.page("merge", Words("核对是不是同一人", "To see whether records are one person's"), "check")
        purposes.page("consents", Words("登记同意", "Recording a consent"), "service")
        purposes.page("action", Words("登记变化", "Recording a change"), "service")
        purposes.page("api:search", Words("查找", "a search"), "program")
        purposes.page("list:certificate", Words("持有残疾人证的人", "Holders of a disability card"), "worklist")
        purposes.page("export:people", Words("本地的人", "People of a place"), "worklist")
        purposes.page("api:person", Words("档案", "the record"), "program")
        purposes.page("export:affected", Words("查明一次泄露涉及谁", "To find whom a leak concerns"), "check")
        purposes.page("arrival", Words("登记新来的人", "Adding somebody who has come"), "service")
        for word, row_form in ROW_FORMS.items():
            purposes.page(f"row:{word}", row_form.title, "service")
        for word, form in EVENTS.items():
            purposes.page(f"event:{word}", form.title, "service")
