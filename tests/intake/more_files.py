"""The corpus' files of the sources that few offices send: divorces, adoptions, orphans, accounts, moves and others."""

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
    yield from _moves_and_papers(Draw(43))


def _moves_and_papers(draw: Draw) -> Iterator[File]:
    yield text("moves.csv", simple("moves", 12, "date:zh", "name:spaced"), "gb18030")
    paper = Paper("moves")
    paper.skip("title", "流动人口居住登记表", *[None] * 4)
    paper.head()
    paper.records(draw.records("moves", 6), "date:typed", "id:small_x")
    paper.skip("total", "合计", "6人", None, None, None)
    yield File("moves.xls", as_xls(paper), (paper,))
    yield text("hukou moves.txt", simple("hukou_moves", 9, "date:dots", "id:spaced"), separator="\t")
    paper = Paper("hukou_moves")
    paper.head()
    paper.records(draw.records("hukou_moves", 5), "date:serial", "serial:int")
    paper.records(draw.records("hukou_moves", 2), "id:lost")
    yield File("hukou moves, some lost.xlsx", as_xlsx(paper), (paper,))
    yield text("parents.csv", simple("parents", 7, "id:spaced", "name:dots"), "gb18030")
    paper = Paper("custodies")
    paper.skip("title", "监护抚养情况登记表", *[None] * 6)
    paper.merge(1, 0, 1, 6)
    paper.head(
        ["序号", "被监护人", None, "监护人", None, "监护类别", "起始日期"],
        [None, "姓名", "身份证号", "姓名", "身份证号", None, None],
        labels=["序号", "被监护人 姓名", "被监护人 身份证号", "监护人 姓名", "监护人 身份证号", "监护类别", "起始日期"],
    )
    for merge in ((2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4), (2, 5, 3, 5), (2, 6, 3, 6)):
        paper.merge(*merge)
    paper.records(draw.records("custodies", 6), "date:slashes", "name:full_space")
    yield File("custodies under merged heads.xlsx", as_xlsx(paper), (paper,))
    yield text("custodies.csv", simple("custodies", 7, "date:eight", "id:apostrophe"))
    yield text("claims.csv", simple("claims", 9, "date:zh", "id:tab"), "gb18030", separator=";")
    paper = simple("claims", 5, "date:typed", "serial:int")
    yield File("claims.ods", as_ods(paper), (paper,))
    yield text("one-child certificates.csv", simple("one_child", 8, "date:han", "id:full_width"), "gb18030")
    paper = simple("one_child", 4, "date:serial", "serial:int")
    paper.records(draw.records("one_child", 2), "id:lost_text")
    yield File("one-child certificates, some lost.xls", as_xls(paper), (paper,))
    yield text("assessments.csv", simple("complications", 6, "date:slashes", "name:spaced"))
    paper = Paper("statuses")
    paper.head()
    for group in ("第一组", "第二组"):
        paper.skip("group", group, *[None] * 5)
        paper.records(draw.records("statuses", 4), "date:full_width", "serial:int")
        paper.skip("total", "小计", "4人", None, None, None, None)
    yield File("statuses in groups.xlsx", as_xlsx(paper), (paper,))
    yield text("statuses.csv", simple("statuses", 10, "date:midnight", "id:trailing"))
