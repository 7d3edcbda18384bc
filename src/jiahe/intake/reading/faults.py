"""What can be wrong with the layout of a file, a sheet, a column or a row, and what to do about it."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

_SAVE_AS = (
    "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，再上传。",
    "Open it in Excel or WPS, save it as “Excel workbook (.xlsx)”, and upload that.",
)

# ---- Of a file: nothing can be read from it.

EMPTY = rule(
    "file_empty",
    "文件是空的。",
    "The file is empty.",
    "请确认选对了文件，再上传。",
    "Check that it is the right file, and upload it again.",
)
ENCRYPTED = rule(
    "file_encrypted",
    "文件设有密码，无法打开。",
    "The file is protected by a password and cannot be opened.",
    "请在 Excel 或 WPS 中取消打开密码，保存后再上传。",
    "Take the password off in Excel or WPS, save, and upload it again.",
)
NOT_A_TABLE = rule(
    "file_not_a_table",
    "这不是表格文件（可能是改了扩展名的文档、PDF、图片或压缩包）。",
    "This is not a table: it may be a document, a PDF, a picture or an archive with another ending.",
    "请向来文单位索取 Excel（.xlsx、.xls）、ODS 或 CSV 文件。",
    "Ask the office that sent it for an Excel (.xlsx, .xls), ODS or CSV file.",
)
OTHER_WORKBOOK = rule(
    "file_other_workbook",
    "这种格式的表格（单个文件网页、别的 XML 或二进制工作簿）不能直接读取。",
    "A table of this kind (a web archive, other XML or a binary workbook) cannot be read as it is.",
    *_SAVE_AS,
)
IN_OTHER_FILES = rule(
    "file_in_other_files",
    "这个网页只是外壳，表格在同名文件夹（.files）里的别的文件中。",
    "This web page is a frame only: its tables are other files, in the folder of its name (.files).",
    *_SAVE_AS,
)
NO_TABLE_IN_PAGE = rule(
    "file_page_without_table",
    "这个网页或 XML 里没有表格。",
    "There is no table in this web page or XML.",
    "可能是登录页或出错页：请登录来文系统重新导出，或索取 Excel 文件。",
    "It may be a page for signing in, or of an error: export the file again, or ask for an Excel file.",
)
CUT_OFF = rule(
    "file_cut_off",
    "文件不完整或已损坏。",
    "The file is cut off or damaged.",
    "请重新下载或向来文单位重新索取；能在 Excel 中打开的，另存一份再上传。",
    "Download it again or ask for it again; if Excel opens it, save it anew and upload that.",
)
DECLARES = rule(
    "file_declares",
    "文件内部带有自定义的 XML 声明（DTD），正常保存的表格没有。为安全起见没有打开。",
    "Inside, the file declares XML of its own (a DTD), which no table saved as usual does. It was not opened.",
    *_SAVE_AS,
)
NOT_TEXT = rule(
    "file_not_text",
    "文件的文字编码无法识别（不是 UTF-8、GB18030 或 UTF-16）。",
    "The encoding of the text is not known: it is not UTF-8, GB18030 or UTF-16.",
    "请用 Excel 打开，另存为“CSV UTF-8”或 .xlsx，再上传。",
    "Open it in Excel, save it as “CSV UTF-8” or .xlsx, and upload that.",
)


def too_large(zh: str, en: str) -> Fault:
    """A file that is larger than a limit; the limit is named: ``too_large("512 MB", "512 MB")``."""
    return rule(
        "file_too_large",
        f"文件太大：上限是{zh}。",
        f"The file is too large: the limit is {en}.",
        "请按乡镇拆成几个文件，或删去多余的空表和远处的零星单元格后再上传。",
        "Split it by township, or delete stray cells far from the table, and upload it again.",
    )


# ---- Of a sheet: it holds no table that can be read.

SHEET_EMPTY = rule(
    "sheet_empty",
    "工作表是空的。",
    "The sheet is empty.",
    "不用处理。",
    "Nothing needs doing.",
)
SHEET_NO_CELLS = rule(
    "sheet_no_cells",
    "这是图表页，没有单元格。",
    "This sheet is a chart, without cells.",
    "不用处理。",
    "Nothing needs doing.",
)
NO_HEADER = rule(
    "sheet_no_header",
    "没有找到表头（各列的名称）。",
    "No header row (the names of the columns) was found.",
    "如果这里有要读的数据，请在数据上方加一行列名，如“姓名”“身份证号”，再上传。",
    "If there are data to be read, add a row with the names of the columns above them, such as 姓名 and 身份证号.",
)

# ---- Of a column.

DOUBLED_LABEL = rule(
    "column_doubled",
    "几列用了同一个列名，已加序号区分。",
    "Several columns have one name; they were numbered.",
    "请逐一确认每列是什么。",
    "Say of each what it is.",
)
NO_LABEL = rule(
    "column_unnamed",
    "这一列有内容，但没有列名。",
    "The column has cells but no name.",
    "请确认这一列是什么，或不读这一列。",
    "Say what it is, or leave it out.",
)

# ---- Of a row: it is set aside with its raw text; the other rows are read.

BAD_BYTES = rule(
    "row_not_text",
    "这一行有无法识别的字节，不是完整的文字。",
    "The row has bytes that are no text in the file's encoding.",
    "请补正这一行的文字后再上传。",
    "Write the row's text anew, and upload it again.",
)
TOO_FEW = rule(
    "row_too_few_cells",
    "这一行的单元格比表头少。",
    "The row has fewer cells than the header.",
    "请核对是否被换行拆断或缺了分隔符。",
    "See whether a line break has split it, or a separator is missing.",
)
TOO_MANY = rule(
    "row_too_many_cells",
    "这一行的单元格比表头多。",
    "The row has more cells than the header.",
    "请核对内容里是否多了分隔符，或在表头补上列名。",
    "See whether a cell's text contains the separator, or name the further columns in the header.",
)
OPEN_QUOTE = rule(
    "row_open_quote",
    "这一行的引号没有成对。",
    "A quotation mark in the row has no partner.",
    "请补上或删去这一行多余的引号。",
    "Add the missing quotation mark, or delete the one too many.",
)
NO_TIME = rule(
    "row_no_time",
    "这一行有一格设成了时长格式，数值却大得不是时长。",
    "A cell of the row has the format of a length of time, and a number too large for one.",
    "请把那一格改为“文本”格式，核对内容后再上传。",
    "Make that cell text, see whether it is right, and upload it again.",
)
OTHER_HEADER = rule(
    "row_under_other_header",
    "这一行在另一个表头之下，列与前面的表不同。",
    "The row stands under another header, with other columns.",
    "请把下面的表另存为一个工作表或文件，再上传。",
    "Put the lower table into a sheet or file of its own.",
)
NOTHING_ABOVE = rule(
    "row_same_as_nothing",
    "这一行写着“同上”，但上一行没有可用的内容。",
    "The row says “same as above”, but the row above holds nothing to repeat.",
    "请写出完整内容。",
    "Write out what is meant.",
)
