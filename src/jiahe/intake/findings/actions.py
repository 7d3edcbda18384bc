"""What people do about a finding: answer it with a proof; and, somebody else, agree that it is done or send it back."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied

from jiahe.intake.findings.models import Finding, FindingStep
from jiahe.trust.acting import require
from jiahe.trust.permissions import ANSWER, CLOSE, FINDING
from jiahe.web.refusal import Refused, refusing

_CONSTRAINTS = {
    "finding_in_its_order": (
        "别人刚刚办过这一步，请刷新后再看。", "Somebody has just taken this step. Open the page again.", "",
    ),
    "finding_closed_by_somebody_else": (
        "这条是您答复的，要由别人办结。", "You answered this one: somebody else closes it.", "",
    ),
    "finding_step_of_a_holder": (
        "您今天不担任这个岗位，不能办理。", "You do not hold this post today.", "",
    ),
}  # fmt: skip


def answer(*, finding: UUID, why: str, text: str, proof: str) -> None:
    """Say what was done about a finding: the record was mended, or it is right; and on which paper that rests.

    Raises PermissionDenied, Refused.
    """
    _step(finding, ANSWER, verb=FindingStep.Verb.ANSWER, why=why, text=text, proof=proof)


def close(*, finding: UUID, text: str = "") -> None:
    """Agree that a finding is done. Raises PermissionDenied; Refused for whoever answered it."""
    _step(finding, CLOSE, verb=FindingStep.Verb.CLOSE, text=text)


def send_back(*, finding: UUID, text: str) -> None:
    """Open a finding again that was answered or closed, saying why. Raises PermissionDenied, Refused."""
    _step(finding, CLOSE, verb=FindingStep.Verb.RETURN, text=text)


def _step(finding: UUID, permission: str, **values: str) -> None:
    acting = require(permission, FINDING)
    if acting.account is None:
        raise PermissionDenied("a step about a finding is a person's")
    if not Finding.objects.filter(id=finding).exists():
        raise Refused("您的范围内没有这条问题。", "There is no such finding in your area.")
    with refusing(_CONSTRAINTS):
        FindingStep.objects.create(finding_id=finding, post_id=acting.post, account_id=acting.account, **values)
