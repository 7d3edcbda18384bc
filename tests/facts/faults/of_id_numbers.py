"""Citizen identity numbers."""

from tests.facts.faults.case import EMPTY, ID, LOST, UNKNOWN_EN, UNKNOWN_ZH, Case, one, person
from tests.facts.folders import id_number

IDS = [
    one(
        "id_lost",
        "id_number",
        "1.10101E+17",
        "cell_unknown",
        "身份号码“1.10101E+17”被表格软件改过，末尾的数字已丢失。" + UNKNOWN_ZH,
        "A spreadsheet changed the ID number '1.10101E+17'; its last digits are lost." + UNKNOWN_EN,
        LOST[0] + EMPTY[0],
        LOST[1] + EMPTY[1],
    ),
    one(
        "id_lost",
        "id_number",
        "420106199003070000",
        "cell_unknown",
        "身份号码“4201************00”被表格软件改过，末尾的数字已丢失。" + UNKNOWN_ZH,
        "A spreadsheet changed the ID number '4201************00'; its last digits are lost." + UNKNOWN_EN,
        LOST[0] + EMPTY[0],
        LOST[1] + EMPTY[1],
        name="zeros",
        shown="4201************00",
    ),
    one(
        "id_15_digits",
        "id_number",
        "420106900307001",
        "cell_unknown",
        "“4201*********01”是 15 位的旧身份号码，已停用。" + UNKNOWN_ZH,
        "'4201*********01' is an old 15-digit ID number, which is no longer valid." + UNKNOWN_EN,
        "改成 18 位公民身份号码。" + EMPTY[0],
        "Write the 18-digit number." + EMPTY[1],
        shown="4201*********01",
    ),
    one(
        "id_length",
        "id_number",
        "42010619900307001",
        "cell_unknown",
        "身份号码“4201***********01”不是 18 位。" + UNKNOWN_ZH,
        "The ID number '4201***********01' does not have 18 characters." + UNKNOWN_EN,
        *ID,
        shown="4201***********01",
    ),
    one(
        "id_characters",
        "id_number",
        "4201061990O3070013",
        "cell_unknown",
        "身份号码“4201************13”里有不该有的字符。" + UNKNOWN_ZH,
        "The ID number '4201************13' holds characters that do not belong there." + UNKNOWN_EN,
        *ID,
        shown="4201************13",
    ),
    one(
        "id_check_digit",
        "id_number",
        "42010619900307001" + "01"[id_number("42010619900307001")[-1] == "0"],
        "cell_unknown",
        "身份号码“4201************10”的末位校验码不对，号码里有错。" + UNKNOWN_ZH,
        "The check digit of the ID number '4201************10' is wrong; some digit of it is mistaken." + UNKNOWN_EN,
        *ID,
        shown="4201************10",
    ),
    one(
        "id_no_such_day",
        "id_number",
        id_number("42010619900230001"),
        "cell_unknown",
        f"身份号码“4201************{id_number('42010619900230001')[-2:]}”里的出生日期不存在。" + UNKNOWN_ZH,
        f"The date of birth in the ID number '4201************{id_number('42010619900230001')[-2:]}' does not exist."
        + UNKNOWN_EN,
        *ID,
        shown=f"4201************{id_number('42010619900230001')[-2:]}",
    ),
    one(
        "id_region",
        "id_number",
        id_number("19010619900307001"),
        "warning",
        f"身份号码“1901************{id_number('19010619900307001')[-2:]}”的前六位不是已知的地区代码。",
        f"The first six digits of the ID number '1901************{id_number('19010619900307001')[-2:]}' "
        "are no known region.",
        "对照居民身份证核对。",
        "Compare it with the identity card.",
        shown=f"1901************{id_number('19010619900307001')[-2:]}",
    ),
    Case(
        "id_twice",
        {
            "persons": [
                person("twice-1", id_number=id_number("42010619880808002")),
                person("twice-2", id_number=id_number("42010619880808002")),
            ]
        },
        ("persons", 1),
        "id_number",
        f"4201************{id_number('42010619880808002')[-2:]}",
        "cell_unknown",
        (
            f"身份号码“4201************{id_number('42010619880808002')[-2:]}”在第 {{persons[0]}} 行也有，不知道属于谁。"
            + UNKNOWN_ZH,
            f"The ID number '4201************{id_number('42010619880808002')[-2:]}' is also in row {{persons[0]}}; "
            "whose it is cannot be told." + UNKNOWN_EN,
            "对照身份证改正；如是同一人，两行并作一行。",
            "Correct it from the identity card; when both rows are one person, make them one row.",
        ),
    ),
    Case(
        "id_birth_differs",
        {"persons": [person("differs", id_number=id_number("42010619770707003"), birth_date="1977-08-07")]},
        ("persons", 0),
        "birth_date",
        "1977-08-07",
        "cell_unknown",
        (
            "出生日期 1977-08-07 与身份号码中的 1977-07-07 不一致。" + UNKNOWN_ZH,
            "The date of birth 1977-08-07 and the one in the ID number, 1977-07-07, differ." + UNKNOWN_EN,
            "对照出生医学证明和身份证，改正错的一个。",
            "Compare with the birth certificate and the identity card, and correct the wrong one.",
        ),
    ),
    Case(
        "id_sex_differs",
        {"persons": [person("sexes", id_number=id_number("42010619660606003"), sex="女")]},
        ("persons", 0),
        "sex",
        "female",
        "cell_unknown",
        (
            "性别“female”与身份号码不一致（号码为“男”）。" + UNKNOWN_ZH,
            "The sex 'female' does not agree with the ID number ('male')." + UNKNOWN_EN,
            "对照身份证，改正错的一个。",
            "Compare with the identity card and correct the wrong one.",
        ),
    ),
]
