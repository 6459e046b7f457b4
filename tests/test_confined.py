"""A function in a process with limits: it answers, or ends in one sentence, and never takes others down."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from correspondence.confined import (
    EndedError,
    FailedError,
    Limits,
    OutOfMemoryError,
    OutOfTimeError,
    WentTooFarError,
    confined,
)
from correspondence.references import Reference, WrongReferenceError, check_character
from correspondence.reply import Unreadable

SMALL = Limits(seconds=20, megabytes=512)


def test_values_of_the_package_come_back() -> None:
    assert confined(SMALL, Unreadable, "a.pdf", reason="it is empty") == Unreadable("a.pdf", "it is empty")
    assert confined(SMALL, check_character, "REF2017223C") == "M"


def test_an_error_of_ours_is_raised_here_as_it_was_there() -> None:
    with pytest.raises(WrongReferenceError) as caught:
        confined(SMALL, Reference.parse, "nonsense-number-1")
    assert caught.value.text == "nonsense-number-1"


def test_one_process_answers_one_call_after_another() -> None:
    assert len({confined(SMALL, os.getpid) for _ in range(3)}) == 1
    assert confined(SMALL, os.getpid) != os.getpid()


def test_a_fresh_process_takes_over_after_many_calls() -> None:
    assert len({confined(SMALL, os.getpid) for _ in range(250)}) == 2


def test_calls_at_the_same_time_have_processes_of_their_own() -> None:
    begun = time.monotonic()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: confined(SMALL, time.sleep, 1), range(3)))
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    ("function", "given", "kind", "sentence"),
    [
        (time.sleep, 60, OutOfTimeError, "it took longer than 0.5 seconds, and was stopped"),
        (os._exit, 3, EndedError, "it ended the process that read it"),
        (signal.raise_signal, signal.SIGSEGV, EndedError, "it ended the process that read it (SIGSEGV)"),
        (int, "x", FailedError, "it could not be understood (ValueError)"),
        (sys.exit, 0, EndedError, "it ended the process that read it"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    function: object, given: object, kind: type[WentTooFarError], sentence: str
) -> None:
    with pytest.raises(kind) as caught:
        confined(Limits(0.5, 512), function, given)  # type: ignore[arg-type] # functions of many kinds
    assert str(caught.value) == sentence
    assert confined(SMALL, check_character, "REF2017223C") == "M"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep the limit")
def test_too_much_memory_is_refused() -> None:
    with pytest.raises(OutOfMemoryError) as caught:
        confined(SMALL, bytes, 1 << 30)
    assert str(caught.value) == "it asked for more memory than it may have, and was stopped"


def test_programs_that_it_started_are_stopped_with_it() -> None:
    script = "import time; time.sleep(77.25)"
    with pytest.raises(OutOfTimeError):
        confined(Limits(1, 512), subprocess.check_output, [sys.executable, "-c", script])
    time.sleep(0.2)
    running = subprocess.run(["ps", "-A", "-o", "args"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert [line for line in running.splitlines() if "77.25" in line and "sleep" in line] == []


def test_it_opens_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(FailedError) as caught:
        confined(SMALL, socket.create_connection, ("127.0.0.1", server.getsockname()[1]))
    assert str(caught.value) == "it could not be understood (PermissionError)"


def test_what_is_no_value_is_not_taken_from_it() -> None:
    with pytest.raises(FailedError) as caught:
        confined(SMALL, threading.Barrier, 2)
    assert str(caught.value).startswith("it could not be understood")
    with pytest.raises(FailedError) as caught:
        confined(SMALL, subprocess.CompletedProcess, [], 0)
    assert str(caught.value) == "it answered with subprocess.CompletedProcess, which is no value"
