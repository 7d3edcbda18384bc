"""The entitlements room as an application."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """See the package."""

    name = "jiahe.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        """Listen to the register, and say where its pages are."""
        from jiahe.entitlements import family
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        del family
        add(
            Entry(
                Words("今天要办的事", "Today"),
                "today",
                Words(
                    "谁漏享、什么快到期、谁差一份材料、谁的答案变了。",
                    "Who is missing out, what lapses soon, who needs a paper, whose answer changed.",
                ),
                permission=("read", "outcome"),
                order=10,
            ),
            Entry(
                Words("应享与申领", "Take-up"),
                "my-place",
                Words(
                    "本地各项目应享多少人、申领多少人。",
                    "How many are entitled in your area, and how many have claimed.",
                ),
                permission=("read", "outcome"),
                order=30,
            ),
            Entry(
                Words("判定记录", "Determinations"),
                "runs",
                Words(
                    "每晚一次的判定：用了哪些资料、哪版政策、什么变了。",
                    "What each run read, under which law, and what changed.",
                ),
                permission=("see_runs", "run"),
                order=40,
            ),
        )
