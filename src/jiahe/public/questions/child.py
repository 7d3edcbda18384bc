"""Questions about who asks, and about the child."""

from __future__ import annotations

import datetime as dt

from jiahe.public.family import Family
from jiahe.public.programmes import CHILD, FATHER, MOTHER, PARENTS, WHO
from jiahe.public.questions.base import (
    NOT_SURE,
    OF_ALL,
    OF_CHILD,
    OF_PARENTS,
    YES_NO,
    Answers,
    Field,
    Options,
    Question,
)
from jiahe.web.words import Words

SUBSIDY = "cn/childcare-subsidy"
_SUBSIDY_SINCE = 2025
_YEARS_OF_CLAIMS = 3
MOST_SIBLINGS = 4


class Who(Question):
    """For whom it is. Not a fact: it says whose outcomes are wanted."""

    key = "who"

    def fields(self, answers: Answers) -> list[Field]:
        words = Words("您想问谁的事？", "Whom are you asking for?")
        hint = Words("替别人问也可以。", "You may also ask on behalf of somebody else.")
        return [Field(self.key, words, tuple(WHO.items()), hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        said = answers.get(self.key)
        family.asked_for = {
            "child": (CHILD,),
            "mother": (CHILD, MOTHER),
            "father": (CHILD, FATHER),
            "lost": (CHILD, *PARENTS),
            "disabled": PARENTS,
            "older": PARENTS,
        }[str(said)]
        if said in PARENTS:
            family.lives(str(said))
        if said == "lost":
            family.died(CHILD, None)


class Place(Question):
    """Where the hukou is. Who has one is a citizen. Filled in level by level (places.py)."""

    key = "place"
    settles = (("persons.hukou_place", OF_ALL), ("persons.nationality", OF_ALL))

    def fields(self, answers: Answers) -> list[Field]:
        words = Words("孩子的户口在哪里？", "Where is the child's hukou (household registration)?")
        hint = Words("看户口簿上孩子那一页。", "It stands on the child's page of the hukou booklet.")
        if answers.about_a_couple:
            words = Words("你们的户口在哪里？", "Where is your hukou (household registration)?")
            hint = Words(
                "两人不在同一处的，请分两次查。", "If you two have it in different places, check each in turn."
            )
        return [Field(self.key, words, (), hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        for person in PARENTS if answers.about_a_couple else (CHILD,):
            family.know(person, hukou_place=answers.get(self.key), nationality="CHN")


class Birth(Question):
    """The child's date of birth."""

    key = "birth"
    settles = (("persons.birth_date", OF_CHILD),)

    def fields(self, answers: Answers) -> list[Field]:
        words = Words("孩子是哪天出生的？", "When was the child born?")
        hint = Words("公历日期，例如 2025-3-1。", "For example 2025-3-1 (year-month-day).")
        if answers.get("who") == "older":
            words = Words("第一个孩子是哪天出生的？", "When was the first child born?")
        return [Field(self.key, words, (), hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        family.know(CHILD, birth_date=answers.day(self.key))


class Alive(Question):
    """Whether the child lives."""

    key = "alive"
    settles = (("persons.death_date", OF_CHILD),)

    def applies(self, answers: Answers) -> bool:
        return answers.get("who") != "lost"

    def fields(self, answers: Answers) -> list[Field]:
        return [
            Field(
                self.key,
                Words("孩子健在吗？", "Is the child alive?"),
                (("yes", Words("健在", "Yes")), ("no", Words("已经去世", "No, the child has died"))),
                Words("孩子去世后，应得的补贴不会因此取消。", "What was owed before stays owed."),
            )
        ]

    def tell(self, family: Family, answers: Answers) -> None:
        if answers.get(self.key) == "yes":
            family.lives(CHILD)
        else:
            family.died(CHILD, None)


class DiedOn(Question):
    """The day the child died."""

    key = "died_on"
    settles = (("persons.death_date", OF_CHILD),)
    follows = "alive"

    def applies(self, answers: Answers) -> bool:
        return answers.get("who") == "lost" or answers.get("alive") == "no"

    def fields(self, answers: Answers) -> list[Field]:
        hint = Words("公历日期，例如 2015-5-20。", "For example 2015-5-20 (year-month-day).")
        return [Field(self.key, Words("孩子是哪天去世的？", "When did the child die?"), (), hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        family.died(CHILD, answers.day(self.key))


class Siblings(Question):
    """Whether the parents have had other children. The programmes that ask for it name the article."""

    key = "siblings"
    settles = (("parenthoods", OF_PARENTS),)

    def fields(self, answers: Answers) -> list[Field]:
        options = (
            ("none", Words("没有，只有这一个孩子", "No, this is the only child")),
            ("same", Words("有，都是同一对父母亲生的", "Yes, all born to the same two parents")),
            ("other", Words("有，其中有的是一方的、或者是收养的", "Yes, and some are of one parent only, or adopted")),
        )
        words = Words("孩子的父母还有过别的孩子吗？", "Have the child's parents had other children?")
        hint = Words(
            "去世的也算。这里的项目有的只给独生子女家庭，有的多子女给得更多，所以才问。",
            "Also count those who died. Some programmes are for families with one child, others pay more for several; "
            "that is why it is asked.",
        )
        return [Field(self.key, words, options, hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        if answers.get(self.key) == "none":
            family.no_more("parenthoods", *PARENTS)


class SiblingDays(Question):
    """The other children's days of birth (and death), when all are of the same two parents."""

    key = "sibling_1"
    settles = (("parenthoods", OF_PARENTS),)
    follows = "siblings"

    def applies(self, answers: Answers) -> bool:
        return answers.get("siblings") == "same"

    def fields(self, answers: Answers) -> list[Field]:
        found = []
        for number in range(1, MOST_SIBLINGS + 1):
            born = Words(f"另外第{number}个孩子：出生日期", f"Other child {number}: date of birth")
            died = Words(
                f"另外第{number}个孩子：去世日期（健在的不填）", f"Other child {number}: date of death (empty if alive)"
            )
            found.append(Field(f"sibling_{number}", born, (), optional=number > 1))
            found.append(Field(f"sibling_{number}_died", died, (), optional=True))
        return found

    def tell(self, family: Family, answers: Answers) -> None:
        names = [f"sibling_{number}" for number in range(1, MOST_SIBLINGS + 1)]
        if any(NOT_SURE in (answers.given.get(one), answers.given.get(f"{one}_died")) for one in names):
            return
        for one in names:
            born, died = answers.day(one), answers.day(f"{one}_died")
            if born is not None:
                family.know(one, birth_date=born)
                family.lives(one) if died is None else family.died(one, died)
                for person in PARENTS:
                    family.row("parenthoods", person, child=one, kind="birth")
        family.no_more("parenthoods", *PARENTS)


class Claims(Question):
    """The claims for the childcare subsidy, year by year.

    A claim made within its year is written with the last day on which that can have been: no rule asks for more.
    """

    key = "claims"
    settles = (("claims", OF_CHILD), ("payments", OF_CHILD))
    _options: Options = (
        ("none", Words("没有申请", "Not claimed")),
        ("pending", Words("当年申请了，在办理", "Claimed in that year, being handled")),
        ("approved", Words("当年申请了，已通过或已领到", "Claimed in that year, approved or paid")),
        ("returned", Words("退回了，要补材料", "Sent back for correction")),
        ("refused", Words("没有通过", "Refused")),
    )

    def years(self, answers: Answers) -> list[int]:
        """Return the years that can have been claimed for."""
        born = answers.day("birth")
        first = max(_SUBSIDY_SINCE, born.year if born else 0)
        return list(range(max(first, answers.on.year - _YEARS_OF_CLAIMS), answers.on.year + 1))[:4]

    def applies(self, answers: Answers) -> bool:
        return answers.on.year >= _SUBSIDY_SINCE

    def fields(self, answers: Answers) -> list[Field]:
        years = self.years(answers)
        names = [self.key, *(f"claims_{year}" for year in years[1:])]
        return [
            Field(
                name,
                Words(f"{year}年的育儿补贴申请过吗？", f"Has the childcare subsidy of {year} been claimed?"),
                self._options,
            )
            for name, year in zip(names, years, strict=True)
        ]

    def tell(self, family: Family, answers: Answers) -> None:
        years = self.years(answers)
        said = [answers.get(self.key), *(answers.get(f"claims_{year}") for year in years[1:])]
        for year, decision in zip(years, said, strict=True):
            if decision not in (None, "none"):
                day = min(answers.on, dt.date(year, 12, 31))
                family.row("claims", CHILD, programme=SUBSIDY, year=year, submitted_on=day, decision=decision)
        if None not in said:
            family.no_more("claims", CHILD, kinds=(SUBSIDY,))
            family.no_more("payments", CHILD, kinds=(SUBSIDY,))


class Moved(Question):
    """Whether the child's hukou has always been where it is."""

    key = "moved"
    settles = (("hukou", OF_CHILD),)

    def applies(self, answers: Answers) -> bool:
        return not answers.about_a_couple

    def fields(self, answers: Answers) -> list[Field]:
        words = Words(
            "孩子的户口，从落户到现在一直在这里吗？", "Has the child's hukou been here ever since it was registered?"
        )
        return [Field(self.key, words, YES_NO)]

    def tell(self, family: Family, answers: Answers) -> None:
        if answers.get(self.key) == "yes":
            family.never_moved()


class Disability(Question):
    """The child's disability card."""

    key = "disability"
    settles = (("certificates", OF_CHILD),)

    def fields(self, answers: Answers) -> list[Field]:
        options = (
            ("none", Words("没有", "No")),
            *((str(n), Words(f"有，{'一二三四'[n - 1]}级", f"Yes, grade {n}")) for n in range(1, 5)),
        )
        since = Words("发证日期（不记得可不填）", "Date of issue (may be left empty)")
        return [
            Field(self.key, Words("孩子有残疾人证吗？", "Does the child have a disability card?"), options),
            Field("disabled_since", since, optional=True),
        ]

    def tell(self, family: Family, answers: Answers) -> None:
        said = answers.get(self.key)
        if said != "none":
            since = answers.day("disabled_since")
            family.row("certificates", CHILD, kind="disability", grade=int(str(said)), from_date=since)
        family.no_more("certificates", CHILD, kinds=("disability",))
