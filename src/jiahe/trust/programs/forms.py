"""The forms by which a program is given a key, and a key is ended."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone

from jiahe.places.models import Post
from jiahe.trust.guards import Proposal
from jiahe.trust.models import ProgramKey
from jiahe.trust.office.forms import OfficeForm
from jiahe.trust.office.proposals import propose_key
from jiahe.trust.programs import keys
from jiahe.trust.programs.operations import known
from jiahe.web.forms import DayField, SomeOf
from jiahe.web.words import Words


class PostForPrograms(forms.ModelChoiceField):
    """One of the posts that a program can act for."""

    def label_from_instance(self, post: Post) -> str:
        """Return the post's name in the reader's language."""
        return str(Words(post.title, post.title_en))


class GiveKey(OfficeForm):
    """Which system gets a key, and what it may do with it."""

    title = Words("发程序密钥", "Give a program a key")
    submit = Words("提请批准", "Propose it")
    system = forms.CharField(
        max_length=60,
        label=Words("系统名称", "System"),
        help_text=Words(
            "单位和系统，居民在“谁看过我的档案”里会看到。如：县公安局户籍系统。换密钥时写同一个名称。",
            "The office and its system; residents see it in their list of readings. The same name to renew a key.",
        ),
        error_messages={"required": Words("请写系统名称。", "Name the system.")},
    )
    purpose = forms.CharField(
        max_length=120,
        label=Words("用途", "What for"),
        help_text=Words("写进查阅日志。如：每天送出生登记", "It is in the read log. Like: births of each day"),
        error_messages={"required": Words("请写用途。", "Say what it is for.")},
    )
    post = PostForPrograms(
        queryset=Post.objects.none(),
        label=Words("以哪个岗位办理", "Post"),
        empty_label=Words("请选择", "Choose"),
        help_text=Words("程序最多能看到这个岗位看到的。", "A program sees no more than this post does."),
        error_messages={
            "required": Words("请选择岗位。", "Choose a post."),
            "invalid_choice": Words("没有这个岗位，请重新选择。", "There is no such post. Choose again."),
        },
    )
    operations = SomeOf(
        choices=[],
        label=Words("可以做的事", "What it may do"),
        help_text=Words("只选用得到的。", "Only what it needs."),
        error_messages={"required": Words("请选择它可以做的事。", "Choose what it may do.")},
    )
    until_date = DayField(
        label=Words("到哪天为止", "Until"),
        help_text=Words("从这天起不能再用；最多一年。", "The first day on which it does not work; a year at most."),
        error_messages={"required": Words("请写到哪天为止。", "Say until when.")},
    )
    networks = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=Words("只能从这些地址来", "Addresses it may come from"),
        help_text=Words(
            "每行一个地址或网段，如 10.20.0.0/16；不填：不限。",
            "One address or range a line, like 10.20.0.0/16; empty: any.",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = keys.posts_for_programs()
        self.fields["operations"].choices = [(one.key, one.words) for one in known()]
        self.fields["until_date"].initial = lambda: timezone.localdate() + dt.timedelta(days=180)

    def do(self) -> Proposal:
        """Propose it."""
        asked = self.cleaned_data
        networks = [one for one in re.split(r"[\s,，;；]+", asked["networks"]) if one]
        return propose_key(
            system=asked["system"], purpose=asked["purpose"], post=asked["post"].id, operations=asked["operations"],
            until_date=asked["until_date"], networks=networks,
        )  # fmt: skip


class EndKey(OfficeForm):
    """The end of a key, at once."""

    title = Words("停用密钥", "End the key")
    submit = title

    def __init__(self, *args: Any, key: ProgramKey, **kwargs: Any) -> None:
        self.key = key
        super().__init__(*args, **kwargs)

    def do(self) -> None:
        """End it."""
        keys.end_key(key=self.key.id)
