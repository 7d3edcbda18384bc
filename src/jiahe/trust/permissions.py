"""The one table of permissions: role × action × record. The services read it, and row-level security is made of it."""

from __future__ import annotations

from types import MappingProxyType

(
    READ,
    READ_OWN,
    RECORD,
    CORRECT,
    EXPORT,
    INVITE,
    DETERMINE,
    SEE_RUNS,
    MANAGE_POSTS,
    SEE_LOG,
    SEAL,
    ASK_OWN,
    DECIDE,
    ERASE,
    CHANGE,
    LOAD,
) = (
    "read",
    "read_own",
    "record",
    "correct",
    "export",
    "invite",
    "determine",
    "see_runs",
    "manage_posts",
    "see_log",
    "seal",
    "ask_own",
    "decide",
    "erase",
    "change",
    "load",
)
DETERMINE_PLACE = "determine_place"
"""Has a town or village of one's own area determined now, and sees the runs of it and of everybody."""
SWEEP = "sweep"
"""Deletes what was kept for some days only."""
STAND_IN = "stand_in"
"""Names who stands in for oneself at the post. Administrators do not."""
APPROVE = "approve"
"""Of a post or account: agree to what another administrator proposes to do to it."""
ANSWER, CLOSE, FIND = "answer", "close", "find"
"""Of a finding: say what was done about it; agree that it is done (somebody else); look for new ones."""
PERSON, OUTCOME, RUN, POST, READ_LOG, FINDING = "person", "outcome", "run", "post", "read_log", "finding"
CONSENT, REQUEST, EXPIRED, DIVISION, FILE = "consent", "request", "expired", "division", "file"

PERMISSIONS = MappingProxyType(
    {
        "village_worker": {
            (READ, PERSON),
            (RECORD, PERSON),
            (INVITE, PERSON),
            (READ, OUTCOME),
            (EXPORT, OUTCOME),
            (READ, FINDING),
            (ANSWER, FINDING),
            (EXPORT, FINDING),
            (READ_OWN, EXPORT),
            (DETERMINE_PLACE, RUN),
            (STAND_IN, POST),
        },
        "township_reviewer": {
            (READ, PERSON),
            (DECIDE, REQUEST),
            (RECORD, PERSON),
            (CORRECT, PERSON),
            (INVITE, PERSON),
            (READ, OUTCOME),
            (EXPORT, OUTCOME),
            (READ, FINDING),
            (ANSWER, FINDING),
            (CLOSE, FINDING),
            (EXPORT, FINDING),
            (READ_OWN, EXPORT),
            (DETERMINE_PLACE, RUN),
            (STAND_IN, POST),
        },
        "county_officer": {
            (READ, PERSON),
            (DECIDE, REQUEST),
            (RECORD, PERSON),
            (CORRECT, PERSON),
            (INVITE, PERSON),
            (READ, OUTCOME),
            (EXPORT, OUTCOME),
            (READ, FINDING),
            (ANSWER, FINDING),
            (CLOSE, FINDING),
            (EXPORT, FINDING),
            (READ_OWN, EXPORT),
            (DETERMINE, RUN),
            (DETERMINE_PLACE, RUN),
            (SEE_RUNS, RUN),
            (STAND_IN, POST),
        },
        "finance": {(SEE_RUNS, RUN), (STAND_IN, POST)},
        "provider": {(STAND_IN, POST)},
        "auditor": {
            (READ, PERSON),
            (READ, OUTCOME),
            (READ, FINDING),
            (SEE_RUNS, RUN),
            (SEE_LOG, READ_LOG),
            (STAND_IN, POST),
        },
        "steward": {
            (READ, PERSON),
            (RECORD, PERSON),
            (CORRECT, PERSON),
            (EXPORT, PERSON),
            (READ, FINDING),
            (ANSWER, FINDING),
            (CLOSE, FINDING),
            (EXPORT, FINDING),
            (READ_OWN, EXPORT),
            (DECIDE, REQUEST),
            (SEE_RUNS, RUN),
            (CHANGE, DIVISION),
            (LOAD, FILE),
            (STAND_IN, POST),
        },
        "resident": {
            (READ_OWN, PERSON),
            (READ_OWN, OUTCOME),
            (READ_OWN, READ_LOG),
            (ASK_OWN, CONSENT),
            (ASK_OWN, REQUEST),
        },
        "system_administrator": {(SEE_RUNS, RUN)},
        "security_administrator": {(MANAGE_POSTS, POST), (APPROVE, POST)},
        "audit_administrator": {(SEE_LOG, READ_LOG), (APPROVE, POST)},
        "background": {
            (READ, PERSON),
            (RECORD, PERSON),
            (READ, OUTCOME),
            (READ, FINDING),
            (FIND, FINDING),
            (DETERMINE, RUN),
            (DETERMINE_PLACE, RUN),
            (SEE_RUNS, RUN),
            (SWEEP, EXPORT),
            (SWEEP, FILE),
            (SEE_LOG, READ_LOG),
            (SEAL, READ_LOG),
            (ERASE, EXPIRED),
        },
    }
)
"""What each role may do. A role that is not named, or an action that is not there, is refused.

READ_OWN and ASK_OWN are about oneself and the children under 14 in one's custody; READ_OWN of an export is to fetch the
file that one has asked for, as whoever may export anything about people can.
"""


def may(role: str | None, action: str, record: str) -> bool:
    """Whether a role may do something with a kind of record."""
    return role is not None and (action, record) in PERMISSIONS.get(role, set())


def as_setting(role: str, only: frozenset[tuple[str, str]] | None = None) -> str:
    """Return what a role may do as row-level security reads it: " read:person record:person ". ``only``: of these."""
    can = PERMISSIONS.get(role, set())
    said = sorted(f"{action}:{record}" for action, record in (can if only is None else can & only))
    return f" {' '.join(said)} "
