"""The room of a person's own pages as an application."""

from django.apps import AppConfig


class MineConfig(AppConfig):
    """See the package."""

    name = "jiahe.mine"
    label = "mine"

    def ready(self) -> None:
        """Say where its pages are, and what a record is read for on them."""
        from jiahe.mine.cases import late_requests, waiting_requests
        from jiahe.mine.doubts import waiting_doubts
        from jiahe.trust import purposes
        from jiahe.trust.waiting import Waiting
        from jiahe.trust.waiting import add as add_waiting
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        add_waiting(
            Waiting(
                ("decide", "request"), "requests",
                Words("{n}个资料请求等您办理", "{n} {n:request|requests} about data for you to see to"),
                waiting_requests, late_requests,
            ),
            Waiting(
                ("see_log", "read_log"), "doubts",
                Words("居民觉得{n}次查阅不对，等您查实", "{n} {n:look|looks} that residents doubt"),
                waiting_doubts,
            ),
        )  # fmt: skip
        add(
            Entry(
                Words("我的档案", "My record"),
                "my-record",
                Words(
                    "登记了什么、应享什么、谁看过；同意、副本、更正。",
                    "What is held, what you are owed, who has looked; consents, a copy, corrections.",
                ),
                permission=("read_own", "person"),
                order=5,
            ),
            Entry(
                Words("资料请求", "Requests about data"),
                "requests",
                Words("居民请求更正或删除自己的资料。", "Residents ask for a correction or an erasure of their data."),
                permission=("decide", "request"),
                order=45,
            ),
            Entry(
                Words("居民觉得不对的查阅", "Looks that residents doubt"),
                "doubts",
                Words("查实以后答复本人。", "Find out, and answer the person."),
                permission=("see_log", "read_log"),
                order=62,
            ),
            Entry(
                Words("到期删除", "Erasure"),
                "retention",
                Words("每晚删除了多少到期的资料。", "How much was past its time, and erased, each night."),
                permission=("see_runs", "run"),
                order=46,
            ),
            Entry(
                Words("隐私说明", "Privacy"),
                "privacy",
                Words(
                    "有您的哪些资料、为什么、保存多久、谁能看。",
                    "What is held about you, why, how long, and who sees it.",
                ),
                staff=False,
                order=95,
                foot=True,
            ),
        )
        purposes.page("my-record", Words("我的档案", "My record"), "own")
        purposes.page("my-copy", Words("资料副本", "A copy of the data"), "own")
        purposes.page("list:requests", Words("关于资料的请求", "Requests about data"), "worklist")
        purposes.page("request", Words("答复本人的请求", "Answering a request about their data"), "asked")
