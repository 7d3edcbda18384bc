"""What the office keeps about people, and what its forms ask, is called by no name that the charter refuses."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.utils import translation

import jiahe
from jiahe.charter import check_kept
from jiahe.facts.contract import FACTS
from jiahe.people.models import FACT_TABLES


def _columns() -> Iterator[tuple[str, str]]:
    """Return what every column of the office is called, but those of the facts contract, which is read by itself."""
    contract = {
        model._meta.get_field(column.name)
        for name, model in FACT_TABLES.items()
        for column in FACTS.table(name).columns
        if column.name in {field.name for field in model._meta.get_fields()}
    }
    for model in apps.get_models():
        if not model.__module__.startswith("jiahe."):
            continue
        yield model.__name__, model.__name__
        for field in set(model._meta.get_fields()) - contract:
            where = f"{model.__name__}.{field.name}"
            yield where, field.name
            for text in (getattr(field, "verbose_name", ""), getattr(field, "help_text", "")):
                yield where, str(text)
            for value, title in getattr(field, "choices", None) or ():
                yield f"{where}={value}", str(value)
                yield f"{where}={value}", str(title)


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _import_everything() -> None:
    """Import every module but migrations, what starts the server, and the command line."""
    here = Path(jiahe.__file__).parent
    for file in sorted(here.rglob("*.py")):
        parts = file.relative_to(here).with_suffix("").parts
        if not {"migrations", "cli"} & set(parts) and parts[-1] not in ("wsgi", "__main__"):
            import_module(".".join(("jiahe", *parts)).removesuffix(".__init__"))


def _questions() -> Iterator[tuple[str, str]]:
    """Return what every form asks, of whichever module: which forms are read does not depend on who imported them."""
    _import_everything()
    for form in set(_below(forms.BaseForm)):
        for name, field in getattr(form, "base_fields", {}).items() if form.__module__.startswith("jiahe.") else ():
            where = f"{form.__name__}.{name}"
            yield where, name
            yield where, str(field.label or "")
            yield where, str(field.help_text or "")
            for value, title in getattr(field, "choices", None) or ():
                yield f"{where}={value}", f"{value} {title}"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_column_of_the_office_is_refused(language: str) -> None:
    with translation.override(language):
        columns = list(_columns())
    assert len(columns) > 200
    assert [str(one) for one in check_kept(columns)] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_question_of_a_form_is_refused(language: str, django_db_setup: None, db: None) -> None:
    with translation.override(language):
        questions = list(_questions())
    assert len(questions) > 50
    assert [str(one) for one in check_kept(questions)] == []


def test_forms_are_read_wherever_they_are_made(django_db_setup: None, db: None) -> None:
    asked = {where.partition(".")[0] for where, _ in _questions()}
    assert {"PaperConsent", "Confirm", "JoinForm", "OwnStandIn"} <= asked


def test_a_refused_column_would_be_found() -> None:
    assert [one.refusal.number for one in check_kept([("Person.iud_since", "iud_since")])] == [2]
