"""What offices write in and around a table: names of columns, totals, signatures, notes, "as above", units of money.

Each rule here is one that no record of a person can meet; where that cannot be said, the row stays a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from jiahe.intake.reading.grid import BLANKS, Cell


def plain(cell: Cell) -> str:
    """A cell's text for comparing: without any space, full-width letters and digits narrowed, small letters."""
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()).translate(_NO_WIDTH).lower()


_NO_WIDTH = {ord(mark): None for mark in BLANKS}

# ---- Names of columns.

# Ends that a column's name has and that a person's data have not.
_ENDS = (
    "姓名|名字|性别|民族|出生|出生日期|出生年月日?|生日|年龄|身份证件?|证件|公民身份|证号|号码|编号|编码|序号|代码|户号|日期|时间|年月|年度|地址|住址"
    "|户籍|户籍地|户口|户口地|所在地|出生地|居住地|现住|住所|地点|电话|手机|手机号|联系方式|金额|标准|资金|人数|户数|合计数|账号|帐号|账户|帐户|卡号|折号"
    "|户名|类别|类型|种类|等级|级别|关系|备注|说明|状态|状况|原因|情况|程度|学历|职业|孩次|胎次|签名|签字|盖章|应发|实发|应领|实领|增减"
)
_STRONG = re.compile(
    rf"(?:[^\d:：,，;；。]{{0,14}}(?:{_ENDS})|行号|序|no\.?|是否[^\d:：,，。]{{1,12}}"
    r"|(?:[a-z]+[ _-]?){0,3}(?:name|sex|gender|birth|birthdate|birthday|dob|date|day|id|number|code|address|phone|tel"
    r"|mobile|amount|account|bank|relation|relationship|remarks?|notes?|status|type|level|kind|ethnicity|nationality|village|town))"
    r"(?:[(\[【（/].{1,20})?[*＊]?"
)
# Names of columns that can also be what a cell says.
_WEAK = re.compile(
    r"(?:所在|所属|户籍|现居|居住)?(?:省|市|县|区|县\(?市?区?\)?|乡|镇|乡镇|乡\(镇\)|镇街|街道|村|居|村居|村\(居\)|村名|村组|组|小组|社区|村委会|社|队)"
    r"|户主|配偶|本人|父亲?|母亲?|丈夫|妻子|男方|女方|父母|子女|家庭成员|成员|监护人|银行|开户行|开户银行|单位|机构|医院|经办人|残疾人|享受人|申请人"
    r"|其中|项目|代理人|被领?养人|收养人|新生儿|逝者|死者|数量|人口|面积|person|child|parent|mother|father|spouse|husband|wife|household"
)


def is_label(cell: Cell) -> bool:
    """Whether the text is surely the name of a column: 姓名, 户主身份证号, 金额（元）, birth_date."""
    return isinstance(cell, str) and len(cell) <= 40 and _STRONG.fullmatch(plain(cell)) is not None


def may_be_label(cell: Cell) -> bool:
    """Whether it is the name of a column or could be one: 村, 户主, 配偶."""
    return isinstance(cell, str) and len(cell) <= 40 and (is_label(cell) or _WEAK.fullmatch(plain(cell)) is not None)


_VALUE = re.compile(
    r"[-+]?[¥￥]?\d[\d,，.]*\d?(?:e\+?\d+)?[%元万岁]*|\d{14,17}[\dx]|\d{1,4}[-/.年]\d{1,2}(?:[-/.月](?:\d{1,2})?日?)?(?:\d.*)?"
    r"|[〇零一二三四五六七八九十]{2,4}年.*|=.*|#(?:n/a|ref!|value!|name\?|div/0!|num!|null!)|同上|[〃″\"]|是|否|有|无|[-—/]+"
)


def is_value(cell: Cell) -> bool:
    """Whether it is what a cell says and never the name of a column: a number, a date, an ID number, 是, 同上."""
    if cell is None:
        return False
    return not isinstance(cell, str) or _VALUE.fullmatch(plain(cell)) is not None


_ID_NUMBER = re.compile(r"\d{14,17}[\dx]")


def is_id_number(cell: Cell) -> bool:
    """Whether it has as many digits as only the ID number of a person has."""
    return cell is not None and _ID_NUMBER.fullmatch(plain(cell)) is not None


# ---- Units.

_MONEY_UNIT = "(?:人民币)?(百万元|十万元|万元|千元|百元|亿元|元|角|分)"
_COUNTED = "人|户|岁|周岁|个|平方米|㎡|m2|亩|公里|千米|米|厘米|cm|公斤|千克|kg|斤|克|g|周|天|日|个?月|年|%"
_UNIT_OF_LABEL = re.compile(
    rf"[(（\[【](?:{_MONEY_UNIT}(?:/[^)）]{{1,4}})?|({_COUNTED}))[)）\]】][*＊]?$|[/,，:：](?:{_MONEY_UNIT}|({_COUNTED}))[*＊]?$"
)
_UNIT_OF_SHEET = re.compile(rf"(?:金额|货币|计量)?单位[:：]{_MONEY_UNIT}(?![\w一-鿿])")
_MONEY = re.compile("金额|补贴|补助|奖励|扶助|资金|款|应发|实发|发放额|标准|元$|费$|金$|津贴|合计")


def unit_of(label: str) -> str | None:
    """The unit that a column's name states: 万元 of 金额（万元）."""
    got = _UNIT_OF_LABEL.search(label.replace(" ", ""))
    return next(filter(None, got.groups()), None) if got else None


def unit_of_sheet(texts: Iterable[Cell]) -> str | None:
    """The unit of money that a line above the header states: 元 of 单位：元. 单位：青石村 states none."""
    for text in texts:
        if isinstance(text, str) and (got := _UNIT_OF_SHEET.search("".join(text.split()))):
            return got[1]
    return None


def is_money(label: str) -> bool:
    """Whether a column's name speaks of money, so that a unit stated for the sheet is its unit."""
    return _MONEY.search(label) is not None


# ---- Rows that are no records.

# "As above": a cell that says nothing else. (A lone - or — is not: it also says "none".)
DITTO = frozenset(
    ["同上", "同 上", "同上。", "（同上）", "(同上)", "〃", "″", '"', "”", "“", "''", "〞", "〟", "’’", "ditto"]
)

_TOTAL = re.compile(
    r"(?:.{0,12}[省市县区乡镇街道村组队社居委会户页页月年度季批次类])?(?:合计|小计|总计|共计|累计|总共|total|subtotal)"
    r"(?:[(（]?(?:大写|小写|人数?|户数?|金额|元)[)）]?)?[:：]?(?:[\d,.]|(?<=[\d,.])(?:户|人|元|万元|个|名))*[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整]*"
)
_COUNT = re.compile(
    r"¥?-?[\d,]{1,13}(?:\.\d+)?(?:元|万元|人|户|个|名|例|%)?|[-—/]+"
    r"|(?:人民币)?\(?(?:大写)?\)?:?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整]+"
)
_LONG_NUMBER = re.compile(r"\d{11,}")


def is_total(filled: list[Cell]) -> bool:
    """Whether a row is surely a total: its first filled cell says so and nothing else in it could be of a person.

    The first filled cell is 合计, 小计, 总计, 共计 or 累计, alone or after the name of a place, a group or a time
    (第三组小计, 2024年合计); all other filled cells are sums and counts. Somebody called 何小计, or even 合计, has a
    serial number before the name, or a sex, a date or an ID number after it, and stays a row.
    """
    first = filled[0]
    if not isinstance(first, str) or _TOTAL.fullmatch(plain(first)) is None:
        return False
    return all(_is_count(cell) for cell in filled[1:])


def _is_count(cell: Cell) -> bool:
    if isinstance(cell, str):
        text = plain(cell)
        return (_COUNT.fullmatch(text) is not None and _LONG_NUMBER.search(text) is None) or (
            _TOTAL.fullmatch(text) is not None
        )
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e12


_SIGNERS = (
    "填表人|制表人|填报人|填表|制表|填报|审核人|审核|审批人|复核人|复核|校对人?|负责人|单位负责人|主要负责人|分管领导|主管领导|经办人|统计员?人?|录入人|联系人|联系电话"
    "|电话|(?:填表|制表|填报|打印|统计|上报|导出|审核|报送|公示)(?:日期|时间|单位)|单位\\(?(?:盖章|公章|签章)\\)?|村委会?\\(?(?:盖章|公章)\\)?|公章|盖章|日期|签字|签名"
)
_FOOTER = re.compile(
    rf"(?:村|乡|镇|乡镇|街道|县|社区|村\(居\))?(?:{_SIGNERS})(?:\(?(?:签字|签名|签章|盖章|公章)\)?)?:.*"
)
_FOOTER_WORD = re.compile(
    r"填表人|制表人|填报人|审核人|审批人|复核人|(?:填表|制表|填报|打印|上报|导出)(?:日期|时间|单位)"
)
_NOTE = re.compile(r"(?:注|备注|说明|填表说明|填报说明|注意|注意事项|提示|数据来源|来源|温馨提示)(?:[:：]|\d?[.、]).*")
_PAGE = re.compile(r"[-—(]?第\d+(?:/\d+)?页[,/]?(?:共\d+页)?[-—)]?|共\d+页[,/]?第\d+页|page\d+(?:of\d+)?")
_GROUP_FRAME = r"[(【]?(?:[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[、.])?%s[)】]?(?:\(?[共计]?\d+[人户]\)?)*:?"
_NUMBERED_GROUP = re.compile(
    _GROUP_FRAME % r".{0,16}?第?[一二三四五六七八九十百\d]{1,4}(?:组|队|村民小组|小组|网格|片区?|单元|栋|社)"
)
_NAMED_GROUP = re.compile(_GROUP_FRAME % r"[^\d]{1,12}(?:村|社区|居委会|村委会|街道|乡|镇|县|片区|组|队)")
_EXAMPLE = re.compile(r"[(【\[]?(?:填写|填表)?(?:示例|样例|范例)[)】\]]?:?|[(【\[]例[)】\]]:?|例:")
_DEMANDS = frozenset(
    [
        "必填",
        "选填",
        "非必填",
        "可选",
        "必填项",
        "选填项",
        "必录",
        "自动生成",
        "文本",
        "日期",
        "数字",
        "数值",
        "文本格式",
    ]
)
_TITLE = re.compile(r".*(?:表|名单|花名册|登记册|台账|明细|名册|清单|清册|汇总|统计|公示|一览)(?:[(（].*[)）])?")


def is_footer(filled: list[Cell]) -> bool:
    """Whether a row is a line for signatures: its first filled cell is 填表人：…, 审核人：… or the like."""
    text = plain(filled[0]).replace("：", ":")
    if _FOOTER.fullmatch(text):
        return True
    return _FOOTER_WORD.fullmatch(text) is not None and not all(is_label(cell) for cell in filled)


def is_note(filled: list[Cell], wide: bool) -> bool:
    """Whether a row is a note: one cell that is 注：…, 第2页 or a sentence, or is merged over the table (``wide``)."""
    text = "".join(map(plain, filled))
    if _PAGE.fullmatch(text):
        return True
    if len(filled) > 1:
        return len(filled) == 2 and plain(filled[0]).rstrip(":") in ("注", "说明")
    return isinstance(filled[0], str) and (wide or "。" in text or _NOTE.fullmatch(text) is not None)


def is_group(filled: list[Cell], among_names: bool) -> bool:
    """Whether a row only names the place or group of the rows below it: 第三组, 青石村（共35户）.

    ``among_names``: the cell stands in the column of names, where 李新村 may be a person; only 第三组 is sure there.
    """
    if len(filled) != 1 or not isinstance(filled[0], str):
        return False
    text = plain(filled[0])
    return _NUMBERED_GROUP.fullmatch(text) is not None or (not among_names and _NAMED_GROUP.fullmatch(text) is not None)


def is_title(filled: list[Cell]) -> bool:
    """Whether a row is one cell that names a list: 青石村独生子女奖励名单."""
    return len(filled) == 1 and isinstance(filled[0], str) and _TITLE.fullmatch(plain(filled[0])) is not None


def is_numbers_of_columns(filled: list[Cell]) -> bool:
    """Whether a row under the header only numbers the columns: 1 2 3 …, （1）（2）…, 甲 乙 1 2 …, A B C."""
    texts = [plain(cell).strip("()[]【】栏") for cell in filled]
    while texts and texts[0] in ("甲", "乙", "丙"):
        texts.pop(0)
    texts = [text.removesuffix(".0") for text in texts]
    if len(texts) < 2 or len(filled) < 4:
        return False
    numbered = [str(n) for n in range(1, len(texts) + 1)]
    lettered = [chr(ord("a") + n) for n in range(min(len(texts), 26))]
    return texts in (numbered, lettered) or texts == [str(n) for n in range(len(texts))]


def is_example(filled: list[Cell]) -> bool:
    """Whether a row shows how to fill in the form: its first cell is 示例 or 例, or every cell is 必填, 选填, 文本 …"""
    if isinstance(filled[0], str) and _EXAMPLE.fullmatch(plain(filled[0])):
        return True
    return len(filled) > 1 and all(plain(cell).strip("()*") in _DEMANDS for cell in filled)


_OTHER = re.compile(rf"{_TOTAL.pattern}|{_FOOTER.pattern}|{_FOOTER_WORD.pattern}|{_NOTE.pattern}|{_EXAMPLE.pattern}")


def may_begin_other(first: str) -> bool:
    """Whether a row that begins with this cell may be no record: then it is looked at as a whole."""
    return may_be_label(first) or _OTHER.fullmatch(plain(first)) is not None
