"""What the head of a column says: of whom (母亲), and what (身份证号), in all the words that offices use for either."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from jiahe.intake.cells.written import tidy, unspaced


class Meaning(NamedTuple):
    """``whom``: the person that a column is about, "" for the one whom the row is about; ``what``: what it says."""

    whom: str
    what: str


PERSONS: Mapping[str, tuple[str, ...]] = {
    "mother": ("母亲", "妈妈", "生母", "产妇", "母"),
    "father": ("父亲", "爸爸", "生父", "父"),
    "parents": ("父母", "父母亲", "父或母"),
    "woman": ("女方", "妻子", "女方当事人", "妻", "女"),
    "man": ("男方", "丈夫", "男方当事人", "夫", "男"),
    "spouse": ("配偶", "爱人"),
    "child": ("婴儿", "新生儿", "出生儿", "孩子", "儿童", "子女", "小孩", "宝宝", "幼儿", "婴幼儿"),
    "head": ("户主",),
    "guardian": ("监护人", "法定监护人", "抚养人"),
    "ward": ("被监护人", "被抚养人"),
    "applicant": ("申请人", "申领人", "申报人"),
    "adopter": ("收养人",),
    "adoptee": ("被收养人", "被收养儿童", "收养子女", "养子女"),
    "adoptive_mother": ("养母",),
    "adoptive_father": ("养父",),
    "dead": ("死者", "逝者", "亡者", "死亡人", "死亡人员", "死亡者"),
    "disabled": ("残疾人", "持证人", "残疾人员"),
    "contact": ("联系人", "紧急联系人"),
    "official": ("经办人", "填表人", "填报人", "审核人", "负责人", "代办人", "证明人", "介绍人", "村干部"),
    "account_holder": ("开户人", "持卡人", "账户所有人", "领款人", "领取人", "收款人"),
}
"""The persons whom a row may be about, by the words that stand before what the column says."""

MAY_BE: Mapping[str, tuple[str, ...]] = {
    "woman": ("mother", "spouse"),
    "man": ("father", "spouse"),
    "mother": ("woman",),
    "father": ("man",),
}
"""Who may be meant by another word for a person, when no column says so itself: 女方 of a birth is the mother."""

THINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "名称"),
    "id_number": (
        *(
            "身份证号",
            "身份证号码",
            "身份证",
            "身份号码",
            "公民身份号码",
            "公民身份证号码",
            "居民身份证号",
            "居民身份证号码",
        ),
        *("证件号", "证件号码", "身份证件号", "身份证件号码", "有效身份证件号码", "身份证编号", "身份证明号码"),
    ),
    "sex": ("性别",),
    "born": ("出生日期", "出生年月日", "出生年月", "出生时间", "出生日", "生日"),
    "died": ("死亡日期", "死亡时间", "死亡年月日", "去世日期", "去世时间"),
    "phone": (
        *("电话", "联系电话", "电话号码", "联系电话号码", "手机", "手机号", "手机号码", "联系手机", "移动电话"),
        *("联系方式", "联系号码"),
    ),
    "account": (
        *(
            "账号",
            "帐号",
            "银行账号",
            "银行帐号",
            "银行卡号",
            "卡号",
            "账户",
            "银行账户",
            "一卡通账号",
            "一卡通卡号",
            "一卡通",
        ),
        *("收款账号", "存折账号", "存折号", "账户号码", "银行卡账号", "社保卡账号", "社保卡银行账号"),
    ),
    "bank": ("开户行", "开户银行", "银行名称", "开户行名称"),
    "hukou_place": (
        *(
            "户籍",
            "户籍地",
            "户籍地址",
            "户籍所在地",
            "户口",
            "户口所在地",
            "户口地址",
            "户口登记地",
            "户籍登记地",
            "户籍住址",
        ),
    ),
    "residence_place": (
        *(
            "现住址",
            "现住地",
            "现住地址",
            "居住地",
            "居住地址",
            "现居住地",
            "现居住地址",
            "家庭住址",
            "家庭地址",
            "住址",
            "常住地",
        ),
        *("常住地址", "常住住址"),
    ),
    "address": ("地址", "联系地址", "通讯地址"),
    "nationality": ("国籍",),
    "ethnicity": ("民族",),
    "age": ("年龄", "周岁"),
    "amount": ("金额", "发放金额", "补贴金额", "补助金额", "实发金额", "应发金额", "金额合计"),
    "relation": (
        *("与户主关系", "户主关系", "与户主的关系", "与户主之关系", "和户主关系", "同户主关系", "与本户户主关系"),
        *("与户主称谓", "户主称谓"),
    ),
}
"""What a column may say, by the words for it."""

NEUTRAL = frozenset(
    {
        "",
        "本人",
        "个人",
        "人员",
        "居民",
        "公民",
        "对象",
        "基本",
        "有效",
        "当前",
        "现",
        "家庭",
        "联系",
        "户籍",
        "身份",
        "银行",
        "账户",
    }
)
"""What stands before a thing and names nobody else than the one whom the row is about."""

_BY_THING = {word: thing for thing, words in THINGS.items() for word in words}
_BY_PERSON = {word: person for person, words in PERSONS.items() for word in words}
_LONGEST_FIRST = sorted(_BY_THING, key=len, reverse=True)
_PERSONS_LONGEST_FIRST = sorted(_BY_PERSON, key=len, reverse=True)

_NUMBERING = re.compile(r"^(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、．.:：]|[①-⑳])+(?![0-9])")
_BRACKETS = re.compile(r"[(\[【〔「{]([^)\]】〕」}]*)[)\]】〕」}]")
_UNIT = re.compile(r"[/,:](?:[十百]?万元|[百千亿]?元|角|分|人|户|岁|周岁|月|年|天)$")
_LOOSE = re.compile(r"[\s*＊★☆:：_/\\|·,，、;；.。\-—'\"“”《》<>()\[\]【】#]+")
_OF_WHOM = re.compile(r"(?:的|之)?(?:基本)?(?:信息|情况|资料)?(?:的|之)?$")


def plain_label(label: str) -> str:
    """Return a label without what is not its name: spaces, stars, numbering, units and notes in brackets.

    A person named in brackets is put in front: 身份证号（母亲） is 母亲身份证号.
    """
    text = unicodedata.normalize("NFKC", _NUMBERING.sub("", unspaced(tidy(label))))
    text = _NUMBERING.sub("", text)
    whom = "".join(inner for inner in _BRACKETS.findall(text) if names_somebody(inner))
    return _LOOSE.sub("", whom + _UNIT.sub("", _BRACKETS.sub("", text))).lower()


def names_somebody(text: str) -> bool:
    """Whether a note in brackets names a person, or more than one."""
    return text in _BY_PERSON or any(len(word) > 1 and word in text for word in _BY_PERSON)


def meaning_of(plain: str) -> Meaning:
    """Return what a plain label means. A person or thing that is not known is called by its own words."""
    thing = next((word for word in _LONGEST_FIRST if plain.endswith(word)), None)
    if thing is None:
        somebody = next((word for word in _PERSONS_LONGEST_FIRST if len(word) > 1 and plain.startswith(word)), "")
        return Meaning(_BY_PERSON.get(somebody, ""), plain.removeprefix(somebody))
    whom = _OF_WHOM.sub("", plain.removesuffix(thing))
    return Meaning(_whom(whom), _BY_THING[thing])


def _whom(text: str) -> str:
    if text in NEUTRAL:
        return ""
    if text in _BY_PERSON:
        return _BY_PERSON[text]
    somebody = next((word for word in _PERSONS_LONGEST_FIRST if len(word) > 1 and text.endswith(word)), None)
    return text if somebody is None else _BY_PERSON[somebody]
