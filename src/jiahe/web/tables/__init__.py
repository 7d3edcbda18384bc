"""Lists of rows: what is shown, and how a reader sorts, filters, pages and takes it along.

A view describes the table once; the page, the CSV and the Excel file are all made from that description:

    table = Table(
        request,
        Person.objects.all(),
        caption=Words("本村居民", "Residents of the village"),
        columns=[
            Column("name", Words("姓名", "Name"), sort="name", link=lambda row: row.get_absolute_url()),
            Column("born", Words("出生日期", "Born"), value="birth_date", kind="day", sort="birth_date"),
        ],
        filters=[Contains("name", Words("姓名", "Name"), "name__icontains")],
    )
    return table.answer("people/list.html", {"table": table})

and the page writes ``<c-table :table="table" />``. Not here: how a table looks (templates/cotton/table.html), and the
files (exports.py).
"""

from jiahe.web.tables.columns import Column
from jiahe.web.tables.filters import Choice, Contains, Since
from jiahe.web.tables.table import EXPORTS, Table

__all__ = ["EXPORTS", "Choice", "Column", "Contains", "Since", "Table"]
