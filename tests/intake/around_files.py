"""The corpus' text files with something around the table: titles, totals, groups, signatures, notes, other tables."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake.invented import Draw
from tests.intake.paper import File, Paper, simple
from tests.intake.saved import text


def files() -> Iterator[File]:
    """All of them."""
    draw = Draw(13)
    paper = Paper("payments")
    paper.skip("title", "青石镇计划生育家庭奖励扶助资金发放花名册", *[None] * 6)
    paper.skip("note", "填报单位：青石镇人民政府（盖章）", None, None, None, "2025年3月31日", None, "单位：元")
    paper.head(["序号", "姓名", "身份证号", "开户银行", "银行账号", "发放金额", "发放日期", "项目", "年度"])
    paper.units = {5: "元"}
    paper.records(draw.records("payments", 5))
    paper.skip("total", "小计", None, None, None, None, "4800", None)
    paper.skip("group", "第二组", *[None] * 6)
    paper.records(draw.records("payments", 5))
    paper.skip("total", "合 计", None, None, None, None, "￥9,600.00元", None)
    paper.skip("total", "合计（大写）：玖仟陆佰元整", *[None] * 6)
    paper.skip("blank")
    paper.skip("footer", "填表人：王某某", None, "审核人：", None, None, "制表日期：2025年3月31日", None)
    paper.skip("note", "注：1、本表一式三份。2、请于每月5日前报送。", *[None] * 6)
    yield text("title, unit, totals, signatures.csv", paper, "gb18030")
    paper = Paper("deaths")
    paper.head()
    for n, record in enumerate(draw.records("deaths", 24)):
        if n % 6 == 0:
            paper.skip("group", ["第一组", "青石村：", "二、白果村（共12户）", "清水湾社区"][n // 6])
        if n % 6 == 3:
            paper.skip("blank", "　", "", "\u00a0", None, "", "")
        paper.record(record)
    paper.skip("blank", *[""] * 6)
    paper.skip("blank", *[" "] * 6)
    yield text("groups and blanks.csv", paper)
    paper = Paper("deaths")
    paper.columns = paper.columns[1:]
    paper.head()
    for name in ("何小计", "合计", "总计", "计合", "共计", "李新村", "例", "注", "钟表"):
        paper.record(draw.records("deaths", 1)[0] | {"name": name})
    paper.skip("total", "合计", None, None, "9人", None)
    yield text("people called like totals.csv", paper)
    paper = Paper("deaths")
    paper.skip("title", "死亡人口名册")
    paper.head()
    paper.records(draw.records("deaths", 8))
    for page in (2, 3):
        paper.skip("note", f"第{page - 1}页 共3页")
        paper.skip("title", "死亡人口名册")
        paper.skip("repeated_header", *[column.label for column in paper.columns])
        paper.records(draw.records("deaths", 8))
    yield text("a header on each page.csv", paper, "gb18030")
    paper = simple("deaths")
    paper.skip("blank")
    paper.skip("title", "出生人口名册")
    paper.skip("other_header", "序号", "新生儿姓名", "出生日期", "母亲姓名", "母亲身份证号", "出生医学证明编号")
    for n in range(3):
        paper.set_aside(
            "row_under_other_header", [str(n + 1), "新生", "2024-01-01", "王芳", "429999199001010000", "123"]
        )
    yield text("another table below.csv", paper)
    paper = Paper("payments")
    paper.skip("title", "sep=,")
    paper.head()
    paper.records(draw.records("payments", 3))
    paper.skip("total", "合计", "3人", None, None, None, "3600.00", "大写：叁仟陆佰元整")
    paper.skip("note", "第 1 页", "共 1 页", *[None] * 5)
    yield text("a hint for Excel and a total in words.csv", paper)
    paper = simple("deaths")
    paper.skip("note", "以上人员经村民小组评议，村委会公示七天无异议。")
    paper.skip("footer", "单位负责人:", "张某", "填表人:", "李某", "联系电话:", "0719-8888888")
    paper.skip("footer", "填表人", "李某", "审核人", "张某", None, None)
    yield text("a sentence and signatures.csv", paper)
