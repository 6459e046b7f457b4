"""Letters made on the machines of a Dask cluster, and handed back in their order.

The workers need this program, in the same version and with the same fonts, and nothing of the office: what letters share is
handed to them once, as bytes. They compute, and the caller alone writes.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from correspondence.errors import CorrespondenceError, MissingToolError
from correspondence.mailing.kit import Bench, Kit, Task, UnmadeError, packed, unpacked
from correspondence.mailing.rendering import Rendered
from correspondence.render.engines import engines, program

BATCH = 8
"""Letters that a worker is given at a time."""
AHEAD = 3
"""Batches in hand for each thread of the cluster."""
SECONDS = 10
"""So long a scheduler may take to answer, and a cluster without workers to get one."""

Numbered = tuple[int, Task]
Result = Rendered | UnmadeError


class ClusterError(CorrespondenceError):
    """The letters cannot be made on the cluster.

    Args:
        message: What is wrong.
        remedy: What to do about it.
    """

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message, remedy)

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return f"{self.message}; {self.remedy}"


def made_by_cluster(kit: Kit, tasks: Iterable[Task], scheduler: str) -> Iterator[Result]:
    """Yield what letters become, in their order.

    Args:
        kit: What they share, with the office's files in it.
        tasks: The letters; no more are taken than the cluster has in hand.
        scheduler: Its address, such as ``tcp://10.0.0.5:8786``.

    Raises:
        MissingToolError: The extra ``cluster`` is not installed.
        ClusterError: The cluster cannot be reached, has no workers, or would make other bytes than this machine.
        WriteError: A worker has no room for temporary files.
    """
    with _connected(scheduler) as client:
        _compare(client)
        yield from _Cluster(client, packed(kit), tasks).results()


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client as Connected
    except ImportError as error:
        raise MissingToolError(
            "distributed", "a merge on a cluster", "pip install 'correspondence[cluster]'"
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told as an error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # unlike versions of libraries that do not matter here
            connected: Any = Connected
            client = connected(scheduler, timeout=SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        message = f"no scheduler answers at {scheduler} ({error})"
        raise ClusterError(message, "start one with 'dask scheduler', or mend the address") from error
    with client:
        yield client


def signature() -> Mapping[str, str]:
    """Return the versions of all that shapes a letter on this machine."""
    return {**engines(), "correspondence": program()}


def _compare(client: Any) -> None:
    """Make sure that all workers would make the same bytes as this machine."""
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError as error:
        address = client.scheduler.address
        raise ClusterError(
            f"the cluster at {address} has no workers", f"start some with 'dask worker {address}'"
        ) from error
    ours = signature()
    for worker, theirs in sorted(_signatures(client).items()):
        unlike = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        if unlike:
            shown = ", ".join(
                f"{name} {_short(theirs.get(name))} instead of {_short(ours.get(name))}" for name in unlike
            )
            raise ClusterError(
                f"the worker {worker} would make other files than this machine: it has {shown}",
                "install the same versions there",
            )


def _signatures(client: Any) -> dict[str, Mapping[str, str]]:
    try:
        found: dict[str, Mapping[str, str]] = client.run(signature)
    except CorrespondenceError:
        raise
    except Exception as error:  # whatever a worker without this program says
        message = f"the workers of the cluster cannot make letters ({type(error).__name__}: {error})"
        raise ClusterError(message, "install correspondence there in this version") from error
    return found


def _short(value: str | None) -> str:
    return "none" if not value else value if len(value) <= 20 else value[:8]  # noqa: PLR2004  (a checksum)


class _Cluster:
    """One run on a cluster."""

    def __init__(self, client: Any, kit: bytes, tasks: Iterable[Task]) -> None:
        self._client, self._kit = client, kit
        self._tasks: Iterator[Numbered] = enumerate(tasks)
        self._waiting: deque[tuple[Any, list[Numbered]]] = deque()
        self._key = hashlib.sha256(kit).hexdigest()
        self._shared: Any = None

    def results(self) -> Iterator[Result]:
        self._share()
        while True:
            while len(self._waiting) < self._room() and (batch := list(islice(self._tasks, BATCH))):
                self._waiting.append((self._submitted(batch), batch))
            if not self._waiting:
                return
            future, batch = self._waiting.popleft()
            yield from self._taken(future, batch)

    def _room(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(2, AHEAD * threads)

    def _share(self) -> None:
        self._shared = self._client.scatter(self._kit, broadcast=True, hash=False)

    def _submitted(self, batch: list[Numbered]) -> Any:
        return self._client.submit(make_batch, self._shared, self._key, packed(batch), pure=False)

    def _taken(self, future: Any, batch: list[Numbered]) -> Iterator[Result]:
        """Yield what a batch became; where it took its workers along, its letters are made one by one."""
        from distributed import CancelledError, KilledWorker

        for _ in range(3):
            try:
                results: list[Result] = unpacked(future.result())
            except KilledWorker:
                if len(batch) == 1:
                    message = "the workers of the cluster that made it ended, one after the other"
                    yield UnmadeError(message, "look for what it has that others have not: pictures, lengths")
                    return
                for one in batch:
                    yield from self._taken(self._submitted([one]), [one])
                return
            except CancelledError:  # all workers that had what letters share are gone
                self._share()
                future = self._submitted(batch)
            else:
                yield from results
                return
        raise ClusterError("the workers of the cluster come and go", "see to them, and run the command again")


_LOCK = threading.Lock()
_BENCHES: dict[str, Bench] = {}


def make_batch(kit: bytes, key: str, batch: bytes) -> bytes:
    """Make some letters: what a worker of a cluster does, one batch at a time.

    Args:
        kit: What all letters share.
        key: By what a kit that was unpacked is known again.
        batch: The letters.
    """
    with _LOCK:
        if key not in _BENCHES:
            _BENCHES.clear()
            shared: Kit = unpacked(kit)
            _BENCHES[key] = shared.bench()
        return packed([_BENCHES[key].make(task) for _, task in unpacked(batch)])
