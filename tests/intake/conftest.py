"""What tests of files that come in need: an account of the steward, invented numbers, and a file taken to its end."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.test import Client
from stdnum.cn import ric

from tests.cast import COUNTY, Cast
from tests.intake.truths import VILLAGES

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

DAY = dt.date(2025, 12, 2)


def id_number(born: dt.date, sex: str, number: int = 1, county: str = "420822") -> str:
    """Return a valid citizen's number of an invented person."""
    text = f"{county}{born:%Y%m%d}{number * 2 + (1 if sex == 'male' else 0):03d}"
    return text + ric.calc_check_digit(text + "0")


def as_csv(rows: Sequence[Mapping[str, Any]], encoding: str = "utf-8-sig") -> bytes:
    """Return rows as the bytes of a CSV file with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.fixture
def steward_account(cast: Cast, posts: dict[str, Acting]) -> Any:
    """The account that brings files."""
    from jiahe.trust.models import Account

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT gen_random_uuid()")
        key = cursor.fetchone()[0]
    return Account.objects.create(id=key, username=f"steward-{key}", full_name="数据管理员", password="!")


PLACES = (
    ("420890000000", "禾阳县", 3),
    ("420890100000", "清溪镇", 4),
    ("420890100201", "柳林村", 5),
    ("420890100202", "石墩村", 5),
)


@pytest.fixture
def divisions(db: None, posts: dict[str, Acting]) -> Iterator[None]:
    """The invented county's divisions."""
    from jiahe.places.models import Division
    from jiahe.places.naming import forget
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        Division.objects.bulk_create([Division(code=c, name=n, level=i, source="测试") for c, n, i in PLACES])
    forget()
    yield
    forget()


@pytest.fixture
def in_villages(divisions: None, posts: dict[str, Acting], cast: Cast) -> Iterator[Acting]:
    """Act as the steward, in a county with the villages of which the corpus writes."""
    from jiahe.places.models import Division
    from jiahe.places.naming import forget
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        Division.objects.bulk_create([Division(code=c, name=n, level=5, source="测试") for c, n in VILLAGES])
        forget()
        yield posts["steward"]


@pytest.fixture
def take(posts: dict[str, Acting], steward_account: Any, divisions: None) -> Callable[..., Load]:
    """``take("births", rows)`` is a file taken in, its columns named as they were guessed, checked, and loaded.

    ``on``: the day on which the office had it. ``until="checked"`` stops before it is loaded. Call it inside
    ``acting_as(posts["steward"])``.
    """
    from jiahe.intake import actions, applying, checking
    from jiahe.intake.models import Load

    def taken(
        source: str, rows: Sequence[Mapping[str, Any]] | bytes, *, until: str = "loaded", name: str = "",
        office: str = "", on: dt.date = DAY,
    ) -> Load:  # fmt: skip
        raw = rows if isinstance(rows, bytes) else as_csv(rows)
        load = actions.receive(
            source=source, pieces=[raw], file_name=name or f"{source}.csv", learned_on=on,
            account=steward_account.id, office=office,
        )  # fmt: skip
        columns = load.columns
        Load.objects.filter(id=load.id).update(columns=columns, state="checking")
        load.refresh_from_db()
        checking.check(load, posts["steward"])
        if until == "loaded":
            Load.objects.filter(id=load.id).update(state="loading")
            applying.load_rows(load.id, posts["steward"])
        load.refresh_from_db()
        identity(load)
        return load

    return taken


def identity(load: Load) -> None:
    """Hold that no row was lost, doubled or invented."""
    assert load.read == load.loaded + load.unchanged + load.aside, load.__dict__
    assert load.rows.count() == load.read
    assert load.changed == load.rows.filter(fate="change").count()


@pytest.fixture
def taken_back(posts: dict[str, Acting], steward_account: Any) -> Callable[[Load], None]:
    """``taken_back(load)`` asks for a load to be taken back, and does what the background would do."""
    from jiahe.intake import taking_back

    def back(load: Load) -> None:
        taking_back.undo(key=load.id, account=steward_account.id)
        taking_back.take_load_back(load.id, posts["steward"])

    return back


@pytest.fixture
def steward(steward_account: Any, posts: dict[str, Acting], divisions: None) -> Client:
    """A client signed in as the steward."""
    from jiahe.places.models import Holding
    from jiahe.trust.acting import Acting, acting_as

    with acting_as(Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")):
        Holding.objects.create(account=steward_account, post_id=posts["steward"].post, from_date=dt.date(2025, 1, 1))
    client = Client()
    client.force_login(steward_account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
