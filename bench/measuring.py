"""How times are taken: in turns, so that both sides meet the same machine, and in processes of their own."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

THREADS = 2
"""What DuckDB may use, on both sides of every ratio."""


@dataclass(frozen=True)
class Figure:
    """One line of the result. ``bar``: the most it may be."""

    name: str
    value: float
    bar: float
    note: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether it is within its bar."""
        return self.value <= self.bar

    def line(self) -> str:
        """Return the line to print."""
        return f"{self.name:<22} {self.value:8.2f} {self.bar:8.2f}  {'ok' if self.is_ok else 'short'}"


@dataclass(frozen=True)
class Run:
    """One timed call. ``peak``: the most memory its process ever held, in GiB; 0 when it was not asked."""

    seconds: float
    peak: float = 0.0


def timed(call: Callable[[], Any]) -> Run:
    """Time one call."""
    start = time.perf_counter()
    call()
    return Run(time.perf_counter() - start)


def ratio_in_turns(
    ours: Callable[[], Any], theirs: Callable[[], Any], times: int, *, run: Callable[[Any], Run] = timed
) -> tuple[float, float, float]:
    """Return the median ratio of pairs that ran one after the other, and the median seconds of each side.

    Each side runs once before, so that files and code are warm. The order changes from pair to pair.
    """
    run(ours), run(theirs)
    pairs = []
    for number in range(times):
        if number % 2:
            second, first = run(theirs), run(ours)
        else:
            first, second = run(ours), run(theirs)
        pairs.append((first.seconds, second.seconds))
    return (
        statistics.median(one / other for one, other in pairs),
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
    )


def in_fresh_process(call: Callable[[], Any]) -> Run:
    """Time a call (of a module's own function, by functools.partial) in a process of its own, imports not counted.

    Raises RuntimeError with the process's own error when it fails.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(call, sender))
    process.start()
    sender.close()
    try:
        found = receiver.recv()
    except EOFError:
        found = "it ended without a word (killed for want of memory?)"
    process.join()
    if isinstance(found, str):
        raise RuntimeError(f"a timed process failed: {found}")
    return found


def _tell(call: Callable[[], Any], sender: Any) -> None:
    try:
        run = timed(call)
        sender.send(Run(run.seconds, _peak()))
    except Exception as problem:
        sender.send(f"{type(problem).__name__}: {problem}")


def _peak() -> float:
    """Return the peak resident memory of this process in GiB.

    From /proc where there is one: getrusage counts what the parent held when it made this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**30
