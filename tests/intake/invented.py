"""Invented people and events, drawn by a seed, and the ways in which offices write their names, numbers and days."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import luhn

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
Truth = dict[str, str | None]

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志红梅春燕海波雪松文博子涵梓萱浩宇欣怡思远一诺"
# Names that files lose: four bytes of GB18030, the dot of other peoples' names, two-character family names.
RARE = ("张𬎆", "李㛃", "王䶮", "阿依古丽·买买提", "欧阳修远", "司马𫖯", "尼玛次仁", "赵垚焱淼犇")
_PLACES = ("青石村一组", "青石村二组", "白果村3组", "清水湾社区", "石桥村")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Column:
    """A column of a list: its key in the true record, what offices call it, and what kind of value it has."""

    key: str
    label: str
    kind: str


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(Column(*part.split("|")) for part in text.split())


LISTS: dict[str, tuple[Column, ...]] = {
    "households": _columns(
        "serial|序号|serial household|户号|number name|姓名|name relation|与户主关系|relation sex|性别|sex"
        " birth_date|出生日期|date id_number|公民身份号码|id address|户籍地址|place phone|联系电话|phone"
    ),
    "births": _columns(
        "serial|序号|serial certificate|出生医学证明编号|number name|新生儿姓名|name sex|性别|sex"
        " birth_date|出生日期|date mother_name|母亲姓名|name mother_id|母亲身份证号|id"
        " father_name|父亲姓名|name father_id|父亲身份证号|id"
    ),
    "deaths": _columns(
        "serial|序号|serial name|姓名|name sex|性别|sex id_number|身份证号|id"
        " death_date|死亡日期|date address|户籍地址|place"
    ),
    "marriages": _columns(
        "serial|序号|serial husband_name|男方姓名|name husband_id|男方身份证号|id"
        " wife_name|女方姓名|name wife_id|女方身份证号|id date|登记日期|date"
    ),
    "disability": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id card|残疾证号|card"
        " kind|残疾类别|disability level|残疾等级|level date|发证日期|date"
    ),
    "payments": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id bank|开户银行|bank"
        " account|银行账号|account amount|发放金额（元）|money date|发放日期|date"
        " programme|项目|programme year|年度|year"
    ),
    "divorces": _columns(
        "serial|序号|serial husband_name|男方姓名|name husband_id|男方身份证号|id"
        " wife_name|女方姓名|name wife_id|女方身份证号|id date|离婚登记日期|date"
    ),
    "adoptions": _columns(
        "serial|序号|serial child_name|被收养人姓名|name child_id|被收养人身份证号|id"
        " parent_name|收养人姓名|name parent_id|收养人身份证号|id date|收养登记日期|date"
    ),
    "orphans": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id date|认定日期|date address|认定地|place"
    ),
    "parents": _columns(
        "serial|序号|serial child_name|子女姓名|name child_id|子女身份证号|id"
        " mother_name|母亲姓名|name mother_id|母亲身份证号|id father_name|父亲姓名|name father_id|父亲身份证号|id"
    ),
    "moves": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id address|现居住地|place date|入住日期|date"
    ),
    "hukou_moves": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id reason|迁移原因|reason address|迁入地|place"
        " date|迁入日期|date household|户号|number"
    ),
    "custodies": _columns(
        "serial|序号|serial child_name|被监护人姓名|name child_id|被监护人身份证号|id"
        " custodian_name|监护人姓名|name custodian_id|监护人身份证号|id kind|监护类别|custody date|起始日期|date"
    ),
    "claims": _columns(
        "serial|序号|serial person_name|儿童姓名|name person_id|儿童身份证号|id"
        " applicant_name|申领人姓名|name applicant_id|申领人身份证号|id programme|项目|programme year|申领年度|year"
        " date|申请日期|date decision|审核结果|decision"
    ),
    "one_child": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id card|光荣证号|number date|发证日期|date"
    ),
    "complications": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id level|鉴定等级|level date|鉴定日期|date"
    ),
    "statuses": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id kind|身份类别|status date|认定日期|date"
        " address|认定地|place"
    ),
    "accounts": _columns(
        "serial|序号|serial name|姓名|name id_number|身份证号|id bank|开户银行|bank account|银行账号|account"
        " phone|预留手机号|phone"
    ),
}
PROGRAMMES = {
    "cn/childcare-subsidy": "育儿补贴",
    "cn/elder-support": "奖励扶助",
    "cn/loss-support": "特别扶助",
}
"""What money is paid for: the key in the register, and what offices call it."""
CUSTODY = {"parent": "父母一方", "guardian": "其他监护人"}
DECISIONS = {"approved": "审核通过", "pending": "办理中", "refused": "不予通过"}
STATUSES = {"de_facto_unsupported": "事实无人抚养儿童", "low_income": "低保", "insured_maternity": "生育保险"}
"""Choices: the key in the register, and what offices call it."""

_BORN: dict[str, tuple[int, int]] = {
    "households": (1940, 2024),
    "orphans": (2008, 2018),
    "payments": (1940, 1990),
    "mother": (1975, 2000),
    "father": (1975, 2000),
    "husband": (1960, 1995),
    "wife": (1960, 1995),
    "child": (2008, 2018),
    "parent": (1955, 1985),
    "custodian": (1955, 1985),
    "person": (2008, 2018),
    "applicant": (1975, 2000),
    "parents child": (2015, 2020),
}
"""From when to when somebody was born, by the role that their columns begin with, or by the list."""
_SEX = {"mother": "female", "wife": "female", "father": "male", "husband": "male"}


class Draw:
    """Draws invented records; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def records(self, kind: str, count: int) -> list[Truth]:
        """Return true records of a list, by key."""
        return [self._record(kind, n) for n in range(1, count + 1)]

    def _record(self, kind: str, serial: int) -> Truth:
        people: dict[str, tuple[dt.date, str]] = {}

        def who(column: Column) -> tuple[dt.date, str]:
            """Whom a column is about: their birth date and sex."""
            role = column.key.partition("_")[0]
            role = role if role in _BORN else ""
            own = f"{kind} {role}" if f"{kind} {role}" in _BORN else role or kind
            if role not in people:
                born = self.day(*_BORN.get(own, (1940, 2015)))
                people[role] = born, _SEX.get(role) or self.random.choice(["male", "female"])
            return people[role]

        numbers: dict[str, str] = {}

        def number_of(column: Column) -> str:
            """The ID number of whom a column is about; a disability card's begins with its holder's."""
            role = column.key.partition("_")[0]
            return numbers.setdefault(role if role in _BORN else "", self.id_number(*who(column)))

        made: dict[str, Callable[[Column], str]] = {
            "serial": lambda _: str(serial),
            "number": lambda _: f"{self.random.randrange(10**9):09}",
            "name": lambda _: self.name(),
            "relation": lambda _: self.random.choice(["户主", "配偶", "子", "女", "父亲", "母亲"]),
            "sex": lambda column: who(column)[1],
            "date": lambda column: (who(column)[0] if kind == "households" else self.day(2020, 2024)).isoformat(),
            "id": number_of,
            "place": lambda _: self.random.choice(_PLACES),
            "phone": lambda _: f"13{self.random.randrange(10**9):09}",
            "disability": lambda _: self.random.choice(["视力", "听力", "肢体", "智力"]),
            "level": lambda _: self.random.choice(["一级", "二级", "三级"]),
            "card": lambda _: f"{numbers['']}{1 + self.random.randrange(0, 998, 2) % 7}1",
            "bank": lambda _: self.random.choice(["农村信用社", "中国农业银行青石支行"]),
            "account": lambda _: self.account(),
            "money": lambda _: f"{self.random.randrange(1, 40) * 40}.00",
            "reason": lambda _: self.random.choice(["结婚迁入", "工作调动", "投靠子女"]),
            "custody": lambda _: self.random.choice(list(CUSTODY.values())),
            "decision": lambda _: self.random.choice(list(DECISIONS.values())),
            "status": lambda _: self.random.choice(list(STATUSES.values())),
            "programme": lambda _: self.random.choice(list(PROGRAMMES.values())),
            "year": lambda _: str(self.random.randrange(2016, 2020)),
        }
        return {column.key: made[column.kind](column) for column in LISTS[kind]}

    def account(self) -> str:
        """Return the number of a bank card with its check digit."""
        body = f"6228{self.random.randrange(10**14):014}"
        return body + str(luhn.calc_check_digit(body))

    def name(self) -> str:
        """Return a name; one in twelve is one that files lose."""
        if self.random.random() < 1 / 12:
            return self.random.choice(RARE)
        return self.random.choice(_FAMILY) + "".join(self.random.choices(_GIVEN, k=self.random.choice([1, 2, 2])))

    def day(self, first: int, last: int) -> dt.date:
        """Return a day of the years ``first`` to ``last``."""
        return dt.date(first, 1, 1) + dt.timedelta(self.random.randrange((last - first + 1) * 365))

    def id_number(self, born: dt.date, sex: str) -> str:
        """Return an ID number with its check digit, of a division that no person's number begins with."""
        order = self.random.randrange(0, 998, 2) + (sex == "male")
        body = f"429999{born:%Y%m%d}{order:03}"
        return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


_DIGITS = "〇一二三四五六七八九"
_FULL = str.maketrans("0123456789X-/.", "０１２３４５６７８９Ｘ－／．")


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    before = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones or not tens else "")


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# How a value of a kind is written: "kind:manner". What is not named here is written as it is.
MANNERS: dict[str, Callable[[str], Cell]] = {
    "serial:int": int,
    "sex:zh": lambda v: {"male": "男", "female": "女"}[v],
    "sex:long": lambda v: {"male": "男性", "female": "女性"}[v],
    "sex:code": lambda v: {"male": "1", "female": "2"}[v],
    "date:dots": lambda v: f"{_day(v).year}.{_day(v).month}.{_day(v).day}",
    "date:slashes": lambda v: f"{_day(v).year}/{_day(v).month}/{_day(v).day}",
    "date:eight": lambda v: f"{_day(v):%Y%m%d}",
    "date:eight_int": lambda v: int(f"{_day(v):%Y%m%d}"),
    "date:zh": lambda v: f"{_day(v).year}年{_day(v).month}月{_day(v).day}日",
    "date:han": lambda v: "".join(_DIGITS[int(d)] for d in v[:4]) + f"年{_han(_day(v).month)}月{_han(_day(v).day)}日",
    "date:full_width": lambda v: f"{_day(v).year}年{_day(v).month}月{_day(v).day}日".translate(_FULL),
    "date:serial": lambda v: (_day(v) - dt.date(1899, 12, 30)).days,
    "date:serial_1904": lambda v: (_day(v) - dt.date(1904, 1, 1)).days,
    "date:serial_text": lambda v: str((_day(v) - dt.date(1899, 12, 30)).days),
    "date:typed": _day,
    "date:midnight": lambda v: f"{v} 00:00:00",
    "id:full_width": lambda v: v.translate(_FULL),
    "id:small_x": str.lower,
    "id:spaced": lambda v: f"{v[:6]} {v[6:14]} {v[14:]}",
    "id:trailing": lambda v: f"{v}　 ",
    "id:tab": lambda v: f"\t{v}",
    "id:apostrophe": lambda v: f"'{v}",
    "id:as_text": lambda v: f'="{v}"',
    # Excel keeps 15 digits of a number: the last three are gone for good.
    "id:lost": lambda v: float(v[:15] + "000"),
    "id:lost_text": lambda v: f"{float(v[:15]) * 1000:.5E}",
    "name:spaced": lambda v: f"{v[0]}  {v[1]}" if len(v) == 2 else v,
    "name:full_space": lambda v: f"　{v[0]}　{v[1]} " if len(v) == 2 else f"{v}　",
    "name:dots": lambda v: v.replace("·", "•"),
    "money:plain": lambda v: v.removesuffix(".00"),
    "money:float": float,
    "money:thousands": lambda v: f"￥{float(v):,.2f}",
    "money:yuan": lambda v: f"{v}元",
    "number:int": int,
    "phone:int": int,
    "phone:dashes": lambda v: f"{v[:3]}-{v[3:7]}-{v[7:]}",
    "account:spaced": lambda v: " ".join(v[i : i + 4] for i in range(0, len(v), 4)),
    "account:lost": lambda v: float(v[:15] + "0000"),
}
# What cannot be read back from how it was written.
LOST = ("id:lost", "id:lost_text", "account:lost")
