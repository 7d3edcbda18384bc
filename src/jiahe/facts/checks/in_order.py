"""The order in which rows are checked, and what a progress bar calls each step."""

from __future__ import annotations

from jiahe.facts.checks import days, doubles, identity, kinship, links, paid, persons, spells

STEPS = (
    ("人员日期 / dates of persons", persons.check_dates),
    ("重复人员 / double persons", doubles.check_persons),
    ("身份号码 / ID numbers", identity.check_id_numbers),
    ("人员编号引用 / links to persons", links.check_links),
    ("重复行 / double rows", doubles.check_other_tables),
    ("起始和办理日期 / days of rows", days.check_days),
    ("亲子年龄 / ages of parents and children", kinship.check_ages),
    ("亲子关系 / circles and contradictions of kinship", kinship.check_shape),
    ("时间重叠 / overlapping spells", spells.check_spells),
    ("申领与发放 / claims and payments", paid.check_claims_and_payments),
)
"""Each step: its name, and the function of the workbench that records what it finds."""
