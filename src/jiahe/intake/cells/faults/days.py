"""What can be wrong with a day."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

_WRITE_DAY = ("写成 2024-05-01 的形式。", "Write it like 2024-05-01.")
_WHOLE_DAY = (
    "写出年、月、日，例如 2024-05-01；不知道是哪一日就留空。",
    "Write the whole date, like 2024-05-01; leave the cell empty if the day is not known.",
)

DATES: tuple[Fault, ...] = (
    rule("date_unreadable", "看不出是哪一天。", "Which day it is cannot be told.", *_WRITE_DAY),
    rule(
        "date_no_such_day",
        "日历上没有这一天。",
        "The calendar has no such day.",
        "改成真实的日期。",
        "Write the real date.",
    ),
    rule(
        "date_no_day",
        "只有年和月，没有日；不会当成 1 日。",
        "Only a month, not a day; it is not taken for the 1st.",
        *_WHOLE_DAY,
    ),
    rule("date_no_month", "只有年，没有月和日。", "Only a year, not a day.", *_WHOLE_DAY),
    rule(
        "date_two_digit_year",
        "年份只有两位，看不出是哪个世纪。",
        "The year has two digits: the century cannot be told.",
        "年份写四位，例如 1985-03-02。",
        "Write the year with four digits, like 1985-03-02.",
    ),
    rule(
        "date_ambiguous",
        "年份写在最后，日和月分不清（5/6/2023 是 5 月 6 日还是 6 月 5 日？）。",
        "The year comes last: day and month can be mistaken (is 5/6/2023 in May or in June?).",
        "先写年，例如 2023-05-06。",
        "Write the year first, like 2023-05-06.",
    ),
    rule(
        "date_lunar",
        "这是农历日期，不会自动换成公历。",
        "This is a date of the lunar calendar; it is not converted.",
        "按身份证或出生证写公历日期。",
        "Write the date of the common calendar, as on the identity card or birth certificate.",
    ),
    rule(
        "date_minguo",
        "用的是民国纪年，不会自动换算。",
        "The year is counted from 1912 (民国); it is not converted.",
        "写公元年份，例如民国 36 年写 1947。",
        "Write the common year: 民国36年 is 1947.",
    ),
    rule(
        "date_serial",
        "文字里是表格软件的日期序号，不能确定是哪一天。",
        "The text is a spreadsheet's serial number of a date: which day it is cannot be told.",
        "在表格软件里把这一列设为日期格式，再重新导出。",
        "Set the column to a date format in the spreadsheet, and export it again.",
    ),
    rule(
        "date_zero",
        "这一格是 0，被表格软件显示成 1900 年前后的日期。",
        "The cell is zero, which the spreadsheet shows as a day about 1900.",
        "不知道日期就留空。",
        "Leave the cell empty if the date is not known.",
    ),
    rule(
        "date_with_time",
        "只有钟点，没有日期；或钟点不能确定是哪一天的（24:00、不是北京时间）。",
        "The cell holds a time of day alone, or one that may be of another day (24:00, another time zone).",
        "这一格只写日期。",
        "Write the date alone.",
    ),
    rule(
        "date_out_of_range",
        "年份不在 1850 至 2200 之间。",
        "The year is not between 1850 and 2200.",
        "改成真实的日期。",
        "Write the real date.",
    ),
)
