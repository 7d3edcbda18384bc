"""The entitlements room as an application."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EntitlementsConfig(AppConfig):
    """See the package."""

    name = "jiahe.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        """Listen to the register, make the post that works at night, and say where its pages are."""
        from jiahe.entitlements import family
        from jiahe.entitlements.law import paying_programmes
        from jiahe.entitlements.lists import CHANGED, DUE, MISSED, PAPERS
        from jiahe.entitlements.queries import programme_name
        from jiahe.people.programmes import named_by
        from jiahe.trust import purposes
        from jiahe.web.navigation import Entry, add
        from jiahe.web.words import Words

        del family
        named_by(programme_name, paying_programmes)
        post_migrate.connect(make_background_post, sender=self)
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
                or_permission=("determine_place", "run"),
                order=40,
            ),
        )
        purposes.page("entitlements", Words("核对应享待遇", "To see what they are owed"), "entitlement")
        purposes.page("api:entitlements", Words("应享待遇", "what they are owed"), "program")
        for name, caption in (("missed", MISSED), ("due", DUE), ("papers", PAPERS), ("changed", CHANGED)):
            purposes.page(f"list:{name}", caption, "worklist")
        purposes.page("export:entitlements/today.html", Words("今天要办的事", "Today"), "worklist")
        purposes.page("export:entitlements/run.html", Words("判定后的变化", "What a determination changed"), "worklist")


def make_background_post(using: str, **_: Any) -> None:
    """Make the post that background work acts for, where the county has none."""
    from django.conf import settings

    from jiahe.places.models import Post

    titles = {"title": "后台办理", "title_en": "Background work"}
    if not Post.objects.using(using).filter(role=Post.Role.BACKGROUND, place=settings.COUNTY).exists():
        Post.objects.using(using).create(role=Post.Role.BACKGROUND, place=settings.COUNTY, **titles)
