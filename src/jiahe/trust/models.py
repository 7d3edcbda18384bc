"""Accounts that sign in, the log of what was read with its seals, and what was noticed in it."""

from __future__ import annotations

from typing import Any

import uuid_utils.compat as uuids
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jiahe.trust import guards  # noqa: F401 - tables of this room too
from jiahe.trust.programs.models import ProgramKey
from jiahe.trust.residents import Invitation, Resident

__all__ = [
    "Account",
    "AdminAct",
    "Alert",
    "Consent",
    "Invitation",
    "Lookups",
    "ProgramKey",
    "Read",
    "Resident",
    "RetentionRun",
    "Seal",
    "SealingKey",
    "SignedIn",
    "StaffPerson",
]


class AccountManager(UserManager):
    """Makes accounts. There is no superuser: nobody may do everything."""

    use_in_migrations = False

    def _create_user_object(self, username: str, email: str | None, password: str | None, **fields: Any) -> Account:
        for gone in ("is_staff", "is_superuser"):
            fields.pop(gone, None)
        return super()._create_user_object(username, email, password, **fields)


class Account(AbstractUser):
    """Somebody who can sign in. What they may do comes from the posts that they hold, never from this row."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    first_name = last_name = None
    is_staff = is_superuser = None
    groups = user_permissions = None
    email = models.EmailField(blank=True)
    full_name = models.CharField(max_length=60)
    factor_removed_at = models.DateTimeField(
        null=True, blank=True, help_text="When an administrator removed the second factor; it then needs another"
    )

    is_program = models.BooleanField(
        db_default=False, default=False, help_text="Whether it is a system that uses the API by keys, and not a person"
    )

    REQUIRED_FIELDS = ["full_name"]
    objects = AccountManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(is_program=False) | Q(password__startswith="!"), name="a_program_has_no_password"
            )
        ]


class SignedIn(models.Model):
    """One browser in which an account is signed in: what it is, and when it was last used. No address, no place."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="signed_in")
    session = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=300, blank=True, help_text="What the browser says of itself (User-Agent)")
    since = models.DateTimeField(default=timezone.now)
    last_used = models.DateTimeField(default=timezone.now)


class AdminAct(models.Model):
    """What an administrator did to a post or an account, or a holder about who stands in for them. Only ever added to.

    Beside it: that a steward took a file from another office along, with names and numbers of people.
    ``by`` None: a command on the server.
    """

    class Act(models.TextChoices):
        ADD_POST = "add_post", "新设岗位 made a post"
        END_POST = "end_post", "撤销岗位 ended a post"
        GIVE_POST = "give_post", "交给担任 gave a post"
        STAND_IN = "stand_in", "安排代理 let stand in"
        OWN_STAND_IN = "own_stand_in", "请人代理自己 let stand in for oneself"
        END_OWN_STAND_IN = "end_own_stand_in", "结束代理自己 ended who stood in for oneself"
        END_HOLDING = "end_holding", "结束任期 ended a holding"
        ADD_ACCOUNT = "add_account", "新开账户 made an account"
        FIRST_LINK = "first_link", "给新账户密码链接 made the first link for a password"
        PASSWORD_LINK = "password_link", "生成密码链接 made a link for another password"
        REMOVE_FACTOR = "remove_factor", "解除第二道验证 removed the second factor"
        CLOSE_ACCOUNT = "close_account", "停用账户 closed an account"
        LINK_STAFF = "link_staff", "登记本人是谁 said whom it is in the register"
        UNLINK_STAFF = "unlink_staff", "取消登记本人是谁 took that back"
        TAKE_FILE = "take_file", "下载外来资料 took a file from another office along"
        GIVE_KEY = "give_key", "发程序密钥 gave a program a key"
        END_KEY = "end_key", "停用程序密钥 ended a program's key"
        PROPOSE = "propose", "提请批准 proposed what another must approve"
        REFUSE = "refuse", "没有批准 refused what was proposed"
        WATCH = "watch", "关注一份档案 had a record watched"
        UNWATCH = "unwatch", "不再关注 no longer has a record watched"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    act = models.CharField(max_length=16, choices=Act)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="acts_done")
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    proposal = models.UUIDField(null=True, unique=True, help_text="The approved proposal that it carries out, once")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="acts_suffered")
    post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("account")) | Q(act__in=("link_staff", "unlink_staff")), name="not_to_oneself"
            ),
            models.CheckConstraint(condition=~Q(act="remove_factor") | ~Q(reason=""), name="factor_reason"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | (~Q(approved_by=F("by")) & ~Q(approved_by=F("account"))),
                name="approved_by_a_third",
            ),
        ]


class Read(models.Model):
    """One reading of a person's record, or of rows of a file that may tell of people who are not in the register.

    By which post and account, why, and when. Only ever added to.
    """

    class What(models.TextChoices):
        VIEW = "view", "查看 viewed"
        SEARCH = "search", "检索打开 opened from a search"
        EXPORT = "export", "导出 exported"
        API = "api", "接口读取 read by a program"
        LIST = "list", "列在名单上 stood in a list"

    id = models.BigAutoField(primary_key=True)
    person = models.UUIDField(null=True, db_index=True)
    load = models.UUIDField(null=True, help_text="The file of which rows were shown; then there is no person")
    rows = models.IntegerField(null=True, help_text="How many of its rows were shown")
    post = models.ForeignKey("places.Post", models.PROTECT)
    account = models.ForeignKey(Account, models.PROTECT, null=True)
    what = models.CharField(max_length=8, choices=What)
    page = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=models.functions.Now())
    turn = models.BigIntegerField(
        db_default=models.Func(template="trust_turn(pg_current_xact_id())", output_field=models.BigIntegerField()),
        editable=False,
        help_text="The number of the reading transaction: what is sealed are the rows of transactions that are over",
    )

    class Meta:
        indexes = [models.Index(fields=["turn", "id"]), models.Index(fields=["at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, load=None, rows=None)
                | Q(person=None, load__isnull=False, rows__gt=0),
                name="read_of_a_person_or_of_rows",
            )
        ]


class Lookups(models.Model):
    """How often an account opened a record or a list, or searched, within an hour; also what was refused (pace.py)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    hour = models.DateTimeField(help_text="When the hour began")
    number = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "hour"], name="counted_by_the_hour")]
        indexes = [models.Index(fields=["hour"], name="trust_looku_hour_idx")]


class Seal(models.Model):
    """A link of the chain over the read log (seals.py): the marks of some rows, and the hash of the link before."""

    number = models.BigIntegerField(primary_key=True)
    last_turn = models.BigIntegerField()
    last_id = models.BigIntegerField(help_text="It covers the rows up to here, in the order of turn and id")
    marks = models.BinaryField(help_text="For each row its id (8 bytes) and its keyed mark (16 bytes)")
    before = models.BinaryField(help_text="The hash of the seal before; empty for the first")
    at = models.DateTimeField()
    hash = models.BinaryField()


class StaffPerson(models.Model):
    """Whom of the register an account's holder is: so that it is noticed when they read their own family's records."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="staff_person")
    person = models.UUIDField()


class Alert(models.Model):
    """Unusual reading that was noticed, until somebody else has looked at it and closed it with a note.

    Of own family and of watched records the reading itself raises it, an invitation that ends an account, and many that
    are used in a day; the rest is found at night (unusual.py).
    """

    class Rule(models.TextChoices):
        OWN_FAMILY = "own_family", "查阅本人或亲属 own family"
        SWEEPING = "sweeping", "短时间查阅很多人 sweeping"
        EXPORTING = "exporting", "导出很多人 exporting"
        NO_WORK = "no_work", "查阅多而未办理 much reading, no work"
        AT_NIGHT = "at_night", "夜间查阅 at night"
        MANY_POSTS = "many_posts", "多个岗位查同一人 one person, many posts"
        STOPPED = "stopped", "查阅到了上限 stopped at the limit"
        WATCHED = "watched", "查阅受关注的档案 a watched record"
        NEW_ACCOUNT = "new_account", "换了账户 an account replaced"
        INVITING = "inviting", "一天开通很多账户 many accounts opened"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    rule = models.CharField(max_length=12, choices=Rule)
    day = models.DateField()
    post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    person = models.UUIDField(null=True, help_text="Who was read, where the rule is about one person")
    number = models.IntegerField(help_text="How many people were read; where it is about one person: by how many posts")
    readings = models.IntegerField(help_text="How many readings there were")
    usual = models.IntegerField(null=True, help_text="What more than this is unusual; empty: any is")
    at = models.DateTimeField(db_default=models.functions.Now())
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "day", "post", "account", "person"], nulls_distinct=False, name="noticed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | (~models.Q(note="") & models.Q(closed_by__isnull=False)),
                name="closed_with_a_note",
            ),
            models.CheckConstraint(condition=~models.Q(closed_by=models.F("account")), name="closed_by_somebody_else"),
        ]


class Consent(models.Model):
    """That somebody agreed to one purpose, as one version of its text says it. Taken back, it stays in the history.

    ``post``, ``withdrawn_post``: through which post the office recorded it from a paper; None where no paper was.
    """

    class How(models.TextChoices):
        SELF = "self", "本人 by the person"
        GUARDIAN = "guardian", "监护人代为 by the guardian"
        PAPER = "paper", "凭纸质材料登记 recorded from paper"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    person = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=40)
    version = models.DateField(help_text="Since when the text that was agreed to is in use")
    how = models.CharField(max_length=8, choices=How)
    paper = models.CharField(max_length=120, blank=True, help_text="Which paper, and where it is kept")
    given_at = models.DateTimeField(db_default=models.functions.Now())
    given_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=8, choices=How, blank=True)
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    withdrawn_post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    withdrawn_paper = models.CharField(max_length=120, blank=True, default="", help_text="Which paper takes it back")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="one_standing_consent"
            ),
            models.CheckConstraint(condition=~Q(how="paper") | ~Q(paper=""), name="paper_is_named"),
            models.CheckConstraint(
                condition=~Q(withdrawn_how="paper") | ~Q(withdrawn_paper=""), name="withdrawal_paper_is_named"
            ),
        ]


class RetentionRun(models.Model):
    """One night's erasure: how many rows went and how many values were emptied, by what the inventory calls them."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    at = models.DateTimeField(db_default=models.functions.Now())
    counts = models.JSONField(default=dict, help_text="Table or table.column: how many")


class SealingKey(models.Model):
    """A key that seals: its number and what it is, never the key. The newest seals; all that are not retired open."""

    number = models.SmallIntegerField(primary_key=True)
    suite = models.CharField(max_length=20)
    fingerprint = models.BinaryField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gte=1, number__lte=255), name="key_number_in_a_byte")]


class Erasure(models.Model):
    """That something was taken away at somebody's wish or by mistake's undoing: only which row, never what it said.

    ``column``: what was emptied or set (``superseded_at``: a row is believed no longer). ``kept_at``: when the ledger
    beside the database had it (erasures.py).
    """

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    table = models.CharField(max_length=63)
    row = models.UUIDField()
    column = models.CharField(max_length=63)
    at = models.DateTimeField(db_default=models.functions.Now())
    kept_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], condition=Q(kept_at__isnull=True), name="erasure_to_be_kept")]
