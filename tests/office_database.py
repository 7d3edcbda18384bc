"""A pytest plugin: tells Django, before it reads its settings, to use a folder of the tests' own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="jiahe-test-"))
(HOME / "static").mkdir()  # the static files are gathered into it when a test first needs the database
os.environ["JIAHE_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "jiahe.site.settings"
for name in ("DATABASE_URL", "JIAHE_OWNER_DATABASE_URL", "JIAHE_COUNTY"):
    os.environ.pop(name, None)
os.environ["JIAHE_COMPONENTS"] = "yes"
os.environ["JIAHE_LOG_LEVEL"] = "ERROR"
os.environ["JIAHE_STAFF_MFA"] = "optional"  # tests/trust/test_second_factor.py requires it


@atexit.register
def _clean() -> None:
    shutil.rmtree(HOME, ignore_errors=True)
