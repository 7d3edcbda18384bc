"""Places

A place is a 12-digit division code: province (2 digits), city (4), county (6), town (9), village (12), filled up with
zeros. A code with zeros is a place that is known only to that level: whether it lies in a smaller one is unknown.
"""

from jiahe.law import Type, unknown
from tests.law.families import line
from tests.law.tables import lines

places = lines("""
    line     | at
    village  | 420106001005
    town     | 420106001000
    county   | 420106000000
    city     | 420100000000
    province | 420000000000
    nation   | 000000000000
    beside   | 420107000000
    unknown  |
""")

directly_under_a_city = lines("""
    line | at
    town | 460400100000
    city | 460400000000
""")


def test_within_a_region(spec):
    spec(places, line.at.within("420106000000"), "true true true unknown unknown unknown false unknown")
    spec(places, line.at.within("420106001000"), "true true unknown unknown unknown unknown false unknown")
    spec(places, line.at.within("420000000000"), "true true true true true unknown true unknown")
    spec(places, line.at.within("330000000000"), "false false false false false unknown false unknown")


def test_everything_known_is_within_the_nation(spec):
    spec(places, line.at.within("000000000000"), "true true true true true true true unknown")


def test_within_an_unknown_region(spec):
    spec(places, line.at.within(unknown(Type.PLACE)), "unknown unknown unknown unknown unknown unknown unknown unknown")


def test_the_division_of_a_level(spec):
    """The province, city, county, town or village that it lies in; unknown when it is known only above that level."""
    spec(
        places,
        line.at.division("county"),
        "420106000000 420106000000 420106000000 unknown unknown unknown 420107000000 unknown",
    )
    spec(places, line.at.division("village"), "420106001005 unknown unknown unknown unknown unknown unknown unknown")
    spec(places, line.at.division("town"), "420106001000 420106001000 unknown unknown unknown unknown unknown unknown")
    spec(
        places,
        line.at.division("city"),
        "420100000000 420100000000 420100000000 420100000000 unknown unknown 420100000000 unknown",
    )
    spec(places, line.at.division("province") == "420000000000", "true true true true true unknown true unknown")


def test_a_town_directly_under_a_city(spec):
    """Some cities have no counties; the two digits are 00, and the town is known all the same."""
    spec(directly_under_a_city, line.at.division("county"), "460400000000 unknown")
    spec(directly_under_a_city, line.at.within("460400100000"), "true unknown")
    spec(directly_under_a_city, line.at.within("460400000000"), "true true")
