"""A file is taken where a page takes files, from who may send them, up to the limit. No other is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.site.conftest import reader

__all__ = ["reader"]  # a fixture

pytestmark = pytest.mark.django_db

LARGE = 3 * 2**20
"""More than Django holds in memory: such a file is written to the disk while it comes."""


@pytest.fixture(autouse=True)
def nowhere_to_write(settings: Any, tmp_path: Path) -> Path:
    """The folder for files that come in is not there: whoever writes one fails."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"
    return tmp_path


def send(client: Client, address: str, size: int = LARGE, language: str = "en") -> Any:
    """Send a file as a browser or a program does; the form's token is looked for, which reads the whole form."""
    client.handler.enforce_csrf_checks = True
    file = SimpleUploadedFile("户籍.csv", b"1,2\n" * (size // 4))
    headers = {"Idempotency-Key": str(uuid4()), "Accept-Language": language}
    client.cookies["csrftoken"] = token = "a" * 32
    body = {"csrfmiddlewaretoken": token, "source": "household_registration", "file": file}
    return client.post(address, body, headers=headers | {"X-CSRFToken": token})


@pytest.mark.parametrize("address", ["/intake/", "/account/login/", "/people/", "/nothing/", "/api/loads"])
def test_a_stranger_s_file_is_written_nowhere(address: str) -> None:
    refused = send(Client(), address)
    assert refused.status_code in (401, 403)
    if not address.startswith(("/api/", "/nothing/")):
        assert "Sign in, and upload it again" in refused.content.decode()
        assert "请登录后再上传" in send(Client(), address, language="zh").content.decode()


@pytest.mark.parametrize("address", ["/intake/", "/people/", "/api/loads", "/api/people/search", "/check/child/"])
def test_a_post_that_takes_no_files_is_told_so(reader: Client, address: str) -> None:
    refused = send(reader, address)
    assert refused.status_code in (403, 404, 422)
    if address in ("/intake/", "/people/", "/api/loads"):
        assert "Change to a post that takes files" in refused.content.decode()


def test_elsewhere_a_file_of_who_may_send_them_is_not_taken_either(steward: Client) -> None:
    assert send(steward, "/people/").status_code == 403


@pytest.mark.parametrize(("address", "type_"), [("/intake/", "text/html"), ("/api/loads", "application/problem+json")])
def test_what_is_too_large_is_refused_in_words_before_it_is_written(
    steward: Client, settings: Any, address: str, type_: str
) -> None:
    settings.UPLOAD_MIB = 1
    refused = send(steward, address, size=7 * 2**20)
    assert (refused.status_code, refused["Content-Type"].split(";")[0]) == (413, type_)
    assert "larger than 1 MB" in refused.content.decode()
    assert "part it (by town, for example)" in refused.content.decode()
    if address == "/intake/":
        assert "按乡镇分成几个文件" in send(steward, address, 7 * 2**20, "zh").content.decode()


@pytest.mark.parametrize("address", ["/intake/", "/api/loads"])
def test_up_to_the_limit_it_is_taken_and_leaves_the_folder_when_it_is_sealed(
    steward: Client, settings: Any, nowhere_to_write: Path, address: str
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = nowhere_to_write
    assert send(steward, address).status_code in (200, 302, 202, 422)
    assert list(nowhere_to_write.iterdir()) == []
