"""A command that is asked to stop, by Ctrl-C or by the system's SIGTERM, stops: even when a library lost the word."""

from __future__ import annotations

import signal
import threading
from types import FrameType


class Stop:
    """Whether somebody asked the command to stop. It is a signal's handler, and ``heed`` is called at each step.

    The handler raises KeyboardInterrupt in the main thread. When that is inside a library's own code (DuckDB asks
    Python for signals between two statements) the exception can be lost there; the next step raises it again.
    """

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        raise KeyboardInterrupt

    def listen(self) -> None:
        """Handle SIGINT and SIGTERM from now on."""
        self.asked = False
        signal.signal(signal.SIGINT, self)
        signal.signal(signal.SIGTERM, self)

    def heed(self) -> None:
        """Raise KeyboardInterrupt, in the main thread, when the command was asked to stop and still goes on."""
        if self.asked and threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt


STOP = Stop()
"""The one of this process."""
