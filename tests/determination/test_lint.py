"""What `jiahe law lint` says of the programmes that ship: nothing wrong, and no criterion that no case fails."""

from jiahe.determination.lint import lint
from jiahe.programmes import the_pack

NEVER_NOT_MET = {
    ("cn/childcare-subsidy", "under_three"),  # only births from 2022-01-01 are looked at, and they all were
    ("cn/childcare-subsidy", "has_applicant"),  # every child has a guardian in law: met, or unknown
    ("cn/hohhot-childbirth-subsidy", "has_applicant"),
}


def test_every_criterion_that_can_fail_fails_in_a_case():
    faults = lint(the_pack())
    assert [fault for fault in faults if fault.severity == "error"] == []
    said = [(fault.programme, fault.en) for fault in faults if fault.en.startswith("no case")]
    assert sorted(said) == sorted((key, f"no case has criterion {one} not met.") for key, one in NEVER_NOT_MET)


def test_the_figures_of_who_pays_count_as_read():
    assert not any("central_share" in fault.en or "province_share" in fault.en for fault in lint(the_pack()))
