"""A copy of what is held about a person, with what is left out and why: as JSON for programs, as PDF for people.

PIPL art. 45. The PDF names the font STSong-Light, which viewers bring along, and embeds none: no font file is shipped.
A character that this font may lack (𬱟) is written with its number in Unicode, and the PDF says so: nothing is lost in
silence.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from django.utils import timezone

from jiahe.mine.queries import is_told, names_in, own_tables, rows_about, said_of, sections_of, what_is_left_out
from jiahe.people.models import Person
from jiahe.people.numbers import masked
from jiahe.people.timeline import name_of
from jiahe.trust.inventory import the_inventory
from jiahe.trust.queries import readings_of
from jiahe.trust.sealing import unseal
from jiahe.web.words import Words, moment

_SEALED = {"id_sealed": "id_number", "phone_sealed": "phone", "account_sealed": "account"}


NUMBERS_NOT_WHOLE = (
    Words(
        "身份证号码、手机号码、银行账户的中间几位", "the middle of the ID number, the telephone and the bank account"
    ),
    Words(
        "您的账户还没有经另一位工作人员确认。请带身份证到村、乡镇或县里，请发邀请码的人以外的另一位工作人员当面核对，"
        "在您的档案上确认账户；之后下载的 JSON 格式的副本里号码写全。",
        "a second colleague of the office has not confirmed your account yet. Show your ID card at the village, the "
        "township or the county to another colleague than who gave you the code, who confirms the account on your "
        "record; the copy as JSON that is taken after that has the whole numbers.",
    ),
)
"""What a copy leaves out while nobody else has confirmed the account, and why: who made the code could have used it."""

NUMBERS_NOT_IN_PDF = (
    NUMBERS_NOT_WHOLE[0],
    Words(
        "PDF 里的号码只写头尾。账户经另一位工作人员当面核对、确认后，JSON 格式的副本里号码写全。",
        "a PDF has their ends only. The copy as JSON has the whole numbers, once a second colleague of the office has "
        "seen you and confirmed your account.",
    ),
)
"""What no PDF has."""


def as_json(person: UUID, *, whole: bool) -> str:
    """Return what is held about a person as JSON: each table by its name, each column with its words, sums in fen.

    ``whole``: with the three numbers in full, else as the pages show them.
    """
    inventory = the_inventory()
    tables = {}
    for held in own_tables():
        told = [one for one in held.columns if is_told(one, held)]
        found = rows_about(held, person)
        names = names_in(held, found)
        rows = [{one.name: _value(held, one, row, names, whole=whole) for one in told} for row in found]
        if rows:
            columns = {one.name: [one.words.zh, one.words.en] for one in told}
            tables[held.label] = {"columns": columns, "rows": rows}
    left_out = what_is_left_out() if whole else [NUMBERS_NOT_WHOLE, *what_is_left_out()]
    made = {
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "person": str(person),
        "groups": {key: [one.zh, one.en] for key, one in inventory.words["groups"].items()},
        "tables": tables,
        "left_out": [{"kind": _both(kind), "why": _both(why)} for kind, why in left_out],
        "readings": [
            {"at": timezone.localtime(one.at).isoformat(timespec="seconds"), "times": one.times,
             "post": _both(one.post), "place": one.place, "what": _both(one.what), "why": _both(one.purpose),
             "system": one.system}
            for one in readings_of(person)
        ],
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=1, default=str)


def _both(words: Words) -> list[str]:
    return [words.zh, words.en]


def _value(held: Any, item: Any, row: Any, names: Mapping[UUID, str], *, whole: bool) -> Any:
    """Return a value as programs take it: the bare one."""
    value = getattr(row, item.name)
    if kind := _SEALED.get(item.name):
        number = unseal(value, kind)
        return number if whole else masked(number, kind)
    if row._meta.get_field(item.name).related_model is Person:
        return said_of(held, item, row, names) if value is not None else None
    return value


def as_pdf(person: Person) -> bytes:
    """Return what is held about a person as a PDF in the reader's language."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    title, head, body = _styles()
    rare: dict[str, str] = {}

    def _said(text: str, style: Any) -> Any:
        return Paragraph(escape(spelled(text, rare)), style)

    first = Words("个人资料副本", "A copy of the data held about you")
    made: list[Any] = [
        _said(str(first), title),
        _said(f"{name_of(person)}　{moment(timezone.now())}", body),
        Spacer(1, 4 * mm),
    ]
    width = A4[0] - 36 * mm
    for section in sections_of(person.id):
        made.append(_said(str(section.title), head))
        for entry in section.entries:
            rows = [[_said(str(words), body), _said(said, body)] for words, said in entry.lines]
            made += [_ruled(Table(rows, colWidths=[width * 0.36, width * 0.64])), Spacer(1, 3 * mm)]
    made.append(_said(str(Words("这里没有列出的", "What is not listed here")), head))
    made += [
        _said(str(Words(f"{kind.zh}：{why.zh}", f"{kind.en}: {why.en}")), body)
        for kind, why in (NUMBERS_NOT_IN_PDF, *what_is_left_out())
    ]
    made.append(_said(str(Words("谁看过您的档案", "Who has looked")), head))
    made += [
        _said(
            "　".join(
                filter(
                    None,
                    (
                        moment(one.at),
                        str(one.post),
                        one.place,
                        one.system,
                        str(one.what),
                        str(one.purpose),
                        f"×{one.times}",
                    ),
                )
            ),
            body,
        )
        for one in readings_of(person.id)
    ]
    if rare:
        made.insert(2, Paragraph(escape(str(_RARE.format(which="、".join(rare.values())))), body))
    out = io.BytesIO()
    margin = 18 * mm
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin,
        title=str(first), author="",
    )  # fmt: skip
    document.build(made)
    return out.getvalue()


def _styles() -> tuple[Any, Any, Any]:
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=10, leading=15, wordWrap="CJK")
    head = ParagraphStyle("head", parent=body, fontSize=13, leading=22, spaceBefore=8)
    return ParagraphStyle("title", parent=body, fontSize=18, leading=28), head, body


_RARE = Words(
    "有的字，打开本文件的软件可能显示不出。这些字后面写了统一码编号，完全显示不出的写作〓：{which}。"
    "JSON 格式的副本里有原字。",
    "What opens this file may not show some characters. Each stands with its number in Unicode, as 〓 where it cannot "
    "be shown at all: {which}. The copy as JSON has the characters themselves.",
)


def spelled(text: str, rare: dict[str, str]) -> str:
    """Return a text with the Unicode number of each character that the PDF's font may lack; they are noted in ``rare``.

    The font is sure to have what GBK has. It is addressed by two bytes, so it has nothing beyond them: 〓 stands there,
    as Chinese print has it where a type is missing.
    """
    for one in dict.fromkeys(text):
        if not (one.isspace() or _is_common(one)):
            rare[one] = f"{one if one <= _LAST_OF_TWO_BYTES else '〓'}（U+{ord(one):04X}）"
    return "".join(rare.get(one, one) for one in text)


_LAST_OF_TWO_BYTES = "\uffff"


def _is_common(one: str) -> bool:
    try:
        one.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _ruled(table: Any) -> Any:
    from reportlab.lib.colors import grey

    table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.25, grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return table
