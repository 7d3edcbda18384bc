"""What can be wrong with a file, a column or a single cell, and what to do. Faults between rows: row_rules.py."""

from __future__ import annotations

from jiahe.facts.finding import Rule

_DATE_ZH = "写成 2024-05-01 的形式。"
_DATE_EN = "Write it like 2024-05-01."
_PLACE_ZH = "写 12 位区划代码，不知道的下级补零（例如县级 420882000000）。"
_PLACE_EN = "Write the 12-digit code, with zeros below the level that is known (a county: 420882000000)."
_LOST_ZH = "从原系统重新导出，并把这一列设为“文本”格式；丢掉的数字不能猜。"
_LOST_EN = "Export it again from its source with this column as text; the lost digits cannot be guessed."
_ID_ZH = "对照居民身份证改正。"
_ID_EN = "Correct it from the identity card."

FILE_RULES = (
    Rule(
        "unknown_file",
        "不认识文件“{value}”，没有读取。{a}",
        "The file '{value}' is not known and was not read. {b}",
        "按表名改文件名，或移出文件夹。",
        "Rename it after its table, or take it out of the folder.",
    ),
    Rule(
        "unknown_column",
        "不认识列“{value}”，没有读取。{a}",
        "The column '{value}' is not known and was not read. {b}",
        "按约定改列名，或删去这一列。",
        "Rename it as in the contract, or remove it.",
    ),
    Rule(
        "missing_required_column",
        "缺少必需的列“{column}”（{column_zh}）。",
        "The required column '{column}' is missing.",
        "补上这一列；没有这些资料就删去整个文件。",
        "Add the column; without these facts take the whole file out.",
    ),
    Rule(
        "wrong_column_type",
        "列“{column}”（{column_zh}）的类型是 {value}，应为 {a}。",
        "The column '{column}' has the type {value}; it must be {a}.",
        "导出时把这一列改成 {a}。",
        "Export the column as {a}.",
    ),
    Rule(
        "no_row_left",
        "{a} 行里没有一行能用。",
        "Of {a} rows none can be used.",
        "改正各行；确实没有这类资料的，只留表头。",
        "Mend the rows; where there truly is nothing of the kind, leave the header only.",
    ),
)

CELL_RULES = (
    Rule(
        "ragged_row",
        "本行有 {a} 格，表头有 {b} 格：“{value}”。",
        "The row has {a} cells, the header has {b}: '{value}'.",
        "检查多余或缺少的逗号和引号，使每行格数与表头相同。",
        "Look for a missing or surplus comma or quotation mark; each row needs as many cells as the header.",
    ),
    Rule(
        "unclosed_quote",
        "一格里有换行（下面 {a} 行可能被并进了本行）：“{value}”。",
        "A cell holds a line break (the {a} lines below may have been swallowed): '{value}'.",
        "多半是引号没有配对：补上或删去引号；确是一格的，去掉换行。",
        "A quotation mark is probably not closed: close or remove it; otherwise take the line break out of the cell.",
    ),
    Rule(
        "line_break",
        "有 {count} 格分写成几行，例如“{value}”，已照原样采用。",
        "Cells written on several lines, like '{value}': {count}. They were used as they are.",
        "以后一格里请不要换行。",
        "Keep each cell on one line from now on.",
    ),
    Rule(
        "required_empty",
        "“{column_zh}”不能为空。",
        "'{column}' must not be empty.",
        "填上这一格。",
        "Fill the cell.",
    ),
    Rule(
        "date_odd",
        "有 {count} 格日期写成“{value}”这样的形式，已按日期读取。",
        "Cells with dates written like '{value}': {count}. They were read as dates.",
        "以后请写成 2024-05-01 的形式。",
        "Write dates like 2024-05-01 from now on.",
    ),
    Rule(
        "date_no_such_day",
        "“{value}”这一天不存在。",
        "There is no such day as '{value}'.",
        "改成真实的日期。",
        "Write the real date.",
    ),
    Rule(
        "date_serial",
        "“{value}”像是表格软件的日期序号，不能确定是哪一天。",
        "'{value}' looks like a spreadsheet's serial number for a date; which day it is cannot be told.",
        "在表格软件里把这一列设为日期格式 2024-05-01，再重新导出。",
        "Set the column to the date format 2024-05-01 in the spreadsheet and export it again.",
    ),
    Rule(
        "date_incomplete",
        "“{value}”只有年或年月，没有日。",
        "'{value}' gives a year or a month, not a day.",
        _DATE_ZH,
        _DATE_EN,
    ),
    Rule(
        "date_unreadable", "“{value}”不能确定是哪一天。", "Which day '{value}' is cannot be told.", _DATE_ZH, _DATE_EN
    ),
    Rule(
        "date_too_early",
        "{value} 早于 1850 年。",
        "{value} is before the year 1850.",
        "改成真实的日期。",
        "Write the real date.",
    ),
    Rule(
        "open_word",
        "有 {count} 格写着“{value}”，已读作空（还没有发生）。",
        "Cells with the word '{value}': {count}. They were read as empty (has not happened).",
        "以后请直接留空。",
        "Leave such cells empty from now on.",
    ),
    Rule(
        "number_unreadable",
        "“{value}”不是整数。",
        "'{value}' is not a whole number.",
        "只写数字，例如 2。",
        "Write digits only, like 2.",
    ),
    Rule(
        "number_out_of_range",
        "“{column_zh}”不会是 {value}（应在 {a} 与 {b} 之间）。",
        "'{column}' cannot be {value} (it lies between {a} and {b}).",
        "改正数字。",
        "Correct the number.",
    ),
    Rule(
        "yes_no_unreadable",
        "“{value}”不是“是”或“否”。",
        "'{value}' is neither yes nor no.",
        "写“是”或“否”（true 或 false）。",
        "Write true or false.",
    ),
    Rule(
        "money_unreadable",
        "“{value}”不是金额。",
        "'{value}' is not an amount of money.",
        "写元，最多两位小数，不写逗号和单位，例如 3600.00。",
        "Write yuan with at most two decimals, without commas or signs, like 3600.00.",
    ),
    Rule(
        "money_fraction",
        "金额 {value} 不足一分的部分无法支付。",
        "The amount {value} has a fraction of a fen.",
        "写元，最多两位小数，例如 3600.00。",
        "Write yuan with at most two decimals, like 3600.00.",
    ),
    Rule(
        "money_negative",
        "金额 {value} 是负数。",
        "The amount {value} is negative.",
        "写实际发放的金额；退回的款项不写在这里。",
        "Write the amount that was paid; money that came back does not belong here.",
    ),
    Rule(
        "choice_unknown",
        "“{column_zh}”没有“{value}”这一项。{a}",
        "'{column}' has no choice '{value}'. {b}",
        "改成可用的词。",
        "Write one of the words allowed.",
    ),
    Rule(
        "nationality_unreadable",
        "国籍“{value}”不是 ISO 3166-1 的三字母国家代码（大写）。",
        "The nationality '{value}' is not a country's code of ISO 3166-1 (three capital letters).",
        "中国写 CHN，越南写 VNM，其他国家依此类推。",
        "Write CHN for China, VNM for Viet Nam, and so on.",
    ),
    Rule(
        "place_not_12_digits",
        "区划代码“{value}”不是 12 位数字。",
        "The place code '{value}' does not have 12 digits.",
        _PLACE_ZH,
        _PLACE_EN,
    ),
    Rule(
        "place_unknown",
        "没有区划代码 {value}。{a}",
        "No place has the code {value}. {b}",
        "改正代码；如是新设或虚拟的地方，在 places.csv 里写上它的代码、名称和级别。",
        "Correct the code; for a new or invented place, name it in places.csv (code, name, level).",
    ),
    Rule(
        "number_lost",
        "“{value}”被表格软件改成了科学计数，原来的数字已丢失。",
        "A spreadsheet turned this into '{value}'; its digits are lost.",
        _LOST_ZH,
        _LOST_EN,
    ),
    Rule(
        "id_lost",
        "身份号码“{value}”被表格软件改过，末尾的数字已丢失。",
        "A spreadsheet changed the ID number '{value}'; its last digits are lost.",
        _LOST_ZH,
        _LOST_EN,
    ),
    Rule(
        "id_15_digits",
        "“{value}”是 15 位的旧身份号码，已停用。",
        "'{value}' is an old 15-digit ID number, which is no longer valid.",
        "改成 18 位公民身份号码。",
        "Write the 18-digit number.",
    ),
    Rule(
        "id_length",
        "身份号码“{value}”不是 18 位。",
        "The ID number '{value}' does not have 18 characters.",
        _ID_ZH,
        _ID_EN,
    ),
    Rule(
        "id_characters",
        "身份号码“{value}”里有不该有的字符。",
        "The ID number '{value}' holds characters that do not belong there.",
        _ID_ZH,
        _ID_EN,
    ),
    Rule(
        "id_check_digit",
        "身份号码“{value}”的末位校验码不对，号码里有错。",
        "The check digit of the ID number '{value}' is wrong; some digit of it is mistaken.",
        _ID_ZH,
        _ID_EN,
    ),
    Rule(
        "id_no_such_day",
        "身份号码“{value}”里的出生日期不存在。",
        "The date of birth in the ID number '{value}' does not exist.",
        _ID_ZH,
        _ID_EN,
    ),
    Rule(
        "id_region",
        "身份号码“{value}”的前六位不是已知的地区代码。",
        "The first six digits of the ID number '{value}' are no known region.",
        "对照居民身份证核对。",
        "Compare it with the identity card.",
    ),
)
