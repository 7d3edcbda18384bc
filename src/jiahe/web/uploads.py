"""Files that are sent to the office: only where a page takes them, from a post that may send them, up to the limit.

Django reads a form's files before any view is asked, to find the form's token. So this is decided before it writes one.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from jiahe.web.words import Words

_TAKEN: dict[str, tuple[str, str]] = {}


def take_at(view: str, *, by: tuple[str, str]) -> None:
    """Let an address take files, by the name of its view, from posts that may do this with that kind of record."""
    _TAKEN[view] = by


class NotTaken(MultiPartParserError):
    """A file is not taken here, or not from whom it comes, or it is too large. ``status``: of the answer."""

    def __init__(self, status: int, title: Words, remedy: Words) -> None:
        super().__init__(f"{title.en}. {remedy.en}")
        self.status, self.title, self.remedy = status, title, remedy


class _Readable(Protocol):
    def read(self, size: int) -> bytes: ...


class OnlyWhereTaken(FileUploadHandler):
    """Stands before the handlers that keep files, and lets none through that is not to be kept. Raises NotTaken."""

    def handle_raw_input(self, input_data: _Readable, meta: Any, content_length: int, *_: Any) -> None:
        """Refuse what is too large by its length: Django reads no further than that. The fields may take theirs.

        Raises Resolver404 where there is no page at all.
        """
        limit = settings.UPLOAD_MIB
        if not self._may_send() or content_length <= limit * 2**20 + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return
        left = content_length  # it is read to its end: cut off while it sends, a browser shows no answer
        while left > 0 and (piece := input_data.read(self.chunk_size)):
            left -= len(piece)
        raise NotTaken(413, Words(f"文件超过 {limit} MB", f"The file is larger than {limit} MB"), _PART_IT)

    def new_file(self, *_: Any, **__: Any) -> None:
        """Refuse a file where none is taken."""
        if not self.request.user.is_authenticated:
            raise NotTaken(401, Words("没有登录，文件没有接收", "Not signed in: the file was not taken"), _SIGN_IN)
        if not self._may_send():
            raise NotTaken(403, Words("这里不接收文件", "No file is taken here"), _WITHOUT)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave it to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next handler."""

    def _may_send(self) -> bool:
        request: HttpRequest = self.request
        acting = getattr(request, "acting", None)
        try:  # a middleware that looks at a form's fields does so before Django has found the view
            by = _TAKEN.get((request.resolver_match or resolve(request.path_info)).view_name)
        except Resolver404:
            by = None
        return acting is not None and by is not None and acting.may(*by)


_PART_IT = Words(
    "请返回上一页，按乡镇分成几个文件，分别上传。",
    "Go back, part it (by town, for example), and upload the parts one by one.",
)
_SIGN_IN = Words("请登录后再上传。", "Sign in, and upload it again.")
_WITHOUT = Words(
    "请换到接收文件的岗位，在“导入资料”里上传。",
    "Change to a post that takes files, and upload it under “Files from other offices”.",
)
