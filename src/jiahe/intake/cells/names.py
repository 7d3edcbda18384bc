"""A person's name as a cell holds it. Rare characters are kept; nothing is left out, nothing added."""

from __future__ import annotations

import re
import unicodedata

from jiahe.intake.cells.faults import FAULTS, with_remedy
from jiahe.intake.fault import Fault

_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_QUICK = re.compile(f"[{_HAN}]{{2,4}}")
_NAME = re.compile(f"[{_HAN}]+(?:·[{_HAN}]+)*")
_DOTS = re.compile(r" ?[·•・.‧∙⋅･᛫⸱]+ ?")
_RADICALS = re.compile(r"[\u2f00-\u2fd5]")
_FOREIGN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]{2,}(?:[ '-][A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+)+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_LONGEST = 60

_SEVERAL = re.compile(r"[、,;/|&]")
_RULES = (
    (_PRIVATE, "name_private_use"),
    (re.compile(r"[(\[{<〈《【〔「]"), "name_note"),
    (re.compile(r"[0-9]"), "name_digits"),
    (re.compile(r"[*某]"), "name_masked"),
    (re.compile(r"[?□\ufffd]"), "name_character_lost"),
    (_SEVERAL, "name_two"),
    (_LATIN, "name_latin"),
)

_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙"
        "钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里"
        "呼延东郭南门羊舌微生左丘东门西门第五梁丘",
    )
)
"""Surnames of two characters: a space behind one parts surname and given name, not two persons."""


def read_name(cell: str | int | float) -> str | Fault:
    """Return a name: Chinese characters with middle dots (·) between parts, or a foreigner's in Latin letters."""
    if not isinstance(cell, str):
        return FAULTS["name_digits"]
    if _QUICK.fullmatch(cell) and "某" not in cell:
        return unicodedata.normalize("NFC", cell)
    text = unicodedata.normalize("NFC", _RADICALS.sub(lambda one: unicodedata.normalize("NFKC", one[0]), cell))
    if len(text) > _LONGEST:
        return FAULTS["name_long"]
    if _FOREIGN.fullmatch(text):
        return text
    for form, rule in _RULES:
        if found := form.search(text):
            return _private_use(found[0]) if form is _PRIVATE else FAULTS[rule]
    text = _DOTS.sub("·", text)
    parts = text.split(" ")
    if len(parts) > 1:
        if not _one_person(parts):
            return FAULTS["name_spaces"]
        text = "".join(parts)
    return text if _NAME.fullmatch(text) else FAULTS["name_characters"]


def _one_person(parts: list[str]) -> bool:
    whole = sum(map(len, parts))
    alone = all(len(part) == 1 for part in parts)
    return "·" not in "".join(parts) and (whole <= 3 or (whole == 4 and (alone or parts[0] in _COMPOUND)))


def _private_use(character: str) -> Fault:
    code = f"U+{ord(character):04X}"
    return with_remedy(
        "name_private_use",
        f"对照身份证，把编码为 {code} 的自造字改成标准字库（GB 18030-2022）里的字。",
        f"Replace the private-use character {code} by the standard one (GB 18030-2022), as on the identity card.",
    )
