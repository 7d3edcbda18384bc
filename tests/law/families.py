"""Two small schemas for the tests of the law engine: families with everything a rule can ask about, and lines of a
sheet.

They have nothing to do with the facts contract of the real programmes, on purpose: the engine knows no country.
"""

from jiahe.law import Column, Relation, Schema, Table, Type, unit


def _column(name: str, type: Type, **more: object) -> Column:
    return Column(name, type, name, name, **more)


KINDS = {"birth": ("亲生", "birth"), "adoption": ("收养", "adoption"), "step": ("继", "step")}

FAMILIES = Schema(
    tables=(
        Table(
            "persons",
            "人员",
            "People",
            key="person",
            place="hukou_place",
            columns=(
                _column("person", Type.TEXT, required=True),
                _column("sex", Type.TEXT, choices={"female": ("女", "female"), "male": ("男", "male")}),
                _column("birth_date", Type.DATE),
                _column("death_date", Type.DATE, open_ended=True),
                _column("hukou_place", Type.PLACE),
                _column("household", Type.REF, refers_to="households"),
                _column("income", Type.MONEY),
                _column("insured", Type.BOOL),
            ),
        ),
        Table(
            "households",
            "户",
            "Households",
            key="household",
            place="place",
            columns=(
                _column("household", Type.TEXT, required=True),
                _column("head", Type.REF, refers_to="persons"),
                _column("place", Type.PLACE),
                _column("rent", Type.MONEY),
            ),
        ),
        Table(
            "parenthoods",
            "亲子关系",
            "Who is whose parent",
            columns=(
                _column("child", Type.REF, refers_to="persons", required=True),
                _column("parent", Type.REF, refers_to="persons", required=True),
                _column("kind", Type.TEXT, choices=KINDS),
                _column("birth_order", Type.INT),
                _column("until_date", Type.DATE, open_ended=True),
            ),
        ),
        Table(
            "unions",
            "婚姻",
            "Marriages, one row for both",
            mirror=("person", "spouse"),
            columns=(
                _column("person", Type.REF, refers_to="persons", required=True),
                _column("spouse", Type.REF, refers_to="persons"),
                _column("from_date", Type.DATE, required=True),
                _column("until_date", Type.DATE, open_ended=True),
            ),
        ),
        Table(
            "certificates",
            "证件",
            "Certificates",
            columns=(
                _column("person", Type.REF, refers_to="persons", required=True),
                _column("kind", Type.TEXT, required=True),
                _column("grade", Type.INT),
                _column("valid", Type.BOOL),
                _column("from_date", Type.DATE),
            ),
        ),
        Table(
            "payments",
            "发放记录",
            "Money that was paid",
            columns=(
                _column("person", Type.REF, refers_to="persons", required=True),
                _column("year", Type.INT, required=True),
                _column("amount", Type.MONEY),
                _column("paid_on", Type.DATE),
                _column("place", Type.PLACE),
            ),
        ),
    ),
    relations=(
        Relation("children", "persons", "parenthoods", "parent"),
        Relation("parents", "persons", "parenthoods", "child"),
        Relation("unions", "persons", "unions", "person"),
        Relation("certificates", "persons", "certificates", "person"),
        Relation("payments", "persons", "payments", "person"),
        Relation("members", "households", "persons", "household"),
        Relation("headed", "persons", "households", "head"),
    ),
)
"""People, their kin, their households and what they hold."""

SHEET = Schema(
    tables=(
        Table(
            "lines",
            "行",
            "Lines",
            key="line",
            place="at",
            columns=(
                _column("line", Type.TEXT, required=True),
                _column("p", Type.BOOL),
                _column("q", Type.BOOL),
                _column("m", Type.INT),
                _column("n", Type.INT),
                _column("a", Type.MONEY),
                _column("b", Type.MONEY),
                _column("d", Type.DATE),
                _column("e", Type.DATE),
                _column("until", Type.DATE, open_ended=True),
                _column("word", Type.TEXT),
                _column("kind", Type.TEXT, choices=KINDS),
                _column("at", Type.PLACE),
            ),
        ),
    )
)
"""One table with a few columns of every type, for operators."""

person = unit(FAMILIES, "persons")
household = unit(FAMILIES, "households")
line = unit(SHEET, "lines")
