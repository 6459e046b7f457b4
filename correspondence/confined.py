"""A function in a process of its own, with limits on its time and memory.

Whoever reads files from strangers reads one, some day, that never ends or wants all memory. Such work is done by
processes that are stopped when they go too far; what is in hand beside it goes on. They answer several calls, one after
the other, so that a call costs no start. In them Python opens no connection to a network.
"""

from __future__ import annotations

import atexit
import contextlib
import copyreg
import io
import json
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any, ParamSpec, TypeVar

from correspondence.errors import CorrespondenceError


def _mapping(items: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(items)


copyreg.pickle(MappingProxyType, lambda mapping: (_mapping, (dict(mapping),)))
"""Values of this package hold mappings that do not change, which pickle does not know."""

P = ParamSpec("P")
T = TypeVar("T")

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from correspondence.confined import serve; serve()"
_CALLS_OF_ONE_PROCESS = 200
"""After so many calls a process makes room for a fresh one: what libraries leak goes with it."""
_LENGTH = struct.Struct(">Q")
_TRUSTED = {"builtins": {"bytearray", "complex", "frozenset", "range", "set"}, "datetime": {"date", "datetime"}}
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a call may go.

    Attributes:
        seconds: Time, on the clock.
        megabytes: Memory that its process may ask for, with all programs that it starts; kept on Linux alone.
    """

    seconds: float = 60
    megabytes: int = 2048


class WentTooFarError(CorrespondenceError):
    """A confined function did not come to its end.

    Args:
        reason: What happened, as the end of a sentence that begins with "it".
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        """Say what happened."""
        return f"it {self.reason}"


class OutOfTimeError(WentTooFarError):
    """It took longer than it may."""


class OutOfMemoryError(WentTooFarError):
    """It asked for more memory than it may have."""


class EndedError(WentTooFarError):
    """Its process ended under it, as a fault in a library makes it do."""


class FailedError(WentTooFarError):
    """It raised an exception that nobody expected."""


def confined(limits: Limits, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Call a function in another process.

    Args:
        limits: How far it may go.
        function: A public function of a module of this package.
        given: What it is called with; it must pickle.
        named: The same by name.

    Returns:
        What it returned: values of this package, of dates and of Python's plain types.

    Raises:
        CorrespondenceError: It raised this itself.
        OutOfTimeError: It took too long, and was stopped, and with it every program that it had started.
        OutOfMemoryError: It wanted too much memory.
        EndedError: Its process ended before it.
        FailedError: It raised something else.

    Example:
        >>> from correspondence.references import check_character
        >>> confined(Limits(seconds=30), check_character, "REF2017223C")
        'M'
    """
    process = _POOL.take(limits.megabytes)
    try:
        answer = process.ask(pickle.dumps((function, given, named)), limits.seconds)
    except BaseException:
        process.stop()
        raise
    _POOL.give_back(process)
    kind, value = _Unpickler(io.BytesIO(answer)).load()
    if kind == "returned":
        returned: T = value
        return returned
    if kind == "raised":
        raise value
    raise (OutOfMemoryError if kind == "memory" else FailedError)(value)


class _Unpickler(pickle.Unpickler):
    """Takes values of this package and plain ones from a process that read what strangers wrote, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] == "correspondence" or name in _TRUSTED.get(module, ()):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise FailedError(f"answered with {module}.{name}, which is no value")


class _Process:
    """One process that answers calls."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes, self.calls = megabytes, 0
        # The program and its arguments are our own; it leads a group, so that whatever it starts is stopped with it.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", _START, json.dumps(sys.path), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )

    def ask(self, question: bytes, seconds: float) -> bytes:
        """Send a call and wait for its answer."""
        self.calls += 1
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise EndedError("has no way to answer")
        late = threading.Event()

        def ring() -> None:
            late.set()
            self._kill()

        alarm = threading.Timer(seconds, ring)
        alarm.daemon = True
        alarm.start()
        try:
            _write(process.stdin, question)
            answer = _read(process.stdout)
        except (BrokenPipeError, EOFError):
            if late.is_set():
                raise OutOfTimeError(f"took longer than {seconds:g} seconds, and was stopped") from None
            raise EndedError(_ended(process.wait())) from None
        finally:
            alarm.cancel()
        return answer

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it and everything that it started."""
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _ended(status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"ended the process that read it ({signal.Signals(-status).name})"
    return "ended the process that read it"


class _Pool:
    """The processes that wait for a call; each thread takes one of its own."""

    def __init__(self) -> None:
        self._lock, self._idle, self._owner = threading.Lock(), list[_Process](), os.getpid()

    def take(self, megabytes: int) -> _Process:
        with self._lock:
            if self._owner != os.getpid():  # a copy of the process that started them
                self._idle, self._owner = [], os.getpid()
            for process in self._idle:
                if process.megabytes == megabytes:
                    self._idle.remove(process)
                    break
            else:
                process = _Process(megabytes)
        if process.is_running:
            return process
        process.stop()
        return self.take(megabytes)

    def give_back(self, process: _Process) -> None:
        if process.calls >= _CALLS_OF_ONE_PROCESS:
            process.stop()
            return
        with self._lock:
            self._idle.append(process)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
            for process in idle if self._owner == os.getpid() else ():
                process.stop()


_POOL = _Pool()
atexit.register(_POOL.close)


def _write(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def serve() -> None:
    """Answer calls until nobody asks any more: what a confined process does."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # what libraries print is no answer
    _limit_memory(int(sys.argv[2]))
    sys.addaudithook(_stay_at_home)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _write(answers, _answer(_read(asked)))


def _answer(question: bytes) -> bytes:
    try:
        function, given, named = pickle.loads(question)  # noqa: S301  (from the process that started this one)
        return pickle.dumps(("returned", function(*given, **named)))
    except CorrespondenceError as error:
        return pickle.dumps(("raised", error))
    except MemoryError:
        return pickle.dumps(("memory", "asked for more memory than it may have, and was stopped"))
    except RecursionError:
        return pickle.dumps(("failed", "nests its parts too deep"))
    except Exception as error:  # noqa: BLE001  (nothing that a file holds may end the run)
        return pickle.dumps(("failed", f"could not be understood ({type(error).__name__})"))


def _limit_memory(megabytes: int) -> None:
    import resource

    if sys.platform == "linux":  # macOS takes the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _stay_at_home(event: str, given: tuple[Any, ...]) -> None:
    """Refuse every connection, whichever library asks for it."""
    del given
    if event in _NETWORK:
        raise PermissionError(event)
