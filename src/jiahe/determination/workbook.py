"""The Excel files of a run: the summary for the county, and the outreach list for the village workers.

The outreach list is the office's own working paper. It names people, so every sheet says that it is not for posting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from jiahe.determination.outreach import ToReach, outreach, papers
from jiahe.determination.run import Run
from jiahe.determination.summary import Line, summarise
from jiahe.law.parameters import Dated
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.places.divisions import Divisions

_HEADS = (
    ("地区代码", "Place code", 15), ("地区", "Place", 22), ("项目", "Programme", 26), ("纳入审视人数", "Looked at", 12),
    ("本年应享人数", "Entitled this year", 11), ("已申领", "Enrolled", 11), ("漏享人数", "Missed", 11),
    ("申领情况不明", "Claims unknown", 12), ("需补材料", "Needs evidence", 12), ("暂不符合", "Not met", 11),
    ("本年应发（元）", "Owed this year (yuan)", 16), ("漏享金额（元）", "Sum missed (yuan)", 16),
    ("各年合计（元）", "All years (yuan)", 16), ("金额不明人数", "Amount unknown", 12),
    ("应享但本年无应发", "Entitled, nothing this year", 14), ("逾期未申领", "Forfeited", 11),
)  # fmt: skip

_OUTREACH_HEADS = (
    ("村（居）", "Village", 13), ("组", "Group", 6), ("姓名", "Name", 10), ("出生日期", "Born", 11),
    ("父母", "Parents", 15), ("项目", "Programme", 18), ("情况", "Why", 20),
    ("现在可领（元）", "Can be claimed now (yuan)", 13), ("本年应发（元）", "Owed this year (yuan)", 13),
    ("各年应发合计（元）", "Owed, all years (yuan)", 13),
    ("需要的材料", "Papers that would settle it", 36),
    ("常住地", "Lives in", 16),
    ("未采用的资料", "Rows set aside in", 14), ("人员编号", "Person", 13),
)  # fmt: skip

_OF_CLAIMS = (5, 6, 7, 11, 15)
"""The columns of the summary that speak of claims: enrolled, missed, claims unknown, sum missed, forfeited."""

_A4 = 9
"""Excel's number of that size of paper."""

_PRIVATE = (
    "内部工作用表，仅供经办人员联系服务对象，不得张贴、公示或转发。"
    " Working paper of the office, for reaching people. Not to be posted, published or passed on."
)

_NO_DECISION = (
    "“暂不符合”是按现有资料得出的，不是决定：能不能办，由工作人员核实后决定，并说明理由；有不同意见，可以申请复核。"
    " “Not met” is no decision: only a person refuses, with reasons and a way to appeal."
)


def write_summary(run: Run, divisions: Divisions) -> Path:
    """Write ``summary.xlsx``: one sheet for the whole region, one by town, one by village. Returns its path."""
    path = run.folder / "summary.xlsx"
    rules = {lowered.rule.key: lowered.rule for lowered in run.query.rules}
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        style = _Style(book)
        for level, title in (("all", "合计 Total"), ("town", "乡镇 Towns"), ("village", "村居 Villages")):
            sheet = book.add_worksheet(title)
            first = _title(sheet, style, run, divisions)
            lines = summarise(run.outcomes, region=run.setting.region, level=level)
            _table(sheet, style, first, [(zh, en, width) for zh, en, width in _HEADS])
            for number, line in enumerate(lines, start=first + 1):
                _line(
                    sheet,
                    style,
                    number,
                    line,
                    rules[line.programme],
                    divisions,
                    whole=level == "all",
                    region=run.setting.region,
                )
            sheet.autofilter(first, 0, first + max(len(lines), 1), len(_HEADS) - 1)
        _notes(book.add_worksheet("说明 Notes"), style, run, rules.values())
    return path


def write_outreach(run: Run, divisions: Divisions) -> tuple[Path, list[ToReach]]:
    """Write ``outreach.xlsx``: one sheet a village. Returns its path and the people on it."""
    path = run.folder / "outreach.xlsx"
    rules = {lowered.rule.key: lowered.rule for lowered in run.query.rules if lowered.rule.benefit == "money"}
    people = outreach(run)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        style = _Style(book)
        used: set[str] = set()
        for village, group in groupby(people, key=lambda p: p.village):
            sheet = book.add_worksheet(_sheet_name(village, divisions, used))
            sheet.write(0, 0, _PRIVATE, style.warning)
            _table(sheet, style, 1, _OUTREACH_HEADS)
            last = 1
            for last, person in enumerate(group, start=2):
                _person(sheet, style, last, person, rules[person.programme], divisions)
            sheet.autofilter(1, 0, last, len(_OUTREACH_HEADS) - 1)
        if not people:
            book.add_worksheet("空 Empty").write(0, 0, "没有需要联系的人员。 There is nobody to reach.")
    return path, people


class _Style:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8EEF4", "valign": "top"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.count = book.add_format({"num_format": "#,##0"})
        self.days = book.add_format({"num_format": '#,##0" 天 days"'})
        self.none = book.add_format({"align": "right"})
        self.warning = book.add_format({"bold": True, "font_color": "#9C0006"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})


def _table(sheet: Worksheet, style: _Style, row: int, heads: Iterable[tuple[str, str, int]]) -> None:
    for column, (zh, en, width) in enumerate(heads):
        sheet.write(row, column, f"{zh}\n{en}", style.head)
        sheet.set_column(column, column, width)
    sheet.set_row(row, 48)
    sheet.freeze_panes(row + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(row)
    sheet.set_footer("&L&A&R&P / &N")


def _title(sheet: Worksheet, style: _Style, run: Run, divisions: Divisions) -> int:
    setting = run.setting
    sheet.write(
        0,
        0,
        f"家和 · {divisions.full_name(setting.region)} · {setting.on.isoformat()} 认定汇总 Determination",
        style.title,
    )
    sheet.set_row(1, 64)
    sheet.merge_range(
        1,
        0,
        1,
        len(_HEADS) - 1,
        "人数为登记册上的人；应享＝本年有应发的；漏享＝现在能领而没有有效申领，往年的、还能补领的也算；"
        "漏享金额＝他们现在能领的，各年合计；已申领＝本年有应发，本年和往年都没有未申领的；"
        "逾期未申领＝上一年或本年的一次没有按时申领，已按规定视为放弃。 People are counted as registered; entitled = "
        "owed something this year; missed = can claim today, also for an earlier year, and has no live claim for it; "
        "the sum missed = what they can claim, of all years; enrolled = of the entitled, nothing left to claim; "
        "forfeited = something for this year or the one before was not claimed in time, and lapsed. "
        "–：休假向所在单位提出，不在这里申领。 Leave is asked for at work, not claimed.",
        style.wrap,
    )
    return 2


def _line(
    sheet: Worksheet, style: _Style, row: int, line: Line, rule: Rule, divisions: Divisions, *, whole: bool, region: str
) -> None:
    place = region if whole else line.place
    sheet.write_string(row, 0, place or "")
    sheet.write_string(row, 1, _name(divisions, place) if place else "户籍在外或不明 Elsewhere or unknown")
    sheet.write_string(row, 2, f"{rule.zh} {rule.en}")
    counts = (
        line.looked_at,
        line.entitled,
        line.enrolled,
        line.missed,
        line.claims_unknown,
        line.needs_evidence,
        line.not_met,
    )
    for column, count in enumerate(counts, start=3):
        sheet.write_number(row, column, count, style.count)
    sums = (
        (line.this_year, line.this_year_unknown, line.entitled), (line.missed_money, line.missed_unknown, line.missed),
        (line.all_years, line.amount_unknown, line.entitled + line.nothing_this_year),
    )  # fmt: skip
    for column, (amount, unknown, people) in enumerate(sums, start=10):
        if unknown and unknown == people:
            sheet.write_string(row, column, "未知 unknown", style.none)
        elif rule.benefit == "money":
            sheet.write_number(row, column, amount / 100, style.money)
        else:
            sheet.write_number(row, column, amount, style.days)
    sheet.write_number(row, 13, line.amount_unknown, style.count)
    sheet.write_number(row, 14, line.nothing_this_year, style.count)
    if line.forfeited is None:
        sheet.write_string(row, 15, "未知 unknown", style.none)
    else:
        sheet.write_number(row, 15, line.forfeited, style.count)
    if rule.benefit == "days":
        for column in _OF_CLAIMS:
            sheet.write_string(row, column, "–", style.none)


def _notes(sheet: Worksheet, style: _Style, run: Run, rules: Iterable[Rule]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90, style.wrap)
    rows: list[tuple[str, str]] = [
        ("认定日 Day of determination", run.setting.on.isoformat()),
        ("地区 Region", run.setting.region),
    ]
    rows += [("生成时间 Written", dt.datetime.now().astimezone().isoformat(timespec="minutes"))]
    rows += [(_title_of(rule), _about(rule, run.setting)) for rule in rules]
    applied = {lowered.rule.key for lowered in run.query.rules}
    left_out = "\n".join(
        _title_of(rule) + ("（部分地区 in some places）" if rule.key in applied else "") for rule in run.query.left_out
    )
    rows += [("未纳入（依据未核实） Left out, unconfirmed", left_out or "无 none")]
    rows += [("说明 Note", _NO_DECISION)]
    for number, (head, text) in enumerate(rows):
        sheet.write_string(number, 0, head)
        sheet.write_string(number, 1, text)


def _title_of(rule: Rule) -> str:
    return f"{rule.zh} {rule.en}"


def _about(rule: Rule, setting: Setting) -> str:
    """Say, in the programme's own words, where it is in force by which document, and what its conditions are."""
    zh = "；".join(one.zh for one in rule.criteria)
    en = "; ".join(one.en for one in rule.criteria)
    documents = "；".join(_documents(rule, setting))
    return f"依据：{documents}。\n条件：{zh}。\nLaw: {documents}. Conditions: {en}."


def _cited(one: Dated) -> str:
    if one.source is None:
        return "没有写明文件 no document is named"
    number = f"（{one.source.number}）" if one.source.number else ""
    return f"《{one.source.title}》{number}{one.article}"


def _documents(rule: Rule, setting: Setting) -> list[str]:
    """Return the documents by which the programme is in force in the region of the run, or in a part of it."""
    parameter = rule.parameters.in_force
    regions = [setting.region, *parameter.regions_within(setting.region)]
    found = [parameter.at(region, setting.on, unconfirmed=setting.unconfirmed) for region in regions]
    return list(dict.fromkeys(_cited(one) for one in found if one is not None))


def _person(sheet: Worksheet, style: _Style, row: int, person: ToReach, rule: Rule, divisions: Divisions) -> None:
    needed = "；".join(f"{zh} {en}" for zh, en in papers(rule, person.unknown_criteria))
    cells = [
        _name(divisions, person.village) if person.village else "", person.group, person.name, person.birth_date,
        person.contact, f"{rule.zh} {rule.en}", _why(person),
        *(_owed(person, fen) for fen in (person.unclaimed, person.this_year, person.total)),
        needed, _lives(person, divisions),
        _tables(person, rule), person.person,
    ]  # fmt: skip
    for column, cell in enumerate(cells):
        if isinstance(cell, float):
            sheet.write_number(row, column, cell, style.money)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        else:
            sheet.write_string(row, column, cell or "", style.wrap)


def _why(person: ToReach) -> str:
    """Say why a person is on the list."""
    if person.status == ELIGIBLE and person.enrolled is False and person.this_year == 0:
        return "往年的没有申领，还能补领 An earlier year, not claimed; can still be claimed"
    if person.status == ELIGIBLE and person.enrolled is False:
        return "有应享未申领的 Something owed is not claimed"
    if person.status == ELIGIBLE and person.enrolled is None:
        return "应享，是否已申领不明 Entitled; unknown whether claimed"
    if person.status == NEEDS_EVIDENCE:
        return "需补材料 Needs evidence"
    return "有资料未采用，结果待核 A row was set aside: check the answer"


def _owed(person: ToReach, fen: int | None) -> float | str | None:
    if person.status == ELIGIBLE and fen is None:
        return "金额待定 not known yet"
    return None if fen is None else fen / 100


def _tables(person: ToReach, rule: Rule) -> str:
    """Name the tables of which a row is not used, in words and as their files are called."""
    names = person.set_aside.split(", ") if person.set_aside else []
    return "、".join(f"{rule.unit.schema.table(name).zh} {name}" for name in names)


def _name(divisions: Divisions, code: str) -> str:
    return divisions.name(code) if divisions.is_known(code) else code


def _full_name(divisions: Divisions, code: str) -> str:
    return divisions.full_name(code) if divisions.is_known(code) else code


def _lives(person: ToReach, divisions: Divisions) -> str:
    if person.residence is None:
        return "不明 unknown"
    return "" if person.residence == person.village else _full_name(divisions, person.residence)


def _sheet_name(village: str | None, divisions: Divisions, used: set[str]) -> str:
    name = _name(divisions, village) if village else "不明 unknown"
    clean = "".join("_" if c in "[]:*?/\\'" else c for c in name)[:24] or "村"
    candidate, number = clean, 2
    while candidate in used:
        candidate, number = f"{clean} {number}", number + 1
    used.add(candidate)
    return candidate


__all__ = ["write_outreach", "write_summary"]
