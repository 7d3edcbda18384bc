"""Works in an office while its keys change, and prints what went wrong: run beside test_key_changes.py.

Two threads look people up by number and open what is sealed; one corrects numbers; one tries to record numbers that
somebody has. Printed as JSON: how often each was done, and every failure.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import threading
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from jiahe.site import start

start.prepare()

from django.db import connections  # noqa: E402 - after Django is set up

from jiahe.people.corrections import correct_id_number  # noqa: E402
from jiahe.people.errors import Refused  # noqa: E402
from jiahe.people.models import Person  # noqa: E402
from jiahe.people.queries import find_people  # noqa: E402
from jiahe.places.models import Post  # noqa: E402
from jiahe.trust import key_changes, rotation  # noqa: E402
from jiahe.trust.acting import Acting, acting_as  # noqa: E402
from jiahe.trust.sealing import unseal  # noqa: E402
from jiahe.trust.suites import SM4  # noqa: E402
from tests.trust.numbers import id_number  # noqa: E402

DONE: Counter[str] = Counter()
FAILED: list[str] = []
OVER = threading.Event()
NUMBERS: dict[UUID, str] = {}
BEING_CORRECTED: set[UUID] = set()
STEWARD = Acting.of(Post.objects.get(role="steward"))


def look_up(draw: random.Random) -> None:
    who = draw.choice(list(NUMBERS))
    before = NUMBERS[who]
    with acting_as(STEWARD):
        people = find_people(before).people
        opened = [unseal(one.id_sealed, "id_number") for one in people]
    if who not in BEING_CORRECTED and NUMBERS[who] == before and ([p.id for p in people], opened) != ([who], [before]):
        FAILED.append(f"a look-up found {len(people)} people")
    DONE["looked up"] += 1


def correct(draw: random.Random) -> None:
    who, number = draw.choice(list(NUMBERS)), id_number(3001 + DONE["corrected"])
    BEING_CORRECTED.add(who)
    with acting_as(STEWARD):
        correct_id_number(person=who, id_number=number, reason="t", source="t", learned_on=dt.date(2026, 1, 1))
    NUMBERS[who] = number
    BEING_CORRECTED.discard(who)
    DONE["corrected"] += 1


def record_twice(draw: random.Random) -> None:
    who, other = draw.sample(list(NUMBERS), 2)
    try:
        with acting_as(STEWARD):
            correct_id_number(
                person=who, id_number=NUMBERS[other], reason="t", source="t", learned_on=dt.date(2026, 1, 1)
            )
        FAILED.append("a number was given to a second person")
    except Refused as refused:
        if refused.field != "id_number":
            FAILED.append(repr(refused))
    DONE["refused"] += 1


def again_and_again(task: Callable[[random.Random], None], seed: int) -> None:
    draw = random.Random(seed)
    while not OVER.is_set():
        try:
            task(draw)
        except Exception as error:
            FAILED.append(f"{task.__name__}: {error!r}")
    connections.close_all()


def main() -> None:
    with acting_as(STEWARD):
        NUMBERS.update({p.id: unseal(p.id_sealed, "id_number") or "" for p in Person.objects.all()})
    # One thread gives numbers: only so does it know which are taken.
    tasks = [(look_up, 1), (look_up, 2), (lambda draw: (correct if draw.random() < 0.5 else record_twice)(draw), 3)]
    threads = [threading.Thread(target=again_and_again, args=task) for task in tasks]
    for thread in threads:
        thread.start()
    key_changes.new_key(SM4)
    done = rotation.rotate(batch=50)
    key_changes.retire(1)
    during = dict(DONE)
    while DONE["looked up"] < during["looked up"] + 100:
        OVER.wait(0.05)
    OVER.set()
    for thread in threads:
        thread.join()
    for who, number in NUMBERS.items():
        with acting_as(STEWARD):
            if [one.id for one in find_people(number).people] != [who]:
                FAILED.append("somebody was lost")
    print(json.dumps({"rows": done.rows, "during": during, "failed": FAILED[:10]}))


main()
