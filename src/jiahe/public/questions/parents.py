"""Questions about the parents: who brings the child up, their places, work, age, certificate."""

from __future__ import annotations

from jiahe.public.family import Family
from jiahe.public.programmes import CHILD, FATHER, MOTHER, PARENTS
from jiahe.public.questions.base import OF_ALL, OF_CHILD, OF_PARENTS, YES_NO, Answers, Field, Question, WhichParents
from jiahe.web.words import Words

LUMP_SUM = "cn/only-child-lump-sum"
_SMALL_UNTIL = 3
_A_DAY = Words("公历日期，例如 1965-3-2。", "For example 1965-3-2 (year-month-day).")


class Parents(Question):
    """Who the parents are, whether they live, are married, and bring the child up.

    What holds today is written as holding from today, and what has ended as having ended today: the rules ask only
    whether it holds on the day.
    """

    key = "parents"
    settles = (("parenthoods", OF_ALL), ("custodies", OF_CHILD), ("unions", OF_PARENTS), ("statuses", OF_CHILD),
               ("persons.death_date", OF_PARENTS), ("persons", OF_PARENTS))  # fmt: skip

    def fields(self, answers: Answers) -> list[Field]:
        options = [
            ("married", Words("亲生父母，是夫妻，都健在", "Both birth parents, married to each other, both living")),
            ("unmarried", Words("亲生父母，没有登记结婚，都健在", "Both birth parents, never married, both living")),
            ("divorced", Words("亲生父母，离婚了，都健在", "Both birth parents, divorced, both living")),
            ("mother", Words("亲妈妈；爸爸去世了", "The birth mother; the father has died")),
            ("father", Words("亲爸爸；妈妈去世了", "The birth father; the mother has died")),
            ("no_father", Words("亲妈妈；没有登记爸爸", "The birth mother; no father is on record")),
            ("adopted", Words("养父母（依法收养），是夫妻，都健在", "Lawful adoptive parents, married, both living")),
        ]
        words = Words("孩子现在由谁抚养？", "Who brings the child up?")
        if answers.about_a_couple:
            words = Words("孩子的父母现在是什么情况？", "How is it with the child's parents today?")
        else:
            others = Words("其他亲属、监护人或福利机构", "Another relative or guardian, or an institution")
            options.append(("others", others))
        return [Field(self.key, words, tuple(options))]

    def tell(self, family: Family, answers: Answers) -> None:
        said = str(answers.get(self.key))
        if said == "others":
            family.row("custodies", CHILD, kind="guardian", from_date=family.on)
            family.no_more("custodies", CHILD)
            return
        adopted = {"kind": "adoption", "from_date": answers.day("adopted_on")}
        for person in PARENTS:
            family.parent(person, **(adopted if said == "adopted" else {"kind": "birth"}))
        family.no_more("statuses", CHILD, kinds=("orphan", "de_facto_unsupported", "abandoned"))
        if said != "divorced":
            family.no_more("custodies", CHILD)
        self._lives(family, said)
        self._marriage(family, said)

    def _lives(self, family: Family, said: str) -> None:
        """A parent who died is written as dead on the day itself; nobody asks what is owed to them."""
        dead = {"mother": FATHER, "father": MOTHER}.get(said)
        for person in PARENTS:
            if person == dead:
                family.died(person, family.on)
            elif person == FATHER and said == "no_father":
                family.no_parent(FATHER)
                family.asked_for = tuple(one for one in family.asked_for if one != FATHER)
            else:
                family.lives(person)

    def _marriage(self, family: Family, said: str) -> None:
        if said in ("married", "adopted"):
            family.row("unions", MOTHER, spouse=FATHER, from_date=family.on)
        if said == "divorced":
            family.row("unions", MOTHER, spouse=FATHER, until_date=family.on, ended_by="divorce")
        if said in ("married", "adopted", "unmarried"):
            family.no_more("unions", *PARENTS)


class AdoptedOn(Question):
    """The day of the adoption; :class:`Parents` tells it."""

    key = "adopted_on"
    settles = (("parenthoods.from_date", OF_ALL), ("parenthoods", OF_ALL))
    follows = "parents"

    def applies(self, answers: Answers) -> bool:
        return answers.get("parents") == "adopted"

    def fields(self, answers: Answers) -> list[Field]:
        hint = Words("见收养登记证，例如 2024-6-1。", "It stands on the adoption registration: 2024-6-1.")
        return [Field(self.key, Words("收养登记是哪天？", "When was the adoption registered?"), (), hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        """Nothing more."""


class Custody(Question):
    """Who has custody after the divorce."""

    key = "custody"
    settles = (("custodies", OF_CHILD),)
    follows = "parents"

    def applies(self, answers: Answers) -> bool:
        return answers.get("parents") == "divorced"

    def fields(self, answers: Answers) -> list[Field]:
        options = (
            (MOTHER, Words("妈妈", "The mother")),
            (FATHER, Words("爸爸", "The father")),
            ("guardian", Words("其他监护人", "Another guardian")),
        )
        hint = Words("看离婚协议、调解书或判决书。", "It stands in the divorce agreement, mediation or judgment.")
        return [Field(self.key, Words("离婚后孩子由谁抚养？", "Who has custody since the divorce?"), options, hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        said = answers.get(self.key)
        person = {"custodian": said} if said in PARENTS else {}
        kind = "parent" if said in PARENTS else "guardian"
        family.row("custodies", CHILD, kind=kind, from_date=family.on, **person)
        family.no_more("custodies", CHILD)


class ParentsPlace(WhichParents):
    """Whose hukou is where the child's is."""

    key = "parents_place"
    words = Words("父母谁的户口和孩子在同一个地方？", "Which parent has the hukou in the same place as the child?")
    settles = (("persons.hukou_place", OF_PARENTS), ("persons.nationality", OF_PARENTS))

    def applies(self, answers: Answers) -> bool:
        return not answers.about_a_couple and answers.get("place") is not None

    def tell_of(self, family: Family, answers: Answers, person: str, holds: bool) -> None:
        if holds:
            family.know(person, hukou_place=answers.get("place"), nationality="CHN")


class ParentsLive(WhichParents):
    """Who lives where the hukou is: leave follows the place of life and work."""

    key = "parents_live"
    settles = (("persons.residence_place", OF_PARENTS),)
    words = Words("父母谁在户口所在的这个地方生活、工作？", "Which parent lives and works in the place of that hukou?")

    def applies(self, answers: Answers) -> bool:
        """Only parents of a small child are asked, once its age is told: what follows the place of work is for them."""
        born = answers.day("birth")
        is_small = born is None or answers.on.year - born.year <= _SMALL_UNTIL
        return answers.get("place") is not None and answers.has("birth") and is_small

    def tell_of(self, family: Family, answers: Answers, person: str, holds: bool) -> None:
        if holds:
            family.know(person, residence_place=answers.get("place"))


class Work(WhichParents):
    """Who works for an employer."""

    key = "work"
    settles = (("statuses", OF_PARENTS),)
    words = Words("父母谁在用人单位上班（职工）？", "Which parent works for an employer?")
    hint = Words("务农、自己做生意、没有工作的不算。", "Farming or one's own business does not count.")

    def tell_of(self, family: Family, answers: Answers, person: str, holds: bool) -> None:
        if holds:
            family.row("statuses", person, kind="employed", from_date=family.on)
        family.no_more("statuses", person, kinds=("employed",))


class Rural(WhichParents):
    """Whose hukou is of the rural kind."""

    key = "rural"
    settles = (("persons.hukou_kind", OF_PARENTS),)
    words = Words("父母谁是农村居民（农业户口）？", "Which parent is a rural resident (rural hukou)?")

    def tell_of(self, family: Family, answers: Answers, person: str, holds: bool) -> None:
        family.know(person, hukou_kind="rural" if holds else "urban")


class BirthOf(Question):
    """The date of birth of one parent."""

    def __init__(self, person: str, words: Words) -> None:
        self.person, self.words, self.key = person, words, f"{person}_birth"
        self.settles = (("persons.birth_date", (person,)),)

    def fields(self, answers: Answers) -> list[Field]:
        return [Field(self.key, self.words, (), _A_DAY)]

    def tell(self, family: Family, answers: Answers) -> None:
        family.know(self.person, birth_date=answers.day(self.key))


class Certificate(Question):
    """The one-child parents' certificate."""

    key = "certificate"
    settles = (("certificates", OF_PARENTS),)

    def fields(self, answers: Answers) -> list[Field]:
        words = Words("领过《独生子女父母光荣证》吗？", "Was the one-child parents' certificate received?")
        options = (("yes", Words("领过", "Yes")), ("no", Words("没有领过", "No")))
        since = Words("发证日期（不记得可不填）", "Date of issue (may be left empty)")
        hint = Words("遗失的可以补办。", "A lost one can be issued again.")
        return [Field(self.key, words, options, hint), Field("certificate_since", since, optional=True)]

    def tell(self, family: Family, answers: Answers) -> None:
        for person in PARENTS:
            if answers.get(self.key) == "yes":
                since = answers.day("certificate_since")
                family.row("certificates", person, kind="one_child_parents", from_date=since)
            family.no_more("certificates", person, kinds=("one_child_parents",))


class LumpPaid(Question):
    """Whether a sum that is paid once was paid."""

    key = "lump_paid"
    settles = (("payments", OF_PARENTS),)

    def fields(self, answers: Answers) -> list[Field]:
        words = Words(
            "领过独生子女父母的一次性奖励或一次性经济帮助吗？",
            "Was the lump sum for only-child parents (reward or help) received?",
        )
        return [Field(self.key, words, YES_NO)]

    def tell(self, family: Family, answers: Answers) -> None:
        if answers.get(self.key) == "no":
            for person in PARENTS:
                family.no_more("payments", person, kinds=(LUMP_SUM,))


class Difficult(Question):
    """Whether the delivery was difficult: only a mother who asks for her own leave is asked."""

    key = "difficult"
    settles = (("parenthoods.difficult_delivery", OF_ALL),)

    def applies(self, answers: Answers) -> bool:
        return answers.get("who") == "mother"

    def fields(self, answers: Answers) -> list[Field]:
        words = Words("这次分娩，医院写明是难产吗？", "Does the hospital's note say that the delivery was difficult?")
        hint = Words("难产多十五天产假。不想说可选“不清楚”。", "It adds days of leave. You need not say.")
        return [Field(self.key, words, YES_NO, hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        family.parent(MOTHER, difficult_delivery=answers.get(self.key) == "yes")
