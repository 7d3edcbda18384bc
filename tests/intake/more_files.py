"""The corpus' files of the sources that few offices send: divorces, adoptions, orphans, accounts."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake.invented import Draw
from tests.intake.paper import File, Paper, simple
from tests.intake.saved import as_ods, as_xls, as_xlsx, text


def files() -> Iterator[File]:
    """All of them."""
    draw = Draw(41)
    yield text("divorces.csv", simple("divorces", 12, "date:zh", "name:spaced"), "gb18030")
    paper = Paper("divorces")
    paper.skip("title", "离婚登记名册", *[None] * 5)
    paper.merge(1, 0, 1, 5)
    paper.head(
        ["序号", "男方", None, "女方", None, "离婚登记日期"],
        [None, "姓名", "身份证号", "姓名", "身份证号", None],
        labels=["序号", "男方 姓名", "男方 身份证号", "女方 姓名", "女方 身份证号", "离婚登记日期"],
    )
    for merge in ((2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4), (2, 5, 3, 5)):
        paper.merge(*merge)
    paper.records(draw.records("divorces", 6), "date:dots", "id:small_x")
    yield File("divorces under merged heads.xls", as_xls(paper), (paper,))
    yield text("adoptions.txt", simple("adoptions", 9, "date:eight", "id:spaced"), separator="\t")
    paper = Paper("adoptions")
    paper.skip("title", "收养登记花名册")
    paper.head()
    paper.records(draw.records("adoptions", 5), "date:typed", "serial:int")
    paper.skip("total", "合计", "5人")
    paper.skip("footer", "填表人：某某", None, None, "审核人：某某")
    yield File("adoptions.ods", as_ods(paper), (paper,))
    yield text("orphans.csv", simple("orphans", 7, "date:slashes", "id:trailing"), "gb18030", separator=";")
    paper = Paper("orphans")
    paper.head()
    for group in ("第一组", "第二组"):
        paper.skip("group", group, *[None] * 4)
        paper.records(draw.records("orphans", 4), "date:serial", "serial:int", "name:full_space")
        paper.skip("total", "小计", "4人", None, None, None)
    yield File("orphans in groups.xlsx", as_xlsx(paper), (paper,))
    yield text("accounts.csv", simple("accounts", 10, "account:spaced", "id:apostrophe", "phone:dashes"))
    paper = simple("accounts", 6, "phone:int", "serial:int")
    paper.records(draw.records("accounts", 3), "account:lost", "phone:int")
    paper.records(draw.records("accounts", 2), "id:lost")
    yield File("accounts, some lost.xlsx", as_xlsx(paper), (paper,))
