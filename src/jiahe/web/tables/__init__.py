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
        shows=Names(lambda row: [row.id]),
        export=Export(rests_on=REGISTER, shows=Persons("person", "export:people", lambda row: [row.id])),
    )
    return table.answer("people/list.html")

A list whose rows are about people says whom it names, or of whom it tells more (people.py). The page writes
``<c-table :table="table" />``. Not here: how a table looks (templates/cotton/table.html), and the files (exports.py).
"""

from jiahe.web.tables.columns import Column
from jiahe.web.tables.export import REGISTER, Export, Persons
from jiahe.web.tables.filters import Choice, Contains, Since
from jiahe.web.tables.people import Names, Tells
from jiahe.web.tables.table import Table

__all__ = ["REGISTER", "Choice", "Column", "Contains", "Export", "Names", "Persons", "Since", "Table", "Tells"]
