"""The forms of running the office. What a form cannot know (who holds what, which codes are used) the actions say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone

from jiahe.places.changes import ChangeRefused
from jiahe.places.models import Holding, Post
from jiahe.trust.guards import Proposal
from jiahe.trust.models import Account
from jiahe.trust.office import accounts, posts, proposals
from jiahe.trust.office.queries import colleagues
from jiahe.trust.office.words import ROLES
from jiahe.web.forms import DayField, Form
from jiahe.web.places import PlaceCode
from jiahe.web.refusal import Refused
from jiahe.web.words import Words


class OfficeForm(Form):
    """A form that does one thing, or notes what keeps it from being done."""

    title = Words("办理", "Do")
    submit = Words("保存", "Save")

    def do(self) -> Any:
        """Do it; return what it made. Raises Refused, ChangeRefused."""
        raise NotImplementedError

    def try_to(self) -> bool:
        """Do it; return whether it is done. ``done`` is then what it made."""
        if not self.is_valid():
            return False
        try:
            self.done = self.do()
        except Refused as refused:
            self._blame(refused.field, refused.words)
        except ChangeRefused as refused:
            self._blame(refused.field, Words(refused.zh, str(refused)))
        return not self.errors

    def _blame(self, field: str | None, said: Words) -> None:
        self.add_error(field if field in self.fields else None, str(said))


def from_today(**options: Any) -> DayField:
    return DayField(initial=timezone.localdate, **options)


_UNTIL = Words("从这天起不再担任。", "The first day on which it is no longer held.")
_FOR_GOOD = Words("从这天起不再担任；不填：长期。", "The first day on which it is no longer held; empty: for good.")


# ------------------------------------------------------------------------------------------------ posts


class NewPost(OfficeForm):
    """A post of the county."""

    title = Words("新设岗位", "Make a post")
    role = forms.ChoiceField(
        choices=[
            ("", Words("请选择", "Choose")),
            *((key, words) for key, words in ROLES.items() if key not in posts.NOT_GIVEN),
        ],
        label=Words("岗位类别", "Kind of post"),
        help_text=Words("决定能看什么、能办什么。", "It decides what can be seen and done."),
        error_messages={"required": Words("请选择岗位类别。", "Choose the kind of post.")},
    )
    place = PlaceCode(
        label=Words("负责的地方", "Place"),
        help_text=Words(
            "地名或12位区划代码；包括它下面所有的地方。", "Its name or its 12 digits; all below it is included."
        ),
        error_messages={"required": Words("请填写地名或区划代码。", "Write a place.")},
    )
    facility = forms.CharField(
        max_length=120,
        required=False,
        label=Words("医疗卫生机构名称", "Facility"),
        help_text=Words("只有医疗卫生机构的岗位要填。", "Only for the post of a care provider."),
    )
    title_zh = forms.CharField(max_length=80, label=Words("岗位名称", "Name in Chinese"))
    title_en = forms.CharField(
        max_length=120,
        label=Words("英文名称", "Name in English"),
        help_text=Words("英文页面上显示。", "Shown on English pages."),
    )

    def do(self) -> Post:
        """Make the post."""
        asked = self.cleaned_data
        return posts.add_post(
            role=asked["role"], place=asked["place"], title=asked["title_zh"], title_en=asked["title_en"],
            facility=asked["facility"],
        )  # fmt: skip

    def _blame(self, field: str | None, said: Words) -> None:
        super()._blame("title_zh" if field == "title" else field, said)


class AccountChoice(forms.ModelChoiceField):
    """One of the open accounts of colleagues."""

    def __init__(self) -> None:
        super().__init__(
            queryset=colleagues().order_by("username"),
            label=Words("同事", "Colleague"),
            empty_label=Words("请选择", "Choose"),
            error_messages={
                "required": Words("请选择同事。", "Choose a colleague."),
                "invalid_choice": Words("没有这个账户，请重新选择。", "There is no such account. Choose again."),
            },
        )

    def label_from_instance(self, account: Account) -> str:
        """Return the name, and the user name that parts people of one name."""
        return f"{account.full_name}（{account.username}）"


def _why(help_text: Words) -> forms.CharField:
    return forms.CharField(
        max_length=200,
        label=Words("原因", "Reason"),
        help_text=help_text,
        error_messages={"required": Words("请写明原因。", "Write the reason.")},
    )


_SECOND = Words("提请批准", "Propose it")


class GivePost(OfficeForm):
    """Who holds a post, from when to when."""

    title = Words("交给同事担任", "Give it to a colleague")
    submit = _SECOND
    account = AccountChoice()
    from_date = from_today(label=Words("从哪天起", "From"))
    until_date = DayField(required=False, label=Words("到哪天为止", "Until"), help_text=_FOR_GOOD)
    reason = _why(Words("如：接替退休的王芳。", "Like: takes over from Wang Fang, who retired."))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        self.post = post
        super().__init__(*args, **kwargs)

    def do(self) -> Proposal:
        """Propose it."""
        asked = {**self.cleaned_data, "account": self.cleaned_data["account"].id}
        return proposals.propose(act="give_post", post=self.post.id, **asked)


class StandIn(OfficeForm):
    """Who stands in for the holder of a post."""

    title = Words("安排代理", "Let a colleague stand in")
    submit = _SECOND
    account = AccountChoice()
    from_date = from_today(label=Words("从哪天起", "From"))
    until_date = DayField(label=Words("到哪天为止", "Until"), help_text=_UNTIL)
    reason = _why(Words("如：休产假。", "Like: maternity leave."))

    def __init__(self, *args: Any, holding: Holding, **kwargs: Any) -> None:
        self.holding = holding
        super().__init__(*args, **kwargs)

    def do(self) -> Proposal:
        """Propose it."""
        asked = {**self.cleaned_data, "account": self.cleaned_data["account"].id}
        return proposals.propose(act="stand_in", post=self.holding.post_id, holding=self.holding.id, **asked)


class EndHolding(OfficeForm):
    """The end of a holding."""

    title = Words("结束任期", "End the holding")
    submit = Words("结束任期", "End the holding")
    on = from_today(label=Words("从哪天起不再担任", "First day without"))

    def __init__(self, *args: Any, holding: Holding, **kwargs: Any) -> None:
        self.holding = holding
        super().__init__(*args, **kwargs)

    def do(self) -> None:
        """End it."""
        posts.end_holding(holding=self.holding.id, on=self.cleaned_data["on"])


class EndPost(OfficeForm):
    """The end of a post."""

    title = Words("撤销岗位", "End the post")
    submit = Words("撤销岗位", "End the post")
    on = from_today(label=Words("从哪天起撤销", "First day without it"))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        self.post = post
        super().__init__(*args, **kwargs)

    def do(self) -> None:
        """End it."""
        posts.end_post(post=self.post.id, on=self.cleaned_data["on"])


# ------------------------------------------------------------------------------------------------ accounts


class NewAccount(OfficeForm):
    """An account of a colleague."""

    title = Words("新开账户", "Make an account")
    full_name = forms.CharField(max_length=60, label=Words("姓名", "Full name"))
    username = forms.CharField(
        max_length=150,
        label=Words("用户名", "User name"),
        help_text=Words("登录时用，字母和数字，如：liulin", "For signing in: letters and digits, like: liulin"),
    )

    def do(self) -> Account:
        """Make it."""
        return accounts.add_account(**self.cleaned_data)


class _OfAnAccount(OfficeForm):
    """Why something is done to a colleague's account, for another administrator to approve."""

    act: str
    submit = _SECOND

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def do(self) -> Proposal:
        """Propose it."""
        return proposals.propose(act=self.act, account=self.account.id, reason=self.cleaned_data["reason"])


class RemoveFactor(_OfAnAccount):
    """Why a second factor is removed."""

    act = "remove_factor"
    title = Words("解除第二道验证", "Remove the second factor")
    reason = _why(
        Words(
            "先当面核实是本人。如：手机丢失。批准后对方会退出登录，下次登录要重新设置。",
            "First make sure in person who asks. Like: lost phone. Once approved, they are signed out, and set up "
            "another next time.",
        )
    )


class ResetPassword(_OfAnAccount):
    """Why a colleague needs another password."""

    act = "password_link"
    title = Words("重设密码", "Another password")
    reason = _why(
        Words(
            "先当面核实是本人。如：忘记密码。批准后由您生成链接，交给本人。",
            "First make sure in person who asks. Like: forgot it. Once approved, you make the link and hand it over.",
        )
    )


class FirstPassword(SetPasswordForm):
    """The password that the owner of an account sets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = Words("新密码", "New password"), Words("再写一遍", "The same again")
        first.help_text = Words(
            "至少12个字符，不用常见的密码和自己的名字。",
            "12 characters or more; no common password, nor your own name.",
        )
        second.help_text = ""
