"""The forms of a request about one's own data, and of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uuid_utils.compat as uuids
from django import forms

from jiahe.mine.items import ABOUT, correctable
from jiahe.places.models import Holding
from jiahe.trust.inventory import the_inventory
from jiahe.web.forms import Form, OneOf
from jiahe.web.words import Words


class AskingForm(Form):
    """What both requests have: the key by which a form that is sent twice makes one request."""

    once = forms.UUIDField(initial=uuids.uuid7, widget=forms.HiddenInput, required=False)


class CorrectionForm(AskingForm):
    """What is wrong, what it should say, and how one knows."""

    item = forms.ChoiceField(label=Words("哪一项不对", "What is wrong"))
    says = forms.CharField(
        label=Words("现在写的是", "It says now"), max_length=200, required=False,
        help_text=Words("不清楚可以不填。", "Leave it empty if you do not know."),
    )  # fmt: skip
    wants = forms.CharField(label=Words("应当是", "It should say"), max_length=200)
    reason = forms.CharField(
        label=Words("凭什么", "How you know"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=Words("例如：出生医学证明、户口簿。", "For example: the birth certificate, the household register."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", Words("请选择", "Choose")), *correctable()]


class ErasureForm(AskingForm):
    """What should go, and why."""

    item = OneOf(label=Words("请求删除哪些资料", "What should be erased"), choices=())
    reason = forms.CharField(
        label=Words("为什么", "Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=Words(
            "法律要求保存、或您家待遇还要用的资料不能删除；答复时会说明是哪一条。",
            "What a law keeps, or what your family's entitlements rest on, cannot go; the answer says which it is.",
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = the_inventory().words["groups"]
        self.fields["item"].choices = [(key, groups[key]) for key in ABOUT]


FORMS: dict[str, tuple[type[forms.Form], Words]] = {
    "correction": (CorrectionForm, Words("请求更正", "Ask for a correction")),
    "erasure": (ErasureForm, Words("请求删除", "Ask for an erasure")),
}
APPEAL = Words(
    "对答复不服的，可以向县卫生健康局申请复核，向网信等履行个人信息保护职责的部门投诉，或依法向人民法院起诉。",
    "If you disagree: ask the county health bureau for a review, complain to the authority for the protection of "
    "personal information, or go to court.",
)


class HandForm(Form):
    """To which colleague a request is handed."""

    colleague = forms.ChoiceField(label=Words("转给谁", "To whom"))

    def __init__(self, *args: Any, colleagues: Sequence[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [
            (str(one.id), f"{Words(one.post.title, one.post.title_en)} · {one.account.full_name}") for one in colleagues
        ]
        self.fields["colleague"].choices = [("", Words("请选择", "Choose")), *said]


class DecisionForm(Form):
    """The answer of a person of the office."""

    granted = OneOf(
        label=Words("答复", "Answer"),
        choices=[
            ("yes", Words("照办，登记已更正", "Yes: the register was put right")),
            ("unchanged", Words("照办，登记不用改", "Yes: nothing was to change in the register")),
            ("no", Words("不能照办", "No, for these reasons")),
        ],
    )
    answer = forms.CharField(
        label=Words("办了什么，或不能照办的理由", "What was done, or the reasons"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=Words("本人会看到这段话。", "The person reads this."),
    )  # fmt: skip
    law = forms.CharField(
        label=Words("依据（不能照办时必填）", "The law (needed for a no)"), max_length=200, required=False
    )
    appeal = forms.CharField(
        label=Words("怎样申诉（不能照办时必填）", "How to appeal (needed for a no)"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, is_erasure: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"appeal": str(APPEAL)})
        super().__init__(*args, **kwargs)
        if is_erasure:
            self.fields["granted"].choices = [
                ("yes", Words("照办，已删去或撤销", "Yes: it was taken away or withdrawn")),
                ("unchanged", Words("照办，没有要删的", "Yes: there was nothing to take away")),
                ("no", Words("不能照办", "No, for these reasons")),
            ]
            self.fields["answer"].help_text = Words(
                "本人会看到这段话，也会看到上面列出的还留着什么、为什么。",
                "The person reads this, and also what stays and why, as it stands above.",
            )

    def clean(self) -> dict[str, Any]:
        """A no names the law and the way to appeal."""
        got: dict[str, Any] = super().clean() or {}
        if got.get("granted") == "no":
            for name, words in (
                ("law", Words("不能照办要写明依据哪一条。", "A no names the article it rests on.")),
                ("appeal", Words("不能照办要告诉本人怎样申诉。", "A no says how to appeal.")),
            ):
                if not got.get(name):
                    self.add_error(name, str(words))
        return got
