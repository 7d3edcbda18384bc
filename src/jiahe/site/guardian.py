"""Ends what an office has begun when the office itself is gone without a word: killed, or out of memory.

A process of its own, told by its standard input what there is to end; the office holds the other end. When that closes
before the office has said that all is done, the rest is ended here, and the office's lock is held until then.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 25
"""Seconds that a child is given to end what it is at."""

_CHILD, _DATABASE, _DONE = "child", "database", "done"


class Guardian:
    """What an office tells its guardian."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def child(self, number: int) -> None:
        """There is a child, in a session of its own."""
        self._tell(f"{_CHILD} {number}")

    def database(self, data: Path) -> None:
        """There is a database server that goes with the office."""
        self._tell(f"{_DATABASE} {data}")

    def done(self) -> None:
        """All is ended, or never was begun."""
        self._tell(_DONE)
        self._process.communicate()

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # it is gone itself
            assert self._process.stdin is not None
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()


@contextmanager
def guarded(lock: int) -> Iterator[Guardian]:
    """Have a guardian while the block is done. ``lock``: the file that is held until everything has ended."""
    command = [sys.executable, "-m", "jiahe.site.guardian"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True, pass_fds=[lock])
    guardian = Guardian(process)
    try:
        yield guardian
    finally:
        guardian.done()


def main() -> None:
    """Wait until the office is gone; end what it has left, unless it has said that all is done."""
    told = [line.rstrip("\n").split(" ", 1) for line in sys.stdin]
    if [_DONE] in told:
        return
    _end([int(word[1]) for word in told if word[0] == _CHILD])
    for data in {word[1] for word in told if word[0] == _DATABASE}:
        from jiahe.site.database import stop_embedded

        stop_embedded(Path(data))


def _end(children: list[int]) -> None:
    import psutil

    left = []
    for one in children:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            left.append(psutil.Process(one))
            os.kill(one, signal.SIGTERM)
    psutil.wait_procs(left, timeout=PATIENCE)
    for one in children:
        with suppress(ProcessLookupError):
            os.killpg(one, signal.SIGKILL)


if __name__ == "__main__":
    main()
