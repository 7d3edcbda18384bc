"""An office in which there is something of everything, and then more of it: for counting what its pages ask."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.exports.models import Export
from jiahe.intake.models import Check, Finding, Load, Pair, Row, RowFault
from jiahe.mine.models import Doubt, Request, RequestStep
from jiahe.people import models as p
from jiahe.people.names import search_keys
from jiahe.places.models import Division, Facility, FacilityCorrection, Holding, Post, Succession
from jiahe.trust import models as t
from tests.cast import COUNTY, LEARNED, TOWN, VILLAGE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SUBSIDY = "cn/childcare-subsidy"
ROLES = {
    "worker": ("village_worker", VILLAGE),
    "reviewer": ("township_reviewer", TOWN),
    "officer": ("county_officer", COUNTY),
    "steward": ("steward", COUNTY),
    "security": ("security_administrator", COUNTY),
    "audit": ("audit_administrator", COUNTY),
}


def put(model: type[Any], **values: Any) -> Any:
    """Add a row as the owner of the tables, whom no policy binds."""
    row = model(**values)
    row.save(using="owner", force_insert=True)
    return row


COMPARED = ("name", "birth", "sex", "place", "kin", "spouse", "phone", "id_number")
SAID = ("level", "weight")
"""What is kept of each comparison of a pair."""


class BusyOffice:
    """A mother with a resident's account, posts of six roles that are held, and as many rows about them as grow()."""

    def __init__(self) -> None:
        self.rows = 0
        self.accounts: dict[str, t.Account] = {}
        self.posts: dict[str, Post] = {}
        self.holdings: dict[str, Holding] = {}
        self.clients = {"nobody": Client()}
        for name, (role, place) in ROLES.items():
            self.accounts[name] = self._account(name)
            self.posts[name] = put(Post, role=role, place=place, title=name, title_en=name)
            held = {"account": self.accounts[name], "post": self.posts[name], "from_date": dt.date(2025, 1, 1)}
            self.holdings[name] = put(Holding, **held)
        self.mother, self.father = self._person("李秀英", 1994), self._person("李国强", 1992)
        for level, code in ((3, COUNTY), (4, TOWN), (5, VILLAGE)):
            self.village = self._division(code, level)
        self.home = put(p.Household, place=VILLAGE)
        put(p.Union, person=self.mother, spouse=self.father, from_date=dt.date(2019, 5, 1), **_TOLD)
        self.accounts["resident"] = self._account("resident")
        put(t.Resident, account=self.accounts["resident"], person=self.mother.id, from_date=dt.date(2025, 1, 1))
        for name, account in self.accounts.items():
            self.clients[name] = Client()
            self.clients[name].force_login(account, backend=BACKEND)

    def grow(self, count: int) -> None:
        """Add so many of everything that a list shows."""
        for number in range(self.rows, self.rows + count):
            self._add(number)
        self.rows += count

    def address(self, pattern: str) -> str:
        """Return an address of a pattern, of something that is there."""
        if "/merges/" in pattern:
            return f"/people/{self.mother.id}/merges/{self.merge.id}/"
        if pattern.startswith("people/<uuid:key>/rows/"):
            return f"/people/{self.child.id}/rows/status/{self.status.id}/withdraw/"
        begins = pattern.partition("<")[0]
        parts = {
            "key": str(self._keys().get(begins, "")), "code": VILLAGE, "verb": "rename",
            "word": "correct" if "facilities" in pattern else "birth",
            "reading": str(self.read.id), "name": "certificates",
            "kind": "json" if "copy." in pattern else "correction",
        }  # fmt: skip
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: parts[found[1]], pattern)

    def _keys(self) -> dict[str, Any]:
        return {
            "people/": self.mother.id, "api/people/": self.mother.id, "my/": self.mother.id,
            "findings/": self.finding.id, "doubles/": self.pair.id, "intake/": self.load.id, "api/loads/": self.load.id,
            "runs/": self.run.id, "api/runs/": self.run.id, "requests/": self.request.id,
            "doubts/": self.doubt.id,
            "read-log/unusual/": self.alert.id, "office/posts/": self.posts["worker"].id,
            "office/accounts/": self.accounts["worker"].id, "office/holdings/": self.held.id,
            "office/facilities/": self.facility.id,
            "office/programs/": self.key.id,
            "office/proposals/": self.proposal.id,
            "law/": SUBSIDY, "api/programmes/": SUBSIDY,
        }  # fmt: skip

    # ---- one of each

    def _add(self, number: int) -> None:
        self._add_a_child(number)
        self._add_work(number)
        self._add_readings(number)
        self._add_colleague(number)
        self._add_facility(number)
        put(Succession, old=self._division(f"420890100{300 + number}"), new=self.village, kind="merged", on=LEARNED)

    def _add_facility(self, number: int) -> None:
        if not number:
            self.facility = put(Facility, name="柳林村卫生室", kind="village_clinic", place=VILLAGE, from_date=LEARNED)
        put(
            Facility,
            name=f"卫生室{number}",
            place=VILLAGE,
            from_date=LEARNED,
            until_date=dt.date(2026, 1, number % 28 + 1),
        )
        values = {"before": "a", "after": "b", "reason": "x", "post": uuid4()}
        put(FacilityCorrection, facility=self.facility, column="name", **values)

    def _add_a_child(self, number: int) -> None:
        born = dt.date(2014, 1, 1) + dt.timedelta(days=140 * number)
        self.child = child = self._person(f"李{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{number}", born.year, born)
        for parent in (self.mother, self.father):
            put(p.Parenthood, child=child, parent=parent, kind="birth", **_TOLD)
        self.status = put(p.Status, person=child, kind="disabled", from_date=born, **_TOLD)
        put(p.Residence, person=child, place=VILLAGE, from_date=born, **_TOLD)
        put(p.Certificate, person=child, kind="birth", number=str(number), from_date=born, **_TOLD)
        put(p.Claim, person=child, programme=SUBSIDY, year=2025, submitted_on=LEARNED, decision="granted", **_TOLD)
        put(p.Payment, person=child, programme=SUBSIDY, year=2025, amount=100, paid_on=LEARNED, **_TOLD)
        put(p.Correction, person=self.mother, column="name", reason="x", post=uuid4(), **_TOLD)
        p.Person.objects.using("owner").filter(id__in=[self.mother.id, child.id]).update(household=self.home)
        moved = {"column": "household_id", "before": None, "after": str(self.home.id), "reason": "x"}
        put(p.Correction, person=child, post=uuid4(), **moved, **_TOLD)
        moved = dt.date(2000, 1, 1) + dt.timedelta(days=100 * number)
        put(
            p.Residence, person=self.mother, place=VILLAGE, from_date=moved, until_date=moved + dt.timedelta(days=100),
            **_TOLD,
        )  # fmt: skip

    def _add_work(self, number: int) -> None:
        now = timezone.now()
        officer = self.posts["officer"]
        self.run = put(
            Run, on=LEARNED, region=COUNTY, why="asked", post=officer.id, state="done", snapshot="x", rows=1,
            finished_at=now,
        )  # fmt: skip
        put(
            Outcome, person=self.child, programme=SUBSIDY, place=VILLAGE,
            status=("eligible", "needs_evidence")[number % 2], this_year=360_000, unclaimed=360_000, enrolled=False,
            run=self.run, on=LEARNED, lost_from=timezone.localdate(), loses=1,
        )  # fmt: skip
        for one in range(number + 1):
            put(
                Line, run=self.run, place=f"420890{100 + one}{201}", programme=SUBSIDY, entitled=1, enrolled=0,
                year=2025, forfeited=1, missed=1, claims_unknown=0, needs_evidence=0, this_year=1, missed_money=1,
            )  # fmt: skip
        for child in p.Person.objects.using("owner").filter(parenthoods__parent=self.mother):
            put(
                Difference, run=self.run, person=child, programme=SUBSIDY, place=VILLAGE, after="eligible",
                because=["facts"],
            )  # fmt: skip
        put(
            Export, account=self.accounts["worker"], post=self.posts["worker"], address="/today/", caption="x",
            language="en", total=1,
        )  # fmt: skip
        self.finding = put(
            Finding, rule="sources_disagree", person=self.child, other=self.mother, place=VILLAGE, source="户籍",
            found_on=LEARNED, seen_on=LEARNED, due_on=LEARNED, what={
                "columns": ["name"],
                "said": [{"column": "name", "says": "李小曼", "now": "李小满", "by": "births"}],
            },
        )  # fmt: skip
        self.pair = put(
            Pair, person=self.child, other=self.mother, weight=1.0, why="doubt",
            evidence={f"{key}_{what}": None if what == "level" else 0.0 for key in COMPARED for what in SAID},
        )  # fmt: skip
        self.merge = put(
            p.Merge, kept=self.mother, gone=uuid4(), reason="x", source="x", post=self.posts["worker"].id,
        )  # fmt: skip
        put(
            Check, place=COUNTY, on=LEARNED, why="asked", opened=1, again=0, settled=0, started_at=now,
        )  # fmt: skip
        words = dict.fromkeys(("zh", "en", "remedy_zh", "remedy_en"), "x")
        self.load = put(
            Load, source="household_registration", account=self.accounts["steward"], post=self.posts["steward"],
            file_name="x.csv", size=1, digest="x", learned_on=LEARNED, state="loaded",
            faults={f"rule-{n}": words for n in range(40)},
        )  # fmt: skip
        for one in range(number + 1):
            put(RowFault, load=self.load, sheet=0, number=one, rule=f"rule-{one}")
        for at, one in enumerate(p.Person.objects.using("owner").filter(parenthoods__parent=self.mother)):
            told = {"says": {"name": "李小曼"}, "before": {"name": one.name}}
            put(Row, load=self.load, sheet=0, number=at, fate="change", person=one.id, **told)
        self.request = put(
            Request, person=self.mother, kind="correction", item="people.Parenthood.kind", wants="x", reason="x",
            due_on=LEARNED, asked_by=self.accounts["resident"],
        )  # fmt: skip
        put(
            RequestStep,
            request=self.request,
            verb="take",
            post=self.posts["reviewer"],
            account=self.accounts["reviewer"],
        )
        put(t.RetentionRun, counts={"people.Change": 1})
        put(
            t.Consent, person=self.mother.id, purpose="messages", version=dt.date(2020, 1, 1), how="self",
            withdrawn_at=now, withdrawn_how="self",
        )  # fmt: skip

    def _add_readings(self, number: int) -> None:
        reviewer = {"confirmed_by": self.accounts["reviewer"], "confirmed_post": self.posts["reviewer"]}
        put(
            t.Invitation, person=self.mother.id, code=bytes([number]), post=self.posts["worker"],
            made_by=self.accounts["worker"], **(reviewer | {"confirmed_at": timezone.now()} if number % 2 else {}),
        )  # fmt: skip
        worker = {"post": self.posts["worker"], "account": self.accounts["worker"]}
        day = timezone.localdate() - dt.timedelta(days=number)
        for one in (self.child, self.mother):
            self.read = put(t.Read, person=one.id, what="view", page="person", purpose="look", **worker)
        self.doubt = put(
            Doubt, person=self.mother, reading=number + 1_000_000, post=self.posts["worker"], read_at=timezone.now(),
            page="person", says="x", due_on=LEARNED,
        )  # fmt: skip
        self.alert = put(t.Alert, rule="many_posts", day=day, person=self.child.id, number=6, readings=9, **worker)
        put(t.Seal, number=number + 1, last_turn=0, last_id=0, marks=b"", before=b"", at=timezone.now(), hash=b"")

    def _add_colleague(self, number: int) -> None:
        colleague, worker = self._account(f"colleague-{number}"), self.accounts["worker"]
        post = put(Post, role="village_worker", place=VILLAGE, title=str(number), title_en=str(number))
        put(Holding, account=colleague, post=post, from_date=dt.date(2025, 1, 1))
        put(Holding, account=worker, post=post, from_date=dt.date(2020, 1, 1), until_date=dt.date(2021, 1, 1))
        days = {"from_date": dt.date(2020, 1, 1), "until_date": dt.date(2020, 2, 1)}
        self.held = put(
            Holding, account=colleague, post=self.posts["worker"], **days, substitutes_for=self.holdings["worker"]
        )
        put(t.StaffPerson, account=colleague, person=self.child.id)
        system = put(
            t.Account, username=f"program-{number}", full_name=f"某系统{number}", password="!", is_program=True
        )
        self.key = put(
            t.ProgramKey, account=system, post=self.posts["worker"], sign=f"{number:08x}", hash=bytes([number]),
            purpose="核对", operations=["people:find"], until_date=timezone.localdate() + dt.timedelta(days=30),
        )  # fmt: skip
        marked = {"why": "known", "review_on": LEARNED, "marked_by": self.accounts["security"]}
        put(t.guards.Watched, person=self.child.id, **marked)
        put(t.AdminAct, act="first_link", by=self.accounts["security"], account=worker)
        self.proposal = put(
            t.guards.Proposal, act="remove_factor", account=worker, reason="x", proposed_by=self.accounts["security"],
            through=self.posts["security"], until=timezone.now() + dt.timedelta(hours=72),
        )  # fmt: skip
        session = SessionStore()
        session.create()
        for name in ("worker", "resident"):
            put(t.SignedIn, account=self.accounts[name], session=f"{session.session_key}-{name}"[:40])

    def _division(self, code: str, level: int = 5) -> Division:
        return put(Division, code=code, name=f"{code}号", level=level, source="x")

    def _account(self, name: str) -> t.Account:
        return put(t.Account, username=name, full_name=name, password="!")

    def _person(self, name: str, year: int, born: dt.date | None = None) -> p.Person:
        return put(
            p.Person, name=name, search=search_keys(name), sex="female", birth_date=born or dt.date(year, 1, 1),
            nationality="CHN", hukou_place=VILLAGE, hukou_kind="rural", residence_place=VILLAGE, **_TOLD,
        )  # fmt: skip

    def client(self, role: str) -> Client:
        """Return the browser of somebody who holds a post of that role, of the resident, or of nobody."""
        return self.clients[role]


_TOLD = {"source": "户籍", "learned_on": LEARNED}
