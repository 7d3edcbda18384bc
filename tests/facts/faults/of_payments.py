"""Claims and payments."""

from tests.facts.faults.case import CLAIM, DATES, PAID, Case, of_person, person

PAID_TWICE = [
    Case(
        "claim_twice",
        {
            "persons": [person("again")],
            "claims": [{"person": "again", **CLAIM}, {"person": "again", **CLAIM, "submitted_on": "2024-06-01"}],
        },
        ("claims", 1),
        "year",
        "2024",
        "warning",
        (
            "同一人、同一项目、2024 年度，第 {claims[0]} 行已有申领。",
            "Row {claims[0]} already holds a claim of this person for this programme and 2024.",
            "核对是否重复申领；重复的删去一行。",
            "See whether it is the same claim twice; if so, remove one row.",
        ),
    ),
    Case(
        "payment_twice",
        {
            "persons": [person("paid")],
            "payments": [{"person": "paid", **PAID}, {"person": "paid", **PAID, "paid_on": "2024-06-01"}],
        },
        ("payments", 1),
        "year",
        "2024",
        "warning",
        (
            "同一人、同一项目、2024 年度，第 {payments[0]} 行已有发放。",
            "Row {payments[0]} already holds a payment to this person for this programme and 2024.",
            "核对是否重复发放；分次发放的不用改。",
            "See whether it was paid twice; payment in parts needs no change.",
        ),
    ),
    of_person(
        "decided_before_submitted",
        "claims",
        {**CLAIM, "decision": "approved", "decided_on": "2024-04-30"},
        "decided_on",
        "warning",
        "办结日期 2024-04-30 早于提交日期 2024-05-01。",
        "The claim was decided on 2024-04-30, before it was submitted on 2024-05-01.",
        *DATES,
    ),
    of_person(
        "programme_unknown",
        "claims",
        {**CLAIM, "programme": "cn/childcare_subsidy"},
        "programme",
        "warning",
        "有 1 行的项目“cn/childcare_subsidy”不在项目目录中。是不是想写“cn/childcare-subsidy”？",
        "The programme 'cn/childcare_subsidy', named in 1 row(s), is not in the catalogue. "
        "Did you mean 'cn/childcare-subsidy'?",
        "改正项目代码；其他系统的项目不用改。",
        "Correct the key; programmes of other systems need no change.",
    ),
]
