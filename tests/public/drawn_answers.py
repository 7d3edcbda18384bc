"""Draws families that answer every question of the self-check, and the facts that a register would hold of them."""

import datetime as dt

from hypothesis import strategies as st

from jiahe.facts.contract import FACTS
from jiahe.law.facts import Facts
from jiahe.public.programmes import CHILD, FATHER, MOTHER, PARENTS
from jiahe.public.questions import BY_KEY, QUESTIONS, Answers

ON = dt.date(2026, 3, 15)
PLACES = [
    "420106000000", "330106000000", "110105000000", "150102000000", "510402000000", "440106000000", "370102000000",
    "230103000000", "310104000000", "410105000000", "330802000000", "420804000000",
]  # fmt: skip
LONG_AGO = dt.date(1984, 1, 1)

recent = st.dates(dt.date(2021, 10, 1), ON)
days = st.one_of(recent, recent, st.dates(dt.date(1980, 1, 1), ON))
grown = st.dates(dt.date(1930, 1, 1), dt.date(1979, 12, 31))


@st.composite
def families(draw):
    """Draw the answers of a family that knows everything."""
    given = {"who": draw(st.sampled_from([*dict(BY_KEY["who"].fields(Answers(ON, {}))[0].options)]))}
    given["place"] = draw(st.sampled_from(PLACES))
    for question in QUESTIONS:
        answers = Answers(ON, given)
        if question.key in given or not question.applies(answers):
            continue
        for field in question.fields(answers):
            if field.options:
                given[field.name] = draw(st.sampled_from([*dict(field.options)]))
            elif field.optional and (field.name.startswith("sibling") or draw(st.booleans())):
                given[field.name] = ""
            else:
                given[field.name] = draw(_day_for(field.name, given)).isoformat()
    return Answers(ON, given)


def _day_for(name, given):
    if name in ("mother_birth", "father_birth"):
        return grown
    if name in ("died_on", "adopted_on", "disabled_since"):
        return st.dates(dt.date.fromisoformat(given["birth"]), ON)
    return days


def fewer(answers, kept):
    """Return the answers with only some questions answered; "who" stays, for it says whose outcomes are wanted."""
    names = {"who"}
    for key in kept:
        names |= {one.name for one in BY_KEY[key].fields(answers)}
    return Answers(answers.on, {name: text for name, text in answers.given.items() if name in names})


def register_of(answers) -> Facts:
    """Return the facts as a register would hold them: real days, no row that is not there, nothing unknown."""
    get, day = answers.get, answers.day
    couple = answers.about_a_couple
    place, elsewhere = get("place"), "650102000000"
    with_child = {"both": PARENTS, "mother": (MOTHER,), "father": (FATHER,)}.get(get("parents_place"), ())
    here = {"both": PARENTS, "mother": (MOTHER,), "father": (FATHER,)}.get(get("parents_live"), ())
    rural = {"both": PARENTS, "mother": (MOTHER,), "father": (FATHER,)}.get(get("rural"), ())
    works = {"both": PARENTS, "mother": (MOTHER,), "father": (FATHER,)}.get(get("work"), ())
    situation = get("parents")
    lost = get("who") == "lost" or get("alive") == "no"
    died = {CHILD: day("died_on") if lost else None,
            FATHER: dt.date(2024, 5, 5) if situation == "mother" else None,
            MOTHER: dt.date(2024, 5, 5) if situation == "father" else None}  # fmt: skip
    persons = [{"person_id": CHILD, "birth_date": day("birth"), "death_date": died[CHILD], "nationality": "CHN",
                "hukou_place": elsewhere if couple else place}]  # fmt: skip
    for one, sex in ((MOTHER, "female"), (FATHER, "male")):
        own = place if couple or one in with_child else elsewhere
        persons.append({"person_id": one, "sex": sex, "birth_date": day(f"{one}_birth"), "death_date": died[one],
                        "nationality": "CHN", "hukou_place": own, "hukou_kind": "rural" if one in rural else "urban",
                        "residence_place": place if one in here else elsewhere})  # fmt: skip
    parents = (MOTHER,) if situation == "no_father" else PARENTS
    kind = {"kind": "adoption", "from_date": day("adopted_on")} if situation == "adopted" else {"kind": "birth"}
    hard = {"difficult_delivery": get("difficult") == "yes"}
    kin = [{"child": CHILD, "parent": one, **kind, **hard} for one in parents]
    custodies = []
    if situation == "others":
        custodies = [{"child": CHILD, "custodian": None, "kind": "guardian", "from_date": LONG_AGO}]
    if situation == "divorced":
        custodies = [{"child": CHILD, "kind": "parent" if get("custody") in PARENTS else "guardian",
                      "from_date": dt.date(2025, 1, 1)}]  # fmt: skip
    unions = []
    if situation in ("married", "adopted"):
        unions = [{"person": MOTHER, "spouse": FATHER, "from_date": LONG_AGO}]
    if situation == "divorced":
        unions = [{"person": MOTHER, "spouse": FATHER, "from_date": LONG_AGO, "until_date": dt.date(2025, 1, 1),
                   "ended_by": "divorce"}]  # fmt: skip
    if situation in ("mother", "father"):
        unions = [{"person": MOTHER, "spouse": FATHER, "from_date": LONG_AGO, "until_date": dt.date(2024, 5, 5),
                   "ended_by": "death"}]  # fmt: skip
    if get("siblings") == "same":
        persons.append({"person_id": "sibling_1", "birth_date": day("sibling_1"), "death_date": None})
        kin += [{"child": "sibling_1", "parent": one, "kind": "birth"} for one in parents]
    certificates = []
    if get("certificate") == "yes":
        certificates += [{"person": one, "kind": "one_child_parents", "from_date": day("certificate_since")}
                         for one in PARENTS]  # fmt: skip
    if get("disability") != "none":
        certificates.append({"person": CHILD, "kind": "disability", "grade": int(get("disability")),
                             "from_date": day("disabled_since")})  # fmt: skip
    claims = []
    years = BY_KEY["claims"].years(answers)
    for year, name in zip(years, ["claims", *(f"claims_{year}" for year in years[1:])], strict=True):
        if get(name) != "none":
            born = day("birth")
            on = max(dt.date(year, 2, 1), born if born.year == year else dt.date(year, 1, 1))
            claims.append({"person": CHILD, "programme": "cn/childcare-subsidy", "year": year, "decision": get(name),
                           "submitted_on": min(on, ON), "place": place})  # fmt: skip
    tables = {
        "persons": persons, "parenthoods": kin, "custodies": custodies, "unions": unions, "certificates": certificates,
        "statuses": [{"person": one, "kind": "employed", "from_date": LONG_AGO} for one in works],
        "claims": claims, "payments": [], "hukou": [], "residences": [],
    }  # fmt: skip
    return Facts(FACTS, tables)
