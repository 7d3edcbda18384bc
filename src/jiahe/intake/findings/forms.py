"""The forms of a finding: an answer with its proof, the decision of somebody else, and which two sources to compare."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.intake.findings.quality import BIRTHS, DEATHS
from jiahe.web.forms import Form, OneOf, Option
from jiahe.web.words import Words

_TEXT = {"widget": forms.Textarea({"rows": 3}), "max_length": 1000}
CLOSE, RETURN = "close", "return"
_MEND_FIRST = Words("先到档案里改好，再来答复。", "Mend the record first.")
_NAME_THE_PAPER = Words("写明凭什么材料；以后不再提示。", "Name the paper; it will not be asked again.")


class AnswerForm(Form):
    """What was found to be so, and on which paper it rests."""

    why = OneOf(
        label=Words("核实结果", "What is so"),
        choices=[
            ("mended", Option("记错了，已经改好", "It was wrong and has been mended", _MEND_FIRST)),
            ("right", Option("记录无误", "The record is right", _NAME_THE_PAPER)),
        ],
    )
    text = forms.CharField(label=Words("怎么核实的", "How you know"), **_TEXT)
    proof = forms.CharField(
        label=Words("凭什么材料", "The paper it rests on"), max_length=200,
        help_text=Words("例如：户口簿、出生医学证明、电话询问本人。不写证件号码。",
                        "For example: the household register, the birth certificate, a call. No numbers of papers."),
    )  # fmt: skip


class DecisionForm(Form):
    """Whether an answer will do. ``closed``: the finding is closed, and can only be opened again."""

    decision = OneOf(
        label=Words("这样可以吗", "Will this do?"),
        choices=[
            (CLOSE, Words("可以，办结", "Yes, close it")),
            (RETURN, Words("退回，请再核实", "No, send it back")),
        ],
    )
    text = forms.CharField(
        label=Words("说明", "Note"), required=False,
        help_text=Words("退回时请写明还差什么。", "When you send it back, say what is missing."), **_TEXT,
    )  # fmt: skip

    def __init__(self, *args: Any, closed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if closed:
            choice = (RETURN, Words("重新打开，请再核实", "Open it again"))
            self.fields["decision"].choices = [choice]
            self.fields["decision"].initial = RETURN

    def clean(self) -> dict[str, Any]:
        """Sending back needs a reason."""
        got: dict[str, Any] = super().clean() or {}
        if got.get("decision") == RETURN and not got.get("text"):
            self.add_error("text", str(Words("退回时请写明还差什么。", "When you send it back, say what is missing.")))
        return got


class SourcesForm(Form):
    """What to compare: births or deaths of a year, by two of the sources that tell of them."""

    what = forms.ChoiceField(
        label=Words("比什么", "Compare"),
        choices=[(BIRTHS, Words("出生", "births")), (DEATHS, Words("死亡", "deaths"))],
    )
    year = forms.TypedChoiceField(label=Words("哪一年", "Of the year"), coerce=int)
    first = forms.ChoiceField(label=Words("来源一", "First source"))
    second = forms.ChoiceField(label=Words("来源二", "Second source"))

    def __init__(self, *args: Any, years: range, sources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(one, str(one)) for one in years]
        for name in ("first", "second"):
            self.fields[name].choices = [(one, one) for one in sources]
