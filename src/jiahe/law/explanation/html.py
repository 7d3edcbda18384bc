"""An explanation as HTML: semantic, accessible, without a script; a page of its own or a part of another page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from jiahe.law.explanation import labels
from jiahe.law.explanation.structure import LANGUAGES, ZH, Explanation, Phrase

_LANG = {"zh": "zh-Hans", "en": "en"}


def to_html(
    explanations: Explanation | Iterable[Explanation], language: str = ZH, *, page: bool = True, level: int = 1
) -> str:
    """Return one explanation, or several, as HTML. ``language``: zh, en or both, one after the other.

    ``page``: a whole page with its own small style sheet; else the ``article`` elements alone, without any style.
    ``level``: of the articles' headings, 1 to 5. What a reader needs at once stands open: the answer, the sums, the papers,
    and the conditions that are not met; the rest unfolds.
    """
    wanted = LANGUAGES if language == "both" else (language,)
    template = _template("page.html.j2" if page else "article.html.j2")
    several = (explanations,) if isinstance(explanations, Explanation) else tuple(explanations)
    return template.render(explanations=several, languages=wanted, lang=_LANG, level=level)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("jiahe.law.explanation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["say"] = Phrase.say
    environment.globals["heading"] = lambda key, language: labels.HEADINGS[key].say(language)
    environment.globals["document"] = labels.document
    environment.globals["in_force"] = labels.in_force
    return environment.get_template(name)
