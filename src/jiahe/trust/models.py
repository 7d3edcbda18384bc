"""Accounts that sign in, and the log of what was read."""

from __future__ import annotations

from typing import Any

import uuid_utils.compat as uuids
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models


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

    REQUIRED_FIELDS = ["full_name"]
    objects = AccountManager()


class Read(models.Model):
    """One reading of a person's record: by which post and account, why, and when. Only ever added to."""

    class What(models.TextChoices):
        VIEW = "view", "查看 viewed"
        SEARCH = "search", "检索打开 opened from a search"
        EXPORT = "export", "导出 exported"
        API = "api", "接口读取 read by a program"

    id = models.BigAutoField(primary_key=True)
    person = models.UUIDField(db_index=True)
    post = models.ForeignKey("places.Post", models.PROTECT)
    account = models.ForeignKey(Account, models.PROTECT, null=True)
    what = models.CharField(max_length=8, choices=What)
    page = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=models.functions.Now())
