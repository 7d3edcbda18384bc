"""Workbooks that go back to whoever sent a file: with comments, of the rows set aside, or empty to be filled."""

from jiahe.intake.reports.commented import write_commented
from jiahe.intake.reports.days import DaysShown
from jiahe.intake.reports.set_aside import write_set_aside
from jiahe.intake.reports.shape import Found, ReportRow, ReportTable
from jiahe.intake.reports.template import write_template

__all__ = [
    "DaysShown",
    "Found",
    "ReportRow",
    "ReportTable",
    "write_commented",
    "write_set_aside",
    "write_template",
]
