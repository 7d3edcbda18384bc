"""An explanation as HTML: semantic, accessible, without a script; a page of its own or a part of another page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from jiahe.law.explanation import labels
from jiahe.law.explanation.structure import LANGUAGES, ZH, Explanation

_LANG = {"zh": "zh-Hans", "en": "en"}


def to_html(
    explanations: Explanation | Iterable[Explanation], language: str = ZH, *, page: bool = True, level: int = 1
) -> str:
    """Return one explanation, or several, as HTML. ``language``: zh, en or both, one after the other.

    ``page``: a whole page with its own small style sheet; else the ``article`` elements alone, without any style.
    ``level``: of the articles' headings, 1 to 5. What a reader needs at once stands open: the answer, the sums, the
    papers, and the conditions that are not met; the rest unfolds.
    """
    wanted = LANGUAGES if language == "both" else (language,)
    template = _template("page.html.j2" if page else "article.html.j2")
    several = (explanations,) if isinstance(explanations, Explanation) else tuple(explanations)
    return template.render(explanations=several, languages=wanted, lang=_LANG, level=level, page=page)


_CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff01-\uff60（）《》“”〔〕、，。：；]*[\u3400-\u9fff][^A-Za-z<&]*")


def _marked(text: str, language: str) -> Markup:
    """Return the text as HTML; Chinese within an English text (a name, a place, a document) is marked as Chinese."""
    if language == ZH:
        return Markup(escape(text))
    found, at = Markup(), 0
    for one in _CHINESE.finditer(text):
        found += escape(text[at : one.start()]) + Markup('<span lang="zh-Hans">{}</span>').format(one.group())
        at = one.end()
    return found + escape(text[at:])


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("jiahe.law.explanation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["say"] = lambda phrase, language: _marked(phrase.say(language), language)
    environment.filters["marked"] = _marked
    environment.globals["heading"] = lambda key, language: labels.HEADINGS[key].say(language)
    environment.globals["document"] = labels.document
    environment.globals["in_force"] = labels.in_force
    return environment.get_template(name)
