"""The page about the API names every address that there is, with its codes, and no other."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


def test_the_page_names_every_address_and_no_other() -> None:
    from jiahe.site.api import api

    text = PAGE.read_text(encoding="utf-8")
    named = {(verb.lower(), path) for verb, path in re.findall(r"^\| `([A-Z]+) (/api/[^?`]*)", text, re.MULTILINE)}
    described = {(verb, path) for path, verbs in api.get_openapi_schema()["paths"].items() for verb in verbs}
    assert named == described


def test_the_page_explains_every_error_code() -> None:
    from jiahe.site.api import api

    text = PAGE.read_text(encoding="utf-8")
    explained = {int(code) for code in re.findall(r"\b(4\d\d): ", text[text.index("## Errors") :])}
    operations = [one for verbs in api.get_openapi_schema()["paths"].values() for one in verbs.values()]
    given = {int(code) for one in operations for code in one["responses"] if int(code) >= 400}
    assert explained == given
