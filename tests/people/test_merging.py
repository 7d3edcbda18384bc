"""Two records of one person become one, and two again: no reference and no log is lost either way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from jiahe.people import actions, corrections
from jiahe.people.errors import Refused
from jiahe.people.merged import Merge
from jiahe.people.merging import kept_of, merge, merges_of, recorded_since, unmerge
from jiahe.people.models import BELIEVED, Change, Correction, Parenthood, Person, Residence, Union
from jiahe.people.queries import find_people
from jiahe.people.signals import facts_changed
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Read
from tests.cast import TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db
TOLD = {"source": "派出所", "learned_on": dt.date(2025, 12, 10)}
WHY = {"reason": "同一人登记了两次", "source": "户口簿", "learned_on": dt.date(2025, 12, 11)}
NUMBER = "420890199405060026"
LOGS = ["people_change", "people_correction", "people_merge", "people_moved"]


@pytest.fixture
def double(cast: Cast, posts: Any) -> UUID:
    """The mother once more, without a birth date but with a number, a home since 2024 and a daughter of her own."""
    with acting_as(posts["steward"]):
        who = Person.objects.create(
            name="李秀英", search=[], sex="female", hukou_place=VILLAGE, source="卫健", learned_on=dt.date(2025, 12, 2)
        )
        corrections.correct_id_number(person=who.id, id_number=NUMBER, reason="补登", **TOLD)
        actions.move_residence(person=who.id, place=VILLAGE, from_date=dt.date(2024, 1, 1), **TOLD)
        daughter = Person.objects.create(
            name="李小月", search=[], sex="female", birth_date=dt.date(2025, 2, 3), hukou_place=VILLAGE,
            source="卫健", learned_on=dt.date(2025, 12, 2),
        )  # fmt: skip
        for child in (cast.girl, daughter.id):
            Parenthood.objects.create(child_id=child, parent_id=who.id, kind="birth", **TOLD)
        return who.id


def everything(but: Sequence[str] = LOGS) -> dict[str, list[Any]]:
    """Every row about persons that the application can read, but for the logs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND has_table_privilege(oid, 'SELECT') "
            "AND relname ~ '^(people|entitlements|intake|mine)_' AND NOT relname = ANY(%s) ORDER BY relname",
            [list(but)],
        )
        found = {}
        for (table,) in cursor.fetchall():
            anew = "'{id}'" if table.startswith("entitlements") else "'{}'"  # answers are made anew
            cursor.execute(f"SELECT (to_jsonb(one) - {anew}::text[])::text FROM {table} one")
            found[table] = sorted(row for (row,) in cursor.fetchall())
        return found


def children(parent: UUID) -> set[str | None]:
    return {one.child.name for one in Parenthood.objects.filter(BELIEVED, parent=parent).select_related("child")}


def test_the_kept_record_has_everything_of_both(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        merge(keep=cast.mother, other=double, **WHY)
        assert not Person.objects.filter(id=double).exists()
        assert children(cast.mother) == {"李小满", "李小月"}
        mother = Person.objects.get(id=cast.mother)
        assert mother.birth_date == dt.date(1994, 5, 6)
        assert [one.id for one in find_people(NUMBER).people] == [cast.mother]
        assert kept_of(double) == cast.mother
        [said] = Correction.objects.filter(person=cast.mother, reason=WHY["reason"]).values_list("column", flat=True)
        assert said == "id_number"


def test_what_contradicts_the_kept_record_is_superseded_and_readable(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        actions.move_residence(person=cast.mother, place=VILLAGE, from_date=dt.date(2020, 1, 1), **TOLD)
        merge(keep=cast.mother, other=double, **WHY)
        homes = Residence.objects.filter(person=cast.mother)
        assert homes.filter(BELIEVED, until_date__isnull=True).get().from_date == dt.date(2020, 1, 1)
        gone = homes.get(from_date=dt.date(2024, 1, 1))
        assert (gone.superseded_by, gone.superseded_source) == (posts["reviewer"].post, "户口簿")
        assert "merged" in gone.superseded_why
        assert Parenthood.objects.filter(child=cast.girl, parent=cast.mother).count() == 2
        assert Parenthood.objects.filter(BELIEVED, child=cast.girl, parent=cast.mother).count() == 1


@pytest.mark.parametrize("keep_first", [True, False])
def test_taken_back_everything_is_as_it_was(cast: Cast, double: UUID, posts: Any, keep_first: bool) -> None:
    keep, other = (cast.mother, double) if keep_first else (double, cast.mother)
    with acting_as(posts["steward"]):
        facts_changed.send(sender=Person, people=[cast.mother, double])
        before = everything()
        assert {len(before[f"people_{one}"]) for one in ("person", "parenthood", "residence", "union")} == {1, 4, 6}
        key = merge(keep=keep, other=other, **WHY)
        assert everything() != before
        assert unmerge(merge=key, reason="是两个人") == other
        after = everything()
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
        undone = Merge.objects.get(id=key)
        assert (undone.says, undone.id_sealed, undone.undone_why) == ({}, None, "是两个人")
        assert kept_of(other) is None
        told = Change.objects.filter(person=keep).values_list("action", flat=True)
        assert {"merge", "unmerge"} <= set(told)


def test_who_was_once_wrongly_their_kin_may_be_the_same_person(cast: Cast, double: UUID, posts: Any) -> None:
    """A row about both that is believed no more would make one person their own parent."""
    wrong = {"superseded_at": timezone.now(), "superseded_by": posts["steward"].post, "superseded_why": "登记错误"}
    days = {"from_date": dt.date(2001, 1, 1), "until_date": dt.date(2002, 1, 1)}
    with acting_as(posts["steward"]):
        Parenthood.objects.create(child_id=double, parent_id=cast.mother, kind="birth", **TOLD, **wrong)
        Union.objects.create(person_id=double, spouse_id=cast.mother, **days, **TOLD, **wrong)
        facts_changed.send(sender=Person, people=[cast.mother, double])
        before = everything()
        key = merge(keep=cast.mother, other=double, **WHY)
        assert not Parenthood.objects.filter(child=cast.mother, parent=cast.mother).exists()
        unmerge(merge=key, reason="是两个人")
        after = everything()
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def test_what_was_recorded_since_stays_with_the_kept_record(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        key = merge(keep=cast.mother, other=double, **WHY)
        corrections.correct_person(person=cast.mother, village_group=7, reason="补登", **TOLD)
        [shown] = merges_of(cast.mother)
        assert (shown.says["name"], recorded_since(shown)) == ("李秀英", 1)
        unmerge(merge=key, reason="是两个人")
        assert Person.objects.get(id=cast.mother).village_group == 7
        assert Person.objects.get(id=double).village_group is None
        assert children(double) == {"李小满", "李小月"}


def test_what_was_filled_in_and_then_corrected_is_not_emptied(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        key = merge(keep=double, other=cast.mother, **WHY)
        assert Person.objects.get(id=double).birth_date == dt.date(1994, 5, 6)
        corrections.correct_person(person=double, birth_date=dt.date(1994, 6, 5), reason="写反了", **TOLD)
        unmerge(merge=key, reason="是两个人")
        assert Person.objects.get(id=double).birth_date == dt.date(1994, 6, 5)
        assert Person.objects.get(id=cast.mother).birth_date == dt.date(1994, 5, 6)


def test_merges_are_taken_back_the_last_first(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["steward"]):
        third = Person.objects.create(name="李秀英", search=[], hukou_place=VILLAGE, **TOLD)
        first = merge(keep=double, other=third.id, **WHY)
        second = merge(keep=cast.mother, other=double, **WHY)
        assert kept_of(third.id) == cast.mother
        with pytest.raises(Refused, match="later merge"):
            unmerge(merge=first, reason="是两个人")
        unmerge(merge=second, reason="是两个人")
        assert kept_of(third.id) == double
        unmerge(merge=first, reason="是两个人")
        assert Person.objects.filter(id__in=[cast.mother, double, third.id]).count() == 3


def test_kin_other_sexes_and_other_numbers_are_not_one_person(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        for other, said in ((cast.girl, "parent and child"), (cast.father, "differ in sex"), (cast.mother, "the same")):
            with pytest.raises(Refused, match=said):
                merge(keep=cast.mother, other=other, **WHY)
        corrections.correct_id_number(person=cast.mother, id_number="420890199405060042", reason="补登", **TOLD)
        with pytest.raises(Refused, match="different ID numbers"):
            merge(keep=cast.mother, other=double, **WHY)


def test_who_may_not_or_does_not_see_both_merges_nothing(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["worker"]), pytest.raises(PermissionDenied):
        merge(keep=cast.mother, other=double, **WHY)
    with acting_as(posts["steward"]):
        Person.objects.filter(id=double).update(hukou_place="420890200202", residence_place=None)
    with acting_as(posts["reviewer"]), pytest.raises(Refused, match="no such person in your area"):
        merge(keep=cast.mother, other=double, **WHY)


def test_the_database_itself_refuses_who_may_not(cast: Cast, double: UUID, posts: Any) -> None:
    from django.db import ProgrammingError, transaction

    with acting_as(posts["worker"]), connection.cursor() as cursor, transaction.atomic():
        with pytest.raises(ProgrammingError, match="insufficient_privilege"), transaction.atomic():
            cursor.execute("SELECT people_merge(%s, %s, %s, 'x', 'x')", [cast.girl, cast.mother, double])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Merge.objects.create(kept_id=cast.mother, gone=double, post=posts["worker"].post)


NOBODY = ("worker", "auditor", "background", "elsewhere", "nobody")


@pytest.mark.parametrize("name", NOBODY)
def test_what_works_with_the_owners_eyes_asks_itself_who_calls(cast: Cast, double: UUID, posts: Any, name: str) -> None:
    """Called in SQL, past every action."""
    from django.db import ProgrammingError, transaction

    with acting_as(posts["steward"]):
        key = merge(keep=cast.mother, other=double, **WHY)
    who = {**posts, "elsewhere": replace(posts["reviewer"], place="420890200000"), "nobody": None}[name]
    alike = '[{"sound": "lixiuying", "close": [], "born": "1994-05-06", "place": null}]'
    sees = name not in ("elsewhere", "nobody")
    with acting_as(who), connection.cursor() as cursor:
        for sql, values in (
            ("SELECT people_unmerge(%s, 'x')", [key]),
            ("SELECT people_merge(gen_random_uuid(), %s, %s, 'x', 'x')", [cast.mother, cast.wang]),
        ):
            with pytest.raises(ProgrammingError, match="insufficient_privilege"), transaction.atomic():
                cursor.execute(sql, values)
        cursor.execute("SELECT count(*) FROM people_alike(%s)", [alike])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT people_known_as(%s)", [cast.mother])
        assert {one for (one,) in cursor.fetchall()} == ({cast.mother, double} if sees else {cast.mother})
    with acting_as(posts["steward"]), connection.cursor() as cursor:
        cursor.execute("SELECT people_alike(%s)", [alike])
        assert cursor.fetchall() == [(cast.mother,)]
        with pytest.raises(ProgrammingError, match="insufficient_privilege"), transaction.atomic():
            cursor.execute("SELECT people_merge(gen_random_uuid(), %s, %s, 'x', 'x')", [cast.mother, cast.mother])


def test_no_other_role_of_the_database_may_call_them(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, has_function_privilege('pg_monitor', oid, 'EXECUTE') FROM pg_proc "
            "WHERE proname IN ('people_merge', 'people_unmerge', 'people_known_as', 'people_alike') ORDER BY proname"
        )  # pg_monitor: a role that is in every database, and is what everybody is
        assert cursor.fetchall() == [
            ("people_alike", False), ("people_known_as", False), ("people_merge", False), ("people_unmerge", False),
        ]  # fmt: skip


def test_both_records_are_in_the_read_log(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        merge(keep=cast.mother, other=double, **WHY)
    with acting_as(posts["auditor"]):
        assert Read.objects.filter(person=double, post_id=posts["reviewer"].post).exists()
        assert Read.objects.filter(person=cast.mother, post_id=posts["reviewer"].post).exists()


def test_two_marriages_to_one_spouse_become_one(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["steward"]):
        wang = Person.objects.get(id=cast.wang)
        again = Person.objects.create(name="王桂芳", search=[], hukou_place=TOWN, **TOLD)
        husband = Person.objects.create(name="陈大文", search=[], sex="male", hukou_place=VILLAGE, **TOLD)
        for who in (wang, again):
            row = Union(person=who, spouse=husband, from_date=dt.date(2015, 1, 1), **TOLD)
            if who is again:
                row.until_date = dt.date(2014, 1, 1)
                row.from_date = dt.date(2013, 1, 1)
            row.save()
        key = merge(keep=wang.id, other=again.id, **WHY)
        assert Union.objects.filter(BELIEVED, person=wang).count() == 2
        unmerge(merge=key, reason="是两个人")
        with pytest.raises(Refused, match="taken back already"):
            unmerge(merge=key, reason="再撤一次")
        assert Union.objects.filter(BELIEVED, person=wang).count() == 1


def account_of(person: UUID, posts: Any) -> Any:
    """Give somebody an account of their own."""
    from jiahe.trust.invitations import invite, redeem
    from jiahe.trust.models import Account

    with acting_as(posts["reviewer"]):
        code = invite(person=person)
    account = Account(username=f"resident-{person}", password="!", full_name="乙")
    redeem(code=code, account=account)
    return account


def test_an_account_goes_along_and_reads_who_looked_at_both(cast: Cast, double: UUID, posts: Any) -> None:
    from jiahe.people.queries import read_record
    from jiahe.trust.acting import Acting, posts_of
    from jiahe.trust.queries import readings_of

    with acting_as(posts["steward"]):
        Person.objects.filter(id=double).update(birth_date=dt.date(1994, 5, 6))
    account = account_of(double, posts)
    with acting_as(posts["officer"]):
        read_record(double, page="person")
        read_record(cast.mother, page="person")
        key = merge(keep=cast.mother, other=double, **WHY)
    resident = Acting.of(posts_of(account)[-1], account)
    assert resident.person == cast.mother
    with acting_as(resident):
        assert Person.objects.filter(id=cast.mother).exists()
        assert {one.person for one in Read.objects.all()} >= {cast.mother, double}
        both = Read.objects.filter(person__in=[cast.mother, double]).count()
        assert sum(one.times for one in readings_of(cast.mother)) == both
    with acting_as(posts["officer"]):
        unmerge(merge=key, reason="是两个人")
    assert Acting.of(posts_of(account)[-1], account).person == double


def test_two_accounts_are_not_made_one(cast: Cast, double: UUID, posts: Any) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=double).update(birth_date=dt.date(1994, 5, 6))
    for person in (cast.mother, double):
        account_of(person, posts)
    with acting_as(posts["officer"]), pytest.raises(Refused, match="account of their own"):
        merge(keep=cast.mother, other=double, **WHY)
    with acting_as(posts["officer"]):
        assert Person.objects.filter(id__in=[cast.mother, double]).count() == 2


def test_of_two_consents_to_one_purpose_the_kept_one_stands_and_the_other_comes_back(
    cast: Cast, double: UUID, posts: Any
) -> None:
    from jiahe.trust.models import Consent

    made = {"purpose": "messages", "version": dt.date(2026, 1, 1), "how": "paper", "paper": "同意书"}
    with acting_as(posts["worker"]):
        for person in (cast.mother, double):
            Consent.objects.create(person=person, post_id=posts["worker"].post, **made)
    with acting_as(posts["officer"]):
        key = merge(keep=cast.mother, other=double, **WHY)
        assert [one.person for one in Consent.objects.filter(person__in=[cast.mother, double])] == [cast.mother]
        unmerge(merge=key, reason="是两个人")
        assert Consent.objects.filter(person__in=[cast.mother, double]).count() == 2
