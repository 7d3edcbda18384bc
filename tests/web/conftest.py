"""What tests of the look need: a reader of one language, and components written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.template import Context, engines
from django.utils import translation

LANGUAGES = {"zh": "zh-hans", "en": "en"}


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What the process remembers between pages (the office's name) must not carry one test into the next."""
    caches["process"].clear()


@pytest.fixture
def reader() -> Iterator[Callable[[str], None]]:
    """``reader("en")`` reads English from then on."""
    yield lambda language: translation.activate(LANGUAGES[language])
    translation.deactivate()


@pytest.fixture
def written() -> Callable[..., str]:
    """``written("<c-tag>好</c-tag>", name=value)`` is the HTML of a piece of a template."""
    from django.template import Template
    from django_cotton.compiler_regex import CottonCompiler

    def write(source: str, **values: Any) -> str:
        template = Template(CottonCompiler().process(source), engine=engines["django"].engine)
        return template.render(Context(values))

    return write
