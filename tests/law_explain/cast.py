"""The five outcomes that the golden texts and the layouts are tested on."""

from tests.law_explain.heating import CARD, ZHANG, dt, outcome

HUBEI = {**ZHANG, "home": "420000000000"}
PAID = {"person": "p1", "amount": 500_000, "programme": "test/heating-help", "source": "一卡通回执"}

CAST = {
    "eligible": lambda: outcome(ZHANG, cards=[CARD]),
    "not_eligible": lambda: outcome({**ZHANG, "birth_date": dt.date(1961, 3, 20)}),
    "needs_evidence": lambda: outcome({**ZHANG, "birth_date": None, "heating": None}, cards=None),
    "left_out": lambda: outcome(HUBEI, cards=[CARD], payments=[PAID], region="420000000000"),
    "unconfirmed": lambda: outcome(HUBEI, cards=[CARD], region="420000000000", unconfirmed=True),
}
