"""What can be wrong between the cells of a row, between rows and between tables, and what to do."""

from __future__ import annotations

from jiahe.facts.finding import Rule

_DATES_ZH = "核对两个日期，改正错的一个。"
_DATES_EN = "Compare the two dates and correct the wrong one."
_KIN_ZH = "核对两人的日期和亲子关系，改正错的一项。"
_KIN_EN = "Compare the dates of both and the relation, and correct what is wrong."

PERSON_RULES = (
    Rule(
        "born_in_future",
        "出生日期 {value} 晚于数据截止日 {a}。",
        "The date of birth {value} is after the day of the snapshot, {a}.",
        "改正出生日期。",
        "Correct the date of birth.",
    ),
    Rule(
        "death_in_future",
        "死亡日期 {value} 晚于数据截止日 {a}。",
        "The date of death {value} is after the day of the snapshot, {a}.",
        "改正死亡日期；健在的留空。",
        "Correct the date of death; leave it empty for the living.",
    ),
    Rule(
        "death_before_birth",
        "死亡日期 {value} 早于出生日期 {a}。",
        "The date of death {value} is before the date of birth, {a}.",
        _DATES_ZH,
        _DATES_EN,
    ),
    Rule(
        "duplicate_key",
        "人员编号“{value}”在第 {a} 行也有，两行内容不同。",
        "The person_id '{value}' is also that of row {a}, which says something else.",
        "同一人只留一行；不同的人用不同的编号。",
        "Keep one row a person; give different people different keys.",
    ),
    Rule(
        "id_twice",
        "身份号码“{value}”在第 {a} 行也有，不知道属于谁。",
        "The ID number '{value}' is also in row {a}; whose it is cannot be told.",
        "对照身份证改正；如是同一人，两行并作一行。",
        "Correct it from the identity card; when both rows are one person, make them one row.",
    ),
    Rule(
        "id_birth_differs",
        "出生日期 {value} 与身份号码中的 {a} 不一致。",
        "The date of birth {value} and the one in the ID number, {a}, differ.",
        "对照出生医学证明和身份证，改正错的一个。",
        "Compare with the birth certificate and the identity card, and correct the wrong one.",
    ),
    Rule(
        "id_sex_differs",
        "性别“{value}”与身份号码不一致（号码为“{a}”）。",
        "The sex '{value}' does not agree with the ID number ('{b}').",
        "对照身份证，改正错的一个。",
        "Compare with the identity card and correct the wrong one.",
    ),
)

LINK_RULES = (
    Rule(
        "refers_to_nobody",
        "“{column_zh}”指向的人员“{value}”不在 persons 里。",
        "'{column}' refers to '{value}', who is not in persons.",
        "改正编号，或在 persons 里补上这个人。",
        "Correct the key, or add the person to persons.",
    ),
    Rule(
        "refers_to_set_aside",
        "“{column_zh}”指向的人员“{value}”在 persons 第 {a} 行，那一行未采用。",
        "'{column}' refers to '{value}', whose row {a} in persons was set aside.",
        "先改正 persons 里的那一行。",
        "Mend that row of persons first.",
    ),
    Rule(
        "duplicate_row",
        "与第 {a} 行内容相同。",
        "The row says the same as row {a}.",
        "删去重复的一行。",
        "Remove one of the two.",
    ),
    Rule(
        "until_before_from",
        "终止日期 {value} 早于起始日期 {a}。",
        "The row ends on {value}, before it begins on {a}.",
        _DATES_ZH,
        _DATES_EN,
    ),
)

DAY_RULES = (
    Rule(
        "day_in_future",
        "“{column_zh}”{value} 晚于数据截止日 {a}。",
        "'{column}', {value}, is after the day of the snapshot, {a}.",
        "改正日期；还没有发生的事不写在这里。",
        "Correct the date; what has not happened yet does not belong here.",
    ),
    Rule(
        "day_before_birth",
        "“{column_zh}”{value} 早于“{b}”的出生日期 {a}。",
        "'{column}', {value}, is before '{b}' was born, on {a}.",
        "核对两个日期，改正错的一个；自出生就有的写出生日期。",
        "Compare the two dates and correct the wrong one; write the date of birth for what holds since birth.",
    ),
    Rule(
        "begins_after_death",
        "“{column_zh}”{value} 晚于“{b}”的死亡日期 {a}。",
        "'{column}', {value}, is after '{b}' died, on {a}.",
        _DATES_ZH,
        _DATES_EN,
    ),
)

KINSHIP_RULES = (
    Rule(
        "own_parent",
        "“{value}”是自己的父母。",
        "'{value}' is their own parent.",
        "改正子女或父母的编号。",
        "Correct the child's or the parent's key.",
    ),
    Rule(
        "child_before_parent",
        "子女 {value} 出生，不晚于父母 {a} 出生。",
        "The child was born on {value}, not after the parent, born on {a}.",
        _KIN_ZH,
        _KIN_EN,
    ),
    Rule(
        "parent_too_young",
        "子女 {value} 出生时，父母（{a} 出生）不满 12 周岁。",
        "When the child was born on {value}, the parent, born on {a}, was not yet 12.",
        _KIN_ZH,
        _KIN_EN,
    ),
    Rule(
        "born_after_mothers_death",
        "子女 {value} 出生，晚于母亲死亡日期 {a}。",
        "The child was born on {value}, after the mother's death on {a}.",
        _KIN_ZH,
        _KIN_EN,
    ),
    Rule(
        "born_long_after_parents_death",
        "子女 {value} 出生，在父母死亡（{a}）300 天以后。",
        "The child was born on {value}, more than 300 days after the parent's death on {a}.",
        _KIN_ZH,
        _KIN_EN,
    ),
    Rule(
        "cycle_of_parents",
        "亲子关系成环：“{value}”是“{a}”的长辈，又是其晚辈。",
        "The parenthoods go round in a circle: '{value}' is both an ancestor and a descendant of '{a}'.",
        "找出并改正环中写反的一行。",
        "Find the row of the circle that is the wrong way round and correct it.",
    ),
    Rule(
        "two_birth_mothers",
        "子女“{value}”有不止一个亲生母亲（另见第 {b} 行）。",
        "The child '{value}' has more than one mother by birth (see also row {b}).",
        "只留亲生的一人；收养、继亲改写关系。",
        "Keep the one by birth; write adoption or step for the others.",
    ),
    Rule(
        "two_birth_fathers",
        "子女“{value}”有不止一个亲生父亲（另见第 {b} 行）。",
        "The child '{value}' has more than one father by birth (see also row {b}).",
        "只留亲生的一人；收养、继亲改写关系。",
        "Keep the one by birth; write adoption or step for the others.",
    ),
    Rule(
        "more_than_two_birth_parents",
        "子女“{value}”有 {a} 个亲生父母（另见第 {b} 行）。",
        "The child '{value}' has {a} parents by birth (see also row {b}).",
        "只留亲生的两人；收养、继亲改写关系。",
        "Keep the two by birth; write adoption or step for the others.",
    ),
    Rule(
        "parenthood_twice",
        "与第 {a} 行是同一对亲子、同一种关系，内容却不同。",
        "Row {a} holds the same child, parent and kind, but says something else.",
        "两行并作一行。",
        "Make the two rows one.",
    ),
)

SPELL_RULES = (
    Rule(
        "own_spouse",
        "“{value}”与自己结婚。",
        "'{value}' is married to themselves.",
        "改正一方的编号。",
        "Correct the key of one spouse.",
    ),
    Rule(
        "overlapping_spells",
        "自 {value} 起的一段与第 {a} 行的时间重叠，内容却不同。",
        "The spell from {value} overlaps that of row {a}, which says something else.",
        "前一段的终止日期写后一段的起始日期。",
        "End the earlier spell on the day on which the later one begins.",
    ),
    Rule(
        "overlapping_unions",
        "“{value}”的这段婚姻与第 {a} 行的婚姻时间重叠。",
        "This marriage of '{value}' overlaps the one in row {a}.",
        "补上前一段婚姻的终止日期，或删去错的一行。",
        "Write the day on which the earlier marriage ended, or remove the wrong row.",
    ),
    Rule(
        "overlapping_custody",
        "“{value}”由一方单独抚养，与第 {a} 行的抚养时间重叠。",
        "One side has sole custody of '{value}', in days that row {a} gives to another.",
        "补上前一段抚养的终止日期，或删去错的一行。",
        "Write the day on which the earlier custody ended, or remove the wrong row.",
    ),
    Rule(
        "overlapping_agreeing",
        "自 {value} 起的一段与第 {a} 行的时间重叠，内容相同。",
        "The spell from {value} overlaps that of row {a} and says the same.",
        "两段并作一段。",
        "Make the two spells one.",
    ),
)

MONEY_RULES = (
    Rule(
        "claim_twice",
        "同一人、同一项目、{value} 年度，第 {a} 行已有申领。",
        "Row {a} already holds a claim of this person for this programme and {value}.",
        "核对是否重复申领；重复的删去一行。",
        "See whether it is the same claim twice; if so, remove one row.",
    ),
    Rule(
        "decided_before_submitted",
        "办结日期 {value} 早于提交日期 {a}。",
        "The claim was decided on {value}, before it was submitted on {a}.",
        _DATES_ZH,
        _DATES_EN,
    ),
    Rule(
        "payment_twice",
        "同一人、同一项目、{value} 年度，第 {a} 行已有发放。",
        "Row {a} already holds a payment to this person for this programme and {value}.",
        "核对是否重复发放；分次发放的不用改。",
        "See whether it was paid twice; payment in parts needs no change.",
    ),
    Rule(
        "programme_by_name",
        "有 {count} 行的项目写成名称“{value}”，已按代码 {a} 读取。",
        "The programme is written by its name, '{value}', in {count} row(s). It was read as {a}.",
        "以后请写项目代码。",
        "Write the programme's key from now on.",
    ),
    Rule(
        "programme_unknown",
        "有 {count} 行的项目“{value}”不在项目目录中。{a}",
        "The programme '{value}', named in {count} row(s), is not in the catalogue. {b}",
        "改正项目代码；其他系统的项目不用改。",
        "Correct the key; programmes of other systems need no change.",
    ),
)

PLACE_RULES = (
    Rule(
        "place_row_unreadable",
        "这个地点不能用：{a}",
        "This place cannot be used: {b}",
        "改正这一行：代码 12 位，名称不空，级别 1（省）至 5（村）。",
        "Correct the row: a code of 12 digits, a name, a level from 1 (province) to 5 (village).",
    ),
)
