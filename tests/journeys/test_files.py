"""The data steward and a file of another office: loaded, mended, loaded again, and taken back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.intake.conftest import id_number
from tests.journeys.conftest import JOURNEY

pytestmark = JOURNEY

PASSWORD = "correct-horse-battery"
PLACES = [("420890000000", "禾阳县", 3), ("420890100000", "清溪镇", 4), ("420890100201", "柳林村", 5)]
VILLAGE, COUNTY = "420890100201", "420890000000"

FILL = """
    import datetime as dt
    from django.db import transaction
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys
    from jiahe.places.divisions import Place
    from jiahe.places.models import Division, Holding, Post
    from jiahe.places.published_list import add_own
    from jiahe.trust.models import Account
    from jiahe.trust.sealing import blind_index, seal

    if not Division.objects.filter(code=places[0][0]).exists():
        add_own([Place(*one) for one in places], "测试")
    post = Post.objects.using("owner").create(
        role="steward", place=county, title="数据管理员", title_en="Data steward"
    )
    made = Account(username=name, full_name="某某")
    made.set_password(password)
    made.save(using="owner")
    Holding.objects.using("owner").create(post=post, account=made, from_date=dt.date(2025, 1, 1))
    with transaction.atomic():
        sealed = {"id_sealed": seal(number, "id_number"), "id_index": blind_index(number, "id_number")}
    Person.objects.using("owner").create(
        name=misheard, search=search_keys(misheard), hukou_place=village, source="户口簿",
        learned_on=dt.date(2025, 1, 1), **sealed,
    )
"""
Say = Callable[[str, str], str]


def as_file(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return "户籍人口登记表\r\n".encode("gb18030") + out.getvalue().encode("gb18030")


def mended(workbook: Path, number: str) -> bytes:
    """The rows set aside as they were given back, with one wrong number put right."""
    head, *rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
    found = [dict(zip(map(str, head), map(str, row), strict=True)) for row in rows]
    for row in found:
        row["公民身份号码"] = number
    return as_file(found)


def test_a_dirty_file_is_loaded_mended_loaded_again_and_taken_back(
    town: Any, page: Any, say: Say, check: Any, office: Any, language: str, width: int, tmp_path: Path
) -> None:
    seed = {"zh": 0, "en": 1}[language] * 2 + (width == 360)
    numbers = [id_number(dt.date(1970 + seed, 3, 1 + n), "female", 40 + n) for n in range(4)]
    surname = "周吴郑王"[seed]
    name = f"steward-{seed}"
    office.run(
        FILL, places=PLACES, county=COUNTY, village=VILLAGE, name=name, password=PASSWORD, number=numbers[3],
        misheard=f"{surname}秀因",
    )  # fmt: skip

    # given a list from the police in which one number was spoilt by a spreadsheet
    page.goto(f"{office.url}/intake/")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(f"{office.url}/intake/")
    check(page, "files")
    rows = [
        {
            "公民身份号码": number,
            "姓 名": f"{surname}秀英" if n == 3 else f"周{'天地人'[n]}{'甲乙丙丁'[seed]}",
            "性别": "女",
            "户籍地": "柳林村3组",
            "备注": "",
        }
        for n, number in enumerate(numbers)
    ]
    rows[1] |= {"公民身份号码": "4.20822E+17"}
    path = tmp_path / "户籍.csv"
    path.write_bytes(as_file(rows))

    # when it is uploaded as it came
    page.get_by_label(say("这是什么资料", "What it is")).select_option("household_registration")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name=say("上传", "Upload")).click()

    # then its columns are known, and shown to be confirmed
    assert page.locator("select").nth(0).input_value() == "id_number"
    assert page.locator("select").nth(1).input_value() == "name"
    check(page, "files-columns")
    page.get_by_role("button", name=say("检查这个文件", "Check this file")).press("Enter")

    # and what is wrong is said, by what mends it
    wait_for(page, say("查完了，请确认导入", "Checked: confirm it"))
    check(page, "files-checked")
    page.get_by_role("link", name=say("看是哪些行", "See the rows")).first.press("Enter")
    page.wait_for_selector("table")
    check(page, "files-faults")
    page.go_back()
    with page.expect_download() as given:
        page.get_by_role("link", name=say("下载搁置的行", "The rows set aside")).click()
    aside = tmp_path / "aside.xlsx"
    given.value.save_as(aside)

    # and whom it would change in what, before anything is changed
    page.get_by_role("link", name=say("看改了什么", "See what changes")).press("Enter")
    assert page.get_by_role("row", name=f"{surname}秀因").get_by_text(f"{surname}秀英").is_visible()
    check(page, "files-changes")
    page.get_by_role("link", name=say("补上原来没有的 (3)", "Fills in what was unknown (3)")).press("Enter")
    page.wait_for_url("**/changes/?show=filled")
    check(page, "files-changes-filled")
    page.go_back()
    page.go_back()

    # when the good rows are loaded
    page.get_by_role("button", name=say("导入这 3 行", "Load these 3 rows")).press("Enter")
    wait_for(page, say("撤销这次导入", "Take this load back"))
    check(page, "files-loaded")
    first = page.url

    # and the mended row after them
    page.goto(f"{office.url}/intake/")
    path.write_bytes(mended(aside, numbers[1]))
    page.get_by_label(say("这是什么资料", "What it is")).select_option("household_registration")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name=say("上传", "Upload")).click()
    page.get_by_role("button", name=say("检查这个文件", "Check this file")).click()
    wait_for(page, say("导入这 1 行", "Load this 1 row"))
    page.get_by_role("button", name=say("导入这 1 行", "Load this 1 row")).click()
    wait_for(page, say("撤销这次导入", "Take this load back"))
    page.goto(f"{office.url}/people/?q=周地{'甲乙丙丁'[seed]}")
    assert page.get_by_role("link", name=f"周地{'甲乙丙丁'[seed]}").is_visible()

    # then the first load can still be taken back: nothing rests on it
    page.goto(first)
    page.get_by_label(say("我确认这份文件导错了", "I am sure that this was the wrong file")).press("Space")
    page.get_by_role("button", name=say("撤销这次导入", "Take this load back")).press("Enter")
    wait_for(page, say("登记册恢复到导入之前", "the register is as before"))
    check(page, "files-undone")
    page.goto(f"{office.url}/people/?q=周天{'甲乙丙丁'[seed]}")
    assert not page.get_by_role("link", name=f"周天{'甲乙丙丁'[seed]}").is_visible()


def wait_for(page: Any, *words: str) -> None:
    """Reload until the page says something: the work is done in the background."""
    for _ in range(60):
        page.wait_for_timeout(500)
        page.reload()
        if any(one in page.locator("main").inner_text() for one in words):
            return
    raise AssertionError(page.locator("main").inner_text())
