"""Acting through a post: what is done in the block is done as that post, and the database sees only what it may see.

Row-level security reads six settings of the transaction; nobody else sets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from jiahe.places.divisions import place_range
from jiahe.places.models import Post
from jiahe.trust.models import Account, Read
from jiahe.trust.permissions import as_setting, may
from jiahe.trust.purposes import purpose_of

_SETTINGS = ("jiahe.post", "jiahe.may", "jiahe.low", "jiahe.high", "jiahe.whole", "jiahe.self")


@dataclass(frozen=True)
class Program:
    """The key by which a program acts: what it may ask, the permissions that takes, and what the office gave it for."""

    key: UUID
    operations: frozenset[str]
    permissions: frozenset[tuple[str, str]]
    purpose: str


@dataclass(frozen=True)
class Acting:
    """Who acts: a post, and the account that holds it (None: background work).

    ``person``: whom a resident acts for, themselves. Then no place is seen, whatever ``place`` says. ``program``: set
    when a program acts; ``account`` is then the system's, and the post may do no more than its key.
    """

    post: UUID
    role: str
    place: str
    title: str
    title_en: str
    account: UUID | None = None
    person: UUID | None = None
    program: Program | None = None

    @classmethod
    def of(cls, post: Post, account: Account | None = None, program: Program | None = None) -> Acting:
        """Return the acting of a post; that of a resident comes from :func:`posts_of`, which knows the person."""
        holder = account.id if account else None
        person = getattr(post, "person", None)
        return cls(post.id, post.role, post.place, post.title, post.title_en, holder, person, program)

    def may(self, action: str, record: str) -> bool:
        """Whether the post's role may do it, and the program's key where a program acts."""
        return may(self.role, action, record) and (self.program is None or (action, record) in self.program.permissions)

    def settings(self) -> tuple[str, ...]:
        """Return what row-level security reads, in the order of the settings."""
        if self.role == Post.Role.RESIDENT:
            return str(self.post), as_setting(self.role), "", "", "no", str(self.person or "")
        can = as_setting(self.role, self.program.permissions if self.program else None)
        low, high = place_range(self.place)
        county_low, county_high = place_range(settings.COUNTY)
        whole = low <= county_low and county_high <= high
        return str(self.post), can, low, high, "yes" if whole else "no", ""

    def named_settings(self) -> dict[str, str]:
        """Return what row-level security reads, by name: for a connection that is not Django's."""
        return dict(zip(_SETTINGS, self.settings(), strict=True))


_current: ContextVar[Acting | None] = ContextVar("acting", default=None)


def current() -> Acting | None:
    """Return who acts now."""
    return _current.get()


def require(action: str, record: str) -> Acting:
    """Return who acts. Raises PermissionDenied when nobody does, or the role may not do it."""
    acting = _current.get()
    if acting is None or not acting.may(action, record):
        raise PermissionDenied(f"{action}:{record}")
    return acting


@contextmanager
def acting_as(acting: Acting | None) -> Iterator[None]:
    """Do what is in the block in one transaction, as a post, or (None) as nobody; then be who one was before."""
    before, goes_on = _current.get(), connection.in_atomic_block
    now, then = _told(acting), _told(before)
    with transaction.atomic(savepoint=False):
        if not goes_on or now != then:
            _tell(now)
        token = _current.set(acting)
        try:
            yield
        finally:
            _current.reset(token)
        # The end of the transaction, and a rollback, take the settings back by themselves.
        if goes_on and now != then and not connection.needs_rollback:
            _tell(then)


def _told(acting: Acting | None) -> tuple[str, ...]:
    return acting.settings() if acting is not None else ("",) * len(_SETTINGS)


def _tell(values: tuple[str, ...]) -> None:
    """Set what row-level security reads, until the transaction or its savepoint ends."""
    sets = ", ".join("set_config(%s, %s, true)" for _ in _SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sets}", [one for pair in zip(_SETTINGS, values, strict=True) for one in pair])


@contextmanager
def for_the_county() -> Iterator[None]:
    """Do what is in the block as the same post, but seeing the whole register.

    For actions that reach beyond the post's place once it was made sure that the post may begin them: a move to another
    town, and the kin elsewhere on whom a family's entitlement rests. Nothing read here is shown to the post.
    """
    acting = _current.get()
    if acting is None:
        raise PermissionDenied("nobody acts")
    with acting_as(replace(acting, place=settings.COUNTY)):
        yield


def background() -> Acting:
    """Return the post that background work acts for. Raises Post.DoesNotExist when the office has none."""
    return Acting.of(Post.objects.get(role=Post.Role.BACKGROUND, place=settings.COUNTY))


# Asked at every request: written out, for Django takes longer to put it together than PostgreSQL to answer it.
# Each column by its name: a statement that was prepared fails once a migration gives p.* another column.
_COLUMNS = ", ".join(f"p.{one.column}" for one in Post._meta.concrete_fields)
_POSTS = f"""
SELECT {_COLUMNS}, NULL::uuid AS person FROM places_post p
WHERE p.role <> 'resident' AND EXISTS (
    SELECT FROM places_holding h
    WHERE h.post_id = p.id AND h.account_id = %s AND h.from_date <= %s AND (h.until_date IS NULL OR h.until_date > %s)
)
UNION ALL
SELECT {_COLUMNS}, own.person FROM trust_own_person(%s) AS own(person)
JOIN places_post p ON p.role = 'resident' WHERE own.person IS NOT NULL
UNION ALL
SELECT {_COLUMNS}, NULL::uuid FROM trust_program_posts(%s) AS given(id) JOIN places_post p ON p.id = given.id
"""


def posts_of(account: Account) -> list[Post]:
    """Return the posts that an account holds today, and after them the resident's when it is somebody's own account.

    The resident's has ``person``, whom it acts for; the others have None there. A system has the posts of its keys.
    """
    day = timezone.localdate()
    posts: Iterable[Post] = Post.objects.raw(_POSTS, [account.id, day, day, account.id, account.id])
    return sorted(posts, key=lambda one: (one.role == Post.Role.RESIDENT, one.place, one.role))


_READ = """
INSERT INTO trust_read (person, post_id, account_id, what, page, purpose)
SELECT person, %s, %s, %s, %s, %s FROM unnest(%s::uuid[]) AS person
"""


def log_reads(people: Iterable[UUID], *, what: str, page: str, purpose: str = "") -> None:
    """Write that a list told of some people, in the transaction that reads it. ``purpose``: see purposes.py."""
    told = list(dict.fromkeys(people))
    if told:
        one = _reading(None, what, page, purpose)
        with connection.cursor() as cursor:
            cursor.execute(_READ, [one.post_id, one.account_id, what, page, one.purpose, told])


def log_read(person: UUID, *, what: str = "view", page: str, purpose: str = "") -> None:
    """Write that the record of a person was read, in the transaction that reads it. ``purpose``: see purposes.py."""
    _reading(person, what, page, purpose).save(force_insert=True)


def log_rows(load: UUID, rows: int, *, what: str = "view", page: str) -> None:
    """Write that rows of a file were shown: they may tell of people who are not in the register. Of none, nothing."""
    if rows:
        shown = _reading(None, what, page, "")
        shown.load, shown.rows = load, rows
        shown.save(force_insert=True)


def _reading(person: UUID | None, what: str, page: str, purpose: str) -> Read:
    acting = _current.get()
    if acting is None:
        raise PermissionDenied("read:person")
    why = purpose_of(page, purpose or (acting.program.purpose if acting.program else ""))
    return Read(person=person, post_id=acting.post, account_id=acting.account, what=what, page=page, purpose=why)
