"""What household lists say of families: the head, how each is related to the head, and the names of parents and spouse.

It helps to tell who a row is about, and is never recorded: a list is no proof of parenthood or marriage.
"""

from __future__ import annotations

from jiahe.intake.fields import Field, Kind
from jiahe.web.words import Words

RELATIONS = {
    "head": ("户主", "本人", "户主本人", "本户户主"),
    "spouse": ("配偶", "妻", "妻子", "夫", "丈夫", "爱人", "老婆", "老公", "之妻", "之夫"),
    "son": (
        "子", "儿子", "之子", "独生子", "独子", "长子", "次子", "二子", "三子", "四子", "五子", "大儿子", "二儿子",
        "三儿子", "四儿子", "小儿子", "养子",
    ),
    "daughter": (
        "女", "女儿", "之女", "独生女", "独女", "长女", "次女", "二女", "三女", "四女", "五女", "大女儿", "二女儿",
        "三女儿", "四女儿", "小女儿", "养女",
    ),
    "child": ("子女", "孩子", "小孩", "儿女"),
    "father": ("父亲", "父", "之父", "爸爸", "生父", "养父"),
    "mother": ("母亲", "母", "之母", "妈妈", "生母", "养母"),
    "other": (
        "其他", "其它", "其他亲属", "其他关系", "非亲属", "父母", "继子", "继女", "养子或继子", "养女或继女",
        "其他儿子", "其他女儿", "儿媳", "儿媳妇", "媳妇", "女婿", "孙", "孙子", "孙女", "长孙", "长孙女", "外孙",
        "外孙子", "外孙女", "孙媳", "孙媳妇", "孙女婿", "曾孙", "曾孙子", "曾孙女", "重孙", "重孙女", "公公", "婆婆",
        "岳父", "岳母", "继父", "继母", "继父或养父", "继母或养母", "祖父", "祖母", "爷爷", "奶奶", "外祖父",
        "外祖母", "外公", "外婆", "姥爷", "姥姥", "曾祖父", "曾祖母", "兄", "哥哥", "哥", "嫂", "嫂子", "弟", "弟弟",
        "弟媳", "弟媳妇", "姐", "姐姐", "姐夫", "妹", "妹妹", "妹夫", "兄弟", "姐妹", "兄弟姐妹", "伯父", "伯母",
        "叔父", "叔叔", "婶母", "舅父", "舅母", "姨父", "姨母", "姑父", "姑母", "侄", "侄子", "侄儿", "侄女", "外甥",
        "外甥女", "堂兄弟", "堂姐妹", "表兄弟", "表姐妹", "保姆", "寄养", "集体户",
    ),
}  # fmt: skip
"""How somebody is related to the head of the household, with the words of lists, among them those of GB/T 4761-2008.

``other``: what says for certain neither spouse nor child nor parent. A stepchild's head is no parent of it.
"""

RELATION_WORDS = {
    "head": Words("户主", "the head"),
    "spouse": Words("配偶", "spouse"),
    "son": Words("子", "son"),
    "daughter": Words("女", "daughter"),
    "child": Words("子女", "child"),
    "father": Words("父亲", "father"),
    "mother": Words("母亲", "mother"),
    "other": Words("其他", "other"),
}


def _name(key: str, zh: str, en: str, *others: str) -> Field:
    words = tuple(f"{one}{word}" for one in (zh, *others) for word in ("姓名", "名字", ""))
    return Field(f"{key}_name", Words(f"{zh}姓名", f"{en}: name"), Kind.NAME, words, only_weighed=True)


KIN = (
    _name("head", "户主", "Head of household"),
    Field(
        "relation",
        Words("与户主关系", "Relation to the head"),
        Kind.CHOICE,
        ("与户主的关系", "户主关系", "与户主称谓", "家庭关系", "户内关系", "家庭成员关系", "称谓"),
        choices=RELATIONS,
        only_weighed=True,
    ),
    _name("father", "父亲", "Father", "生父"),
    _name("mother", "母亲", "Mother", "生母"),
    _name("spouse", "配偶", "Spouse", "爱人"),
)
