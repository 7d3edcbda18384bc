"""The data steward and files of other offices, by keyboard: loaded, mended, loaded again and taken back; a delivery."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.intake.conftest import id_number
from tests.intake.delivered import csv_of, packed
from tests.journeys.by_keyboard import Hands
from tests.journeys.conftest import JOURNEY, RUNS
from tests.journeys.the_town import COUNTY, PASSWORD, VILLAGE, Say

pytestmark = JOURNEY

FILL = """
    import datetime as dt
    from django.db import transaction
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys
    from jiahe.places.models import Holding, Post
    from jiahe.trust.models import Account
    from jiahe.trust.sealing import blind_index, seal

    post = Post.objects.using("owner").create(role="steward", place=county, title="数据岗位", title_en="Data steward")
    made = Account(username="shujuyuan", full_name="某某")
    made.set_password(password)
    made.save(using="owner")
    Holding.objects.using("owner").create(post=post, account=made, from_date=dt.date(2025, 1, 1))
    for name, number in misheard:
        with transaction.atomic():
            sealed = {"id_sealed": seal(number, "id_number"), "id_index": blind_index(number, "id_number")}
        Person.objects.using("owner").create(
            name=name, search=search_keys(name), hukou_place=village, source="户口簿",
            learned_on=dt.date(2025, 1, 1), **sealed,
        )
"""
SURNAMES = "周吴郑王"


def number_of(run: int, which: int) -> str:
    """The ID number of one of the women of a run's file."""
    return id_number(dt.date(1970 + run, 3, 1 + which), "female", 40 + which)


@pytest.fixture(scope="module")
def steward(town: Any) -> str:
    """The user name of a data steward; and for each run the register has somebody whose name was misheard."""
    misheard = [(f"{SURNAMES[run]}秀因", number_of(run, 3)) for run in RUNS]
    town.run(FILL, county=COUNTY, village=VILLAGE, password=PASSWORD, misheard=misheard)
    return "shujuyuan"


def as_file(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a workbook as an office makes it, with a title over merged cells above the table."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "户籍"
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    sheet["A1"] = "户籍人口登记表"
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)


def mend(path: Path, number: str) -> None:
    """Put one wrong number right in the very workbook that was given, as a person does in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    head, row = book.active.iter_rows()
    row[[cell.value for cell in head].index("公民身份号码")].value = number
    book.save(path)


def test_a_dirty_file_is_loaded_mended_loaded_again_and_taken_back(
    steward: str, page: Any, say: Say, hands: Hands, run: int, tmp_path: Path
) -> None:
    own, surname = "甲乙丙丁"[run], SURNAMES[run]
    numbers = [number_of(run, which) for which in range(4)]

    # given a list from the police in which a spreadsheet spoilt a number, and two rows have a sex that is none
    hands.sign_in(steward, "start")
    hands.press(page.locator("main a[href='/intake/']").first, "files")
    rows = [
        {
            "公民身份号码": number,
            "姓 名": f"{surname}秀英" if n == 3 else f"周{'天地人'[n]}{own}",
            "性别": f"女{own}" if n in (0, 2) else "女",
            "户籍地": "柳林村3组",
            "备注": "",
        }
        for n, number in enumerate(numbers)
    ]
    rows[1] |= {"公民身份号码": "4.20822E+17"}
    path = tmp_path / "户籍.xlsx"
    as_file(path, rows)

    # when it is uploaded as it came
    upload(hands, say, "household_registration", path)

    # then its columns are known, and shown to be confirmed
    assert page.locator("select").nth(0).input_value() == "id_number"
    assert page.locator("select").nth(1).input_value() == "name"
    hands.check(page, "columns")
    begin(hands, page.get_by_role("button", name=say("检查这个文件", "Check this file")))

    # and what is wrong is said, by what mends it
    wait_for(page, say("导入这 1 行", "Load this 1 row"))
    hands.check(page, "checked")
    address = page.url
    hands.press(page.get_by_role("link", name=say("看没有当作资料的行", "See the rows that were not read")), "not-read")
    assert page.get_by_text("户籍人口登记表").first.is_visible()
    hands.begin(address, "again")
    hands.press(page.get_by_role("link", name=say("看是哪些行", "See the rows")).first, "faults")
    hands.begin(address, "once-more")

    # when the value that is none is mended for both its rows
    alike = say("同样的值，一次改好", "Mend values written alike, once for all rows")
    hands.press(page.get_by_role("link", name=alike), "values")
    hands.pick(page.get_by_label(f"“女{own}”"), "女")
    hands.tick(page.get_by_label(say("以后同一来源的文件，也这样改", "Read them so in later files of this source too")))
    begin(hands, page.get_by_role("button", name=say("改正并重新检查", "Mend and check again")))
    wait_for(page, say("导入这 3 行", "Load these 3 rows"))
    hands.check(page, "mended")
    hands.press(page.get_by_role("link", name=say("统一改正了 1 个值", "1 value was mended")), "what-was-decided")
    hands.press(page.get_by_role("link", name=say("回到这个文件", "Back to the file")), "the-file")

    # then one row is set aside, and can be taken along
    with page.expect_download() as given:
        hands.open(page.get_by_role("link", name=say("下载搁置的行", "The rows set aside")))
    aside = tmp_path / "aside.xlsx"
    given.value.save_as(aside)

    # and it is shown whom the others would change in what, before anything is changed
    hands.press(page.get_by_role("link", name=say("看改了什么", "See what changes")), "changes")
    assert page.get_by_role("row", name=f"{surname}秀因").get_by_text(f"{surname}秀英").is_visible()
    filled = say("补上原来没有的 (3)", "Fills in what was unknown (3)")
    hands.press(page.get_by_role("link", name=filled), "changes-filled")
    assert page.url.endswith("/changes/?show=filled")
    hands.begin(address, "before-it-is-loaded")

    # when the good rows are loaded
    begin(hands, page.get_by_role("button", name=say("导入这 3 行", "Load these 3 rows")))
    wait_for(page, say("撤销这次导入", "Take this load back"))
    hands.check(page, "loaded")

    # and the row set aside after them, mended in the very workbook that was given
    hands.begin("/intake/", "files-again")
    mend(aside, numbers[1])
    upload(hands, say, "household_registration", aside)
    begin(hands, page.get_by_role("button", name=say("检查这个文件", "Check this file")))
    wait_for(page, say("导入这 1 行", "Load this 1 row"))
    begin(hands, page.get_by_role("button", name=say("导入这 1 行", "Load this 1 row")))
    wait_for(page, say("撤销这次导入", "Take this load back"))
    hands.begin(f"/people/?q=周地{own}", "found")
    assert page.get_by_role("link", name=f"周地{own}").is_visible()

    # then the first load can still be taken back: nothing rests on it
    hands.begin(address, "the-first-load")
    hands.tick(page.get_by_label(say("我确认这份文件导错了", "I am sure that this was the wrong file")))
    begin(hands, page.get_by_role("button", name=say("撤销这次导入", "Take this load back")))
    wait_for(page, say("登记册恢复到导入之前", "the register is as before"))
    hands.check(page, "taken-back")
    hands.begin(f"/people/?q=周天{own}", "gone")
    assert not page.get_by_role("link", name=f"周天{own}").is_visible()


def test_tables_of_the_facts_contract_are_uploaded_as_one_zip(
    steward: str, page: Any, say: Say, hands: Hands, run: int, tmp_path: Path
) -> None:
    # given a zip with a couple and their girl, and her stepfather, whom no source takes
    own = "梅兰竹菊"[run]
    people = [
        of_the_contract("m", f"冯{own}", "female", dt.date(1990, 1, 1 + run)),
        of_the_contract("f", f"陈{own}", "male", dt.date(1989, 1, 1 + run)),
        of_the_contract("g", f"陈小{own}", "female", dt.date(2024, 1, 1 + run)),
    ]
    wed = {"person": "m", "spouse": "f", "from_date": "2019-05-01", "until_date": "", "ended_by": ""}
    step = {"child": "g", "parent": "f", "kind": "step", "from_date": "2024-06-01", "until_date": ""}
    path, tables = tmp_path / f"交接{own}.zip", {"persons": people, "unions": [wed], "parenthoods": [step]}
    path.write_bytes(packed({f"{name}.csv": csv_of(rows) for name, rows in tables.items()}))

    # when it is uploaded
    hands.sign_in(steward, "start")
    hands.begin("/intake/", "files")
    upload(hands, say, "facts", path)
    wait_for(page, f"交接{own}-unions", at="/intake/")
    hands.check(page, "its-loads")

    # then its people come first, and what is not taken is said
    hands.press(page.get_by_role("link", name=f"交接{own}-persons"), "people")
    assert page.get_by_text(say("没有采用（没有这类资料的导入）", "Not taken, for want of a source")).first.is_visible()
    wait_for(page, say("导入这 3 行", "Load these 3 rows"))
    begin(hands, page.get_by_role("button", name=say("导入这 3 行", "Load these 3 rows")))
    wait_for(page, say("撤销这次导入", "Take this load back"))

    # and their marriage after them, without being asked for
    hands.press(page.get_by_role("link", name=f"交接{own}-unions"), "marriage")
    wait_for(page, say("导入这 1 行", "Load this 1 row"))
    hands.check(page, "marriage-checked")

    # and which tables count is said by a person: taken back, and declared whole again
    table = ["residences", "hukou", "unions", "custodies"][run]
    hands.begin("/intake/", "files-again")
    whole = say("哪些表已经齐全，判定用得上", "Which tables are whole, and so determined upon")
    hands.press(page.get_by_role("link", name=whole), "whole-tables")
    hands.press(page.locator(f"main a[href='/intake/whole/{table}/']"), "whole-table")
    hands.write(page.get_by_label(say("理由", "Why")), "缺两个村")
    hands.press(page.get_by_role("button", name=say("撤回声明", "Take the declaration back")), "whole-taken-back")
    for kind in page.get_by_role("checkbox").all():
        hands.tick(kind)
    hands.write(page.get_by_label(say("依据", "Resting on")), "县里的名册")
    hands.write(page.get_by_label(say("截至哪天齐全", "Whole as of which day")), "2025-12-05")
    hands.write(page.get_by_label(say("理由", "Why")), "逐人核对过")
    hands.press(page.get_by_role("button", name=say("声明这张表齐全", "Declare this table whole")), "whole-declared")
    assert page.get_by_text("县里的名册").first.is_visible()


def of_the_contract(key: str, name: str, sex: str, born: dt.date) -> dict[str, str]:
    """A row of the table of persons."""
    row = {"person_id": key, "name": name, "id_number": id_number(born, sex, 51), "sex": sex, "nationality": "CHN"}
    return row | {"birth_date": born.isoformat(), "hukou_place": VILLAGE, "death_date": ""}


def upload(hands: Hands, say: Say, source: str, path: Path) -> None:
    """Say what a file is, choose it, and send it."""
    page = hands.page
    hands.pick(page.get_by_label(say("这是什么资料", "What it is")), source)
    hands.bring(page.locator("input[type=file]"), path)
    begin(hands, page.get_by_role("button", name=say("上传", "Upload")))


def begin(hands: Hands, button: Any) -> None:
    """Press a button that begins work in the background: the page that comes changes by itself."""
    hands.to(button)
    button.press("Enter")


def wait_for(page: Any, words: str, at: str = "") -> None:
    """Come again, here or to another address, until it says something: the work is done in the background."""
    for _ in range(100):
        page.wait_for_timeout(300)
        page.goto(at or page.url)
        if words in page.locator("main").inner_text():
            return
    raise AssertionError(page.locator("main").inner_text())
