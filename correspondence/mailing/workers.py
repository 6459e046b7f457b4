"""Letters made by several processes of this machine, and handed back in their order.

The caller alone writes files. A worker that dies is replaced and its letters are made again; one letter that takes its
worker along twice is given up, and the others are made all the same.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from correspondence.errors import CorrespondenceError
from correspondence.mailing.collecting import seldom_collecting
from correspondence.mailing.kit import Bench, Kit, Task, UnmadeError, packed, unpacked
from correspondence.mailing.rendering import Rendered

WORTH_IT = 200
"""Below so many letters one process is faster than several: each has to be started."""
BATCH = 4
"""Letters that a worker is given at a time."""
AHEAD = 2
"""Batches that a worker has in hand: the one that it makes, and those that it goes on with."""
LIFETIME = 2500
"""After so many letters a worker makes room for a fresh one: what libraries leak goes with it."""
FATAL = 2
"""So many workers a letter may take along."""
IN_VAIN = 4
"""So many workers in a row may end, for each that there is, before one of them has made a letter."""

Numbered = tuple[int, Task]
Result = Rendered | UnmadeError


class WorkersError(CorrespondenceError):
    """No worker can make letters.

    Args:
        status: With what the last of them ended.
    """

    def __init__(self, status: str) -> None:
        self.status = status
        super().__init__(status)

    def __str__(self) -> str:
        """Say how to do without them."""
        return f"the worker processes ended before they made a letter ({self.status}); look for what ended them (memory?), or give --jobs 1"


def jobs_for(wanted: int | None, letters: int) -> int:
    """Return how many processes make so many letters.

    Args:
        wanted: How many somebody asked for; None for as many as are worth it.
        letters: How many letters are made.
    """
    if wanted is not None:
        return max(1, min(wanted, letters))
    if letters < WORTH_IT:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def made_here(bench: Bench, tasks: Iterable[Task]) -> Iterator[Result]:
    """Yield what letters become, made in this process."""
    with seldom_collecting():
        yield from map(bench.make, tasks)


def made_by_workers(kit: Kit, tasks: Iterable[Task], jobs: int) -> Generator[Result, None, None]:
    """Yield what letters become, in their order; close it to stop the workers.

    Args:
        kit: What they share.
        tasks: The letters; no more are taken than the workers have in hand.
        jobs: How many processes make them.

    Raises:
        WorkersError: No worker can make any.
        WriteError: There is no room for temporary files.
        MissingToolError: A tool is missing.
    """
    crew = _Crew(packed(kit), tasks, jobs)
    try:
        yield from crew.results()
    finally:
        crew.stop()


@dataclass(eq=False)
class _Worker:
    process: ForkServerProcess
    pipe: Connection
    given: int = 0
    assigned: deque[Numbered] = field(default_factory=deque)
    retired: bool = False
    begun: int | None = None


class _Crew:
    """The workers of one run."""

    def __init__(self, kit: bytes, tasks: Iterable[Task], jobs: int) -> None:
        self._kit, self._jobs = kit, jobs
        self._tasks: Iterator[Numbered] = enumerate(tasks)
        self._again: deque[Numbered] = deque()
        self._done: dict[int, Result] = {}
        self._deaths: dict[int, int] = {}
        self._next = self._taken = self._in_vain = 0
        self._exhausted = False
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(["__main__", "correspondence.mailing.preloaded"])
        self._workers: list[_Worker] = []

    def results(self) -> Iterator[Result]:
        self._workers = [self._started() for _ in range(self._jobs)]
        while True:
            for worker in list(self._workers):
                self._give(worker)
            if self._next in self._done:
                self._next += 1
                yield self._done.pop(self._next - 1)
                self._listen(0)
            elif any(worker.assigned for worker in self._workers):
                self._listen(None)
            elif self._exhausted and not self._again:
                return

    def stop(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in self._workers:
            worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join()
            worker.process.close()
        self._workers = []

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs,), daemon=True)
        with _uninterrupted():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        with contextlib.suppress(OSError):  # it has ended already: listening to it says so
            ours.send_bytes(self._kit)
        return worker

    def _give(self, worker: _Worker) -> None:
        """Give a worker its next batches, as long as no letter waits too long for the one before it."""
        while not worker.retired and len(worker.assigned) <= BATCH * (AHEAD - 1):
            batch = self._batch()
            if not batch:
                return
            worker.assigned.extend(batch)
            worker.given += len(batch)
            worker.retired = worker.given >= LIFETIME
            with contextlib.suppress(OSError):
                worker.pipe.send_bytes(packed([(index, packed(task)) for index, task in batch]))

    def _batch(self) -> list[Numbered]:
        if self._again:
            return [self._again.popleft()]  # by itself, so that it takes no other along
        if self._exhausted or self._taken >= self._next + self._jobs * BATCH * (AHEAD + 1):
            return []
        batch = list(islice(self._tasks, BATCH))
        self._exhausted = len(batch) < BATCH
        self._taken += len(batch)
        return batch

    def _listen(self, seconds: float | None) -> None:
        """Take what workers send; wait for one of them where there is no limit."""
        pipes = {worker.pipe: worker for worker in self._workers}
        for ready in connection.wait(list(pipes), seconds):
            worker = pipes[ready]  # type: ignore[index]  # they are pipes alone
            try:
                index, result = unpacked(worker.pipe.recv_bytes())
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if isinstance(result, CorrespondenceError) and not isinstance(result, UnmadeError):
                raise result
            if result is None:
                worker.begun = index
                continue
            worker.assigned.popleft()
            worker.begun = None
            self._done[index] = result
            self._in_vain = 0
            if worker.retired and not worker.assigned:
                self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.join()
        worker.process.close()
        self._workers[self._workers.index(worker)] = self._started()

    def _bury(self, worker: _Worker) -> None:
        """Replace a worker that has ended; its letters are made again, the first of them not for ever."""
        worker.process.kill()
        worker.process.join()
        status = _ended(worker.process.exitcode)
        self._in_vain += 1
        if self._in_vain > IN_VAIN * self._jobs:
            raise WorkersError(status)
        if (index := worker.begun) is not None:
            self._deaths[index] = self._deaths.get(index, 0) + 1
            if self._deaths[index] >= FATAL:
                worker.assigned.popleft()
                message = f"the process that made it was ended {FATAL} times ({status})"
                self._done[index] = UnmadeError(message, "look for what it has that others have not: pictures, lengths")
        self._again.extendleft(reversed(worker.assigned))
        self._replace(worker)


def _ended(status: int | None) -> str:
    if status is not None and status < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-status).name
    return f"exit status {status}"


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes that an interrupt from the keyboard does not reach: the caller stops them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(pipe: Connection) -> None:
    """Make letters until nobody asks any more: what a worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    kit: Kit = unpacked(pipe.recv_bytes())
    threading.Thread(target=_hear, args=(pipe, asked), daemon=True).start()
    with contextlib.suppress(OSError):  # the caller is gone
        try:
            bench = kit.bench()
            with seldom_collecting():
                while (batch := asked.get()) is not None:
                    for index, task in unpacked(batch):
                        pipe.send_bytes(packed((index, None)))  # whose fault it is if this process ends now
                        pipe.send_bytes(packed((index, bench.make(unpacked(task)))))
        except CorrespondenceError as error:
            pipe.send_bytes(packed((-1, error)))
        except Exception as error:  # noqa: BLE001  (the caller tells of it)
            pipe.send_bytes(packed((-1, WorkersError(f"{type(error).__name__}: {error}"))))


def _hear(pipe: Connection, asked: queue.SimpleQueue[bytes | None]) -> None:
    """Take batches as they come, so that whoever sends them never waits; end with the caller."""
    while True:
        try:
            asked.put(pipe.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)
