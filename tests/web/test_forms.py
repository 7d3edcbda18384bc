"""Forms: errors that say what to write, summed up with links to the fields; days in one box or three."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django import forms

from jiahe.web.forms import DayField, Form, OneOf, Option, SomeOf
from jiahe.web.gallery import Application
from jiahe.web.words import Words


class Birth(Form):
    on = DayField(label=Words("出生日期", "Day of birth"), last=dt.date(2025, 12, 31))
    known = DayField(label=Words("得知日期", "Known since"), boxes=True, required=False)
    sex = OneOf(label=Words("性别", "Sex"), choices=[("f", Words("女", "girl")), ("m", Words("男", "boy"))])


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_each_error_leads_to_a_field_that_is_there(reader: Callable[[str], None]) -> None:
    reader("en")
    html = str(Application({"born_year": "1994", "born_month": "13", "born_day": "6"}))
    links = re.findall(r'<a href="#([^"]+)">', html)
    assert links == ["id_name", "id_born_0", "id_relation_0", "id_village", "id_true"]
    assert set(links) <= ids(html)
    assert "“1994-13-6” is not a date. Write it like 2024-03-01 or 1 March 2024." in html


def test_an_error_is_told_to_a_screen_reader_with_its_field(reader: Callable[[str], None]) -> None:
    reader("zh")
    html = str(Application({"name": ""}))
    assert re.search(r'<input[^>]*aria-invalid="true" aria-describedby="id_name_helptext id_name_error"', html)
    for name in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(name.split()) <= ids(html)


def test_a_form_without_errors_has_no_summary(reader: Callable[[str], None]) -> None:
    reader("zh")
    html = str(Application())
    assert "error-summary" not in html
    assert "（选填）" in html


def test_words_are_labels_choices_and_messages_in_either_language(reader: Callable[[str], None]) -> None:
    reader("zh")
    form = Birth({})
    assert form.errors["sex"] == ["请选择“性别”。"]
    assert "出生日期" in str(form)
    reader("en")
    form = Birth({})
    assert form.errors["sex"] == ["Choose “Sex”."]
    assert "girl" in str(form)
    assert "女" not in str(form)


def test_a_field_left_empty_is_named(reader: Callable[[str], None]) -> None:
    class Paper(Form):
        number = forms.CharField(label=Words("证件号码", "Number"))
        issued = DayField(label=Words("发证日期", "Day of issue"))
        kinds = SomeOf(label=Words("种类", "Kinds"), choices=[("a", Words("甲", "first"))])
        true = forms.BooleanField(label=Words("属实", "It is true"))
        own = forms.CharField(error_messages={"required": Words("请写说明。", "Write a remark.")})

        def __init__(self, *args: object) -> None:
            super().__init__(*args)
            self.fields["late"] = forms.CharField(label="卡号")

    reader("zh")
    assert [message for (message,) in Paper({}).errors.values()] == [
        "请填写“证件号码”。",
        "请填写“发证日期”，例如 2024年3月1日。",
        "“种类”：请至少选择一项。",
        "请勾选“属实”。",
        "请写说明。",
        "请填写“卡号”。",
    ]
    reader("en")
    assert Paper({}).errors["number"] == ["Fill in “Number”."]
    assert Paper({}).errors["kinds"] == ["Choose at least one of “Kinds”."]


def test_a_day_in_one_box_or_three(reader: Callable[[str], None]) -> None:
    reader("en")
    form = Birth({"on": "2024年3月1日", "known_year": "2024", "known_month": "3", "known_day": "5", "sex": "f"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == dt.date(2024, 3, 1)
    assert form.cleaned_data["known"] == dt.date(2024, 3, 5)
    assert Birth({"on": "2026-01-01", "sex": "f"}).errors["on"] == ["The date cannot be after 31 December 2025."]


def test_three_boxes_keep_what_was_typed(reader: Callable[[str], None]) -> None:
    reader("en")
    html = str(Birth({"known_year": "2024", "known_month": "", "known_day": "<5"})["known"])
    assert re.findall(r'name="known_(\w+)"[^>]*value="([^"]*)"', html) == [
        ("year", "2024"),
        ("month", ""),
        ("day", "&lt;5"),
    ]
    html = str(Birth(initial={"known": dt.date(2024, 3, 5)})["known"])
    assert re.findall(r'value="([^"]*)"', html) == ["2024", "3", "5"]


def test_a_choice_explains_itself(reader: Callable[[str], None]) -> None:
    reader("en")

    class Asked(Form):
        way = OneOf(choices=[("a", Option("甲", "first", Words("说明", "what it means")))])
        more = SomeOf(choices=[("b", Words("乙", "second"))])

    html = str(Asked())
    assert 'first<span class="hint">what it means</span>' in html
    assert Asked({"way": "x", "more": ["y"]}).errors["way"] == ["There is no choice “x”. Choose again."]


def test_a_form_as_a_component(reader: Callable[[str], None], written: Callable[..., str]) -> None:
    reader("en")
    html = written('<c-form :form="form" submit="Send it" cancel="/back/" :unsaved="True" />', form=Birth())
    assert 'method="post" novalidate data-unsaved' in html
    assert '<button class="button">Send it</button>' in html
    assert 'href="/back/"' in html
