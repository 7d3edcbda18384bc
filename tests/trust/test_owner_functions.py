"""Functions that look with the owner's eyes: whoever else may connect to the database runs none of them."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

_OPEN = """
    SELECT f.oid::regprocedure::text FROM pg_proc f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) granted
    WHERE f.prosecdef AND f.pronamespace = 'public'::regnamespace
        AND granted.grantee = 0 AND granted.privilege_type = 'EXECUTE'
    ORDER BY 1
"""
_LOOSE = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE prosecdef AND pronamespace = 'public'::regnamespace
        AND NOT coalesce(proconfig, '{}') && ARRAY['search_path=public, pg_temp']
    ORDER BY 1
"""


@pytest.mark.parametrize("asked", [_OPEN, _LOOSE], ids=["open to everybody", "found by another's search path"])
def test_no_function_with_the_owner_s_eyes_is(asked: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchall() == []
