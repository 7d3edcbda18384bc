"""The intake room as an application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package."""

    name = "jiahe.intake"
    label = "intake"

    def ready(self) -> None:
        """Say where the pages are, and what a record is read for on them."""
        from jiahe.trust import purposes
        from jiahe.web import uploads
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
        title = Words("数据核查", "Data checks")
        lead = Words(
            "记录里对不上或缺的地方：谁来核实、最迟哪天。",
            "What does not agree or is missing in the record: who looks into it, and by when.",
        )
        add(Entry(title, "findings", lead, permission=("read", "finding"), order=35))
        doubles = Words("可能重复的档案", "Perhaps the same person")
        lead = Words(
            "两份很像的资料，由人来定是不是同一人。",
            "Two records much alike: somebody decides whether they are one person.",
        )
        add(Entry(doubles, "doubles", lead, permission=("correct", "person"), order=36))
        for view in ("loads", "api:send"):
            uploads.take_at(view, by=("load", "file"))
        purposes.page("double", doubles, "check")
        changes = Words("导入资料：改动了什么", "Files from other offices: what changes")
        purposes.page("load-changes", changes, "check")
        rests = Words("导入资料：为什么不能撤销", "Files from other offices: why one is not taken back")
        purposes.page("load-rests", rests, "check")
        rows = Words("外来文件的行", "Rows of a file from another office")
        for name in ("load-columns", "load-passed", "load-faults", "load-values"):
            purposes.page(name, rows, "check")
        purposes.page("finding", title, "check")
        came = Words("外来的资料", "a file from another office")
        for what in ("commented", "set-aside"):
            purposes.page(f"export:load-{what}", came, "check")
        purposes.page("list:findings", title, "worklist")
        purposes.page("list:doubles", doubles, "worklist")
        purposes.page("export:findings", title, "worklist")
        purposes.page("export:doubles", doubles, "worklist")
        purposes.page("export:load-changes", changes, "worklist")
        purposes.page("export:load-passed", rows, "worklist")
        purposes.page("export:faults", Words("文件里有问题的行", "Faulty rows of a file"), "worklist")
