"""The forms by which a table is declared whole, and by which that is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiahe.web.forms import DayField, Form
from jiahe.web.words import Words

_WHY = forms.CharField(
    max_length=300,
    label=Words("理由", "Why"),
    help_text=Words("以后查的人要能看懂。", "Whoever looks it up later must understand it."),
)


class Whole(Form):
    """A table is declared whole: on what it rests, as of which day, why, and that each of its kinds is."""

    kinds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=Words("逐种确认：这一种已经齐全", "Confirm each kind: the register holds it whole"),
        help_text=Words(
            "只要有一种不齐就不要声明：那一种没有登记的人会被当作没有。",
            "Do not declare the table while one kind is not whole: whoever lacks that one would count as having none.",
        ),
    )
    source = forms.CharField(
        max_length=120,
        label=Words("依据", "Resting on"),
        help_text=Words(
            "哪个部门的哪份名册，如：县残联2026年持证人名册。",
            "Whose register, like: the federation's register of card holders, 2026.",
        ),
    )
    learned_on = DayField(label=Words("截至哪天齐全", "Whole as of which day"))
    why = _WHY
    sure = forms.BooleanField(
        label=Words(
            "我确认：登记册里没有的，就是没有", "I am sure that whoever is not in this table has none of what it holds"
        )
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, Words, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._all = {key: words for key, words, _ in kinds}
        if not kinds:
            del self.fields["kinds"]
            return
        self.fields["kinds"].choices = [
            (key, Words(f"{words.zh}：现有 {rows:,} 行", f"{words.en}: {rows:,} {'row' if rows == 1 else 'rows'}"))
            for key, words, rows in kinds
        ]

    def clean_kinds(self) -> list[str]:
        """Return the kinds. Raises ValidationError when one is not whole."""
        ticked: list[str] = self.cleaned_data["kinds"]
        lacks = [words for key, words in self._all.items() if key not in ticked]
        if lacks:
            zh, en = "、".join(one.zh for one in lacks), ", ".join(one.en for one in lacks)
            raise forms.ValidationError(
                Words(
                    f"没有确认：{zh}。这一种的资料还不齐，就先导入它，再来声明。",
                    f"Not confirmed: {en}. If it is not whole yet, load it first, and declare the table then.",
                )
            )
        return ticked

    def said(self) -> dict[str, Any]:
        """Return what the declaration says."""
        return {name: self.cleaned_data[name] for name in ("source", "learned_on", "why")}


class TakeBack(Form):
    """That a table is whole is taken back."""

    why = _WHY
