"""Files that say what persons are: the police's household registration, and the accounts that a bank sends."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field, Kind
from jiahe.intake.sources.base import Source, Values, person_fields
from jiahe.intake.sources.kin import KIN
from jiahe.people.numbers import born_and_sex
from jiahe.web.words import Words

SAYS_ANOTHER = Fault(
    "number_says_another",
    Words(
        "身份证号码里的出生日期或性别与本行写的不一致。",
        "The ID number says another birth date or sex than this row.",
    ),
    Words("核对身份证原件，改正号码、出生日期或性别。", "Look at the ID card; correct the number, the day or the sex."),
)
NOBODY = Fault(
    "nobody_named",
    Words("本行既没有身份证号，也没有姓名和出生日期。", "The row has no ID number, nor a name with a birth date."),
    Words("补上身份证号，或同时补上姓名和出生日期。", "Add the ID number, or both the name and the birth date."),
)
DAY_AHEAD = Fault(
    "day_ahead",
    Words("日期还没有到。", "The day lies ahead."),
    Words("核对日期。", "Check the day."),
)


Judged = list[tuple[Fault, tuple[str, ...]]]


def days_ahead(says: Values, *keys: str) -> Judged:
    """Return which of some days have not come yet."""
    today = timezone.localdate()
    return [(DAY_AHEAD, (key,)) for key in keys if key in says and says[key] > today]


def not_ahead(*keys: str) -> Callable[[Values], Judged]:
    """Judge that none of some days lies ahead, and that the ID number says what the row says."""
    return lambda says: days_ahead(says, *keys) + number_agrees(says)


def number_agrees(says: Values) -> Judged:
    """Return whether the ID number says another birth date or sex than the row."""
    other = next((one for one, value in of_number(says).items() if says.get(one, value) != value), None)
    return [] if other is None else [(SAYS_ANOTHER, ("id_number", other))]


def of_number(says: Values) -> Values:
    """Return the birth date and sex that a row's ID number holds."""
    number = says.get("id_number")
    return {} if number is None else dict(zip(("birth_date", "sex"), born_and_sex(number), strict=True))


def judge_person(says: Values) -> Judged:
    """Return what in a row about one person does not agree with itself."""
    faults = days_ahead(says, "birth_date") + number_agrees(says)
    if "id_number" not in says and not {"name", "birth_date"} <= says.keys():
        faults.append((NOBODY, ("id_number", "name", "birth_date")))
    return faults


BIRTH = (
    Field("sex", Words("性别", "Sex"), Kind.SEX),
    Field("birth_date", Words("出生日期", "Birth date"), Kind.DATE, ("出生年月日", "出生时间", "生日", "出生年月")),
)
HUKOU_KINDS = {
    "rural": ("农业", "农业户口", "农村", "农业家庭户口"),
    "urban": ("非农业", "非农业户口", "非农", "城镇", "居民户口"),
}

HOUSEHOLDS = Source(
    key="household_registration",
    words=Words("户籍登记", "Household registration"),
    office=Words("公安局", "Public security"),
    lead=Words("全村或全乡的户籍人口，一人一行。", "Everybody with a hukou in a village or town, one row a person."),
    fields=(
        *person_fields("", "", "", required=False),
        *BIRTH,
        Field(
            "hukou_place",
            Words("户籍地", "Hukou place"),
            Kind.PLACE,
            ("户籍地址", "户籍所在地", "户口所在地", "村组", "村（居）委会", "所属村"),
        ),
        Field("village_group", Words("村民小组", "Village group"), Kind.INTEGER, ("组", "小组", "村组号")),
        Field(
            "hukou_kind",
            Words("户口性质", "Kind of hukou"),
            Kind.CHOICE,
            ("户口类别", "户别", "户籍性质"),
            choices=HUKOU_KINDS,
        ),
        Field(
            "household",
            Words("户号", "Household number"),
            Kind.TEXT,
            ("户编号", "户口簿号", "户口本号", "家庭编号", "household_id"),
        ),
        Field("residence_place", Words("居住地", "Home"), Kind.PLACE, ("现居住地", "现住址", "居住地址", "常住地址")),
        Field("phone", Words("电话", "Telephone"), Kind.PHONE, ("联系电话", "手机", "手机号", "手机号码", "联系方式")),
        *KIN,
    ),
    trust={"name": 4, "sex": 4, "birth_date": 3, "hukou_kind": 4},
    complete=of_number,
    judge=judge_person,
    adds_persons=True,
    tells="birth",
    of_living=True,
)

ACCOUNTS = Source(
    key="bank_accounts",
    words=Words("银行账户", "Bank accounts"),
    office=Words("银行（一卡通）", "The bank (one card)"),
    lead=Words("发放补贴用的账户，一人一行。", "Accounts into which subsidies are paid, one row a person."),
    fields=(
        *person_fields("", "", ""),
        Field(
            "account",
            Words("银行账号", "Account"),
            Kind.ACCOUNT,
            ("账号", "一卡通账号", "社保卡账号", "银行卡号", "卡号", "开户账号"),
            required=True,
        ),
        Field("phone", Words("电话", "Telephone"), Kind.PHONE, ("联系电话", "手机", "手机号", "预留手机号")),
    ),
    judge=judge_person,
)
