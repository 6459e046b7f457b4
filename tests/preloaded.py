"""The command ``correspondence`` for whoever runs many of them: a copy of a process that has loaded everything.

Loading the engines takes longer than most commands do. Here they are loaded once, and every command is run by a process of
its own that begins as a copy, with the arguments, the folder, the environment, the input and the outputs of its caller.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from tests.tools import ROOT

ENGINES = ("alembic", "docx", "fontTools.subset", "lxml.etree", "pikepdf", "pypdfium2", "sqlalchemy", "weasyprint")
STARTED = b"."
"""What the process writes once it takes commands."""
CALLER = """\
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect(sys.argv[1])
    asked = json.dumps([sys.argv[2:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(line, [len(asked).to_bytes(8, "big")], [0, 1, 2])
    line.sendall(asked)
    told = line.recv(1)
sys.exit(told[0] if told else 255)
"""


@contextmanager
def preloaded() -> Iterator[str]:
    """Start the process; end it when the block is left.

    Yields:
        What a shell script runs before the arguments of a command.
    """
    with TemporaryDirectory() as folder:
        address, caller = Path(folder) / "commands", Path(folder) / "caller.py"
        caller.write_text(CALLER, "utf-8")
        variables = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        variables |= {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        with subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "tests.preloaded", str(address)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=variables,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                assert process.stdout.read(1) == STARTED, "the process that runs commands did not start"
                yield f'"{sys.executable}" -I -S "{caller}" "{address}"'
            finally:
                process.terminate()


def load() -> None:
    """Import the package and its engines."""
    import correspondence

    for found in pkgutil.walk_packages(correspondence.__path__, "correspondence."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name in ENGINES:
        importlib.import_module(name)


def serve(address: str) -> NoReturn:
    """Take commands until this process is ended."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        sys.stdout.buffer.write(STARTED)
        sys.stdout.buffer.flush()
        while True:
            line, _ = door.accept()
            with line:
                if os.fork() == 0:
                    door.close()
                    attend(line)
            while _reaped():
                pass


def _reaped() -> bool:
    """Take leave of a copy that has ended; tell whether there was one."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def attend(line: socket.socket) -> NoReturn:
    """Let a copy run one command, tell its caller how it ended, and end."""
    head, descriptors, _, _ = socket.recv_fds(line, 8, 3)
    size = int.from_bytes(head, "big")
    asked = b""
    while len(asked) < size:
        asked += line.recv(size - len(asked))
    copy = os.fork()
    if copy == 0:
        line.close()
        words, folder, variables = json.loads(asked)
        leave(run(words, folder, variables, descriptors))
    for descriptor in descriptors:
        os.close(descriptor)
    status = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
    line.sendall(bytes([status if status >= 0 else 128 - status]))
    os._exit(0)


def run(words: list[str], folder: str, variables: dict[str, str], descriptors: list[int]) -> int:
    """Run one command as if it had been started by its caller; return its exit status."""
    for own, given in enumerate(descriptors):
        os.dup2(given, own)
        os.close(given)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    sys.argv = ["correspondence", *words]
    sys.stdin = _stream(0, "r")
    sys.stdout, sys.stderr = _stream(1, "w"), _stream(2, "w")
    from correspondence.cli import main

    try:
        main(prog_name="correspondence")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def leave(status: int) -> NoReturn:
    """End as Python ends, but for tearing down what was loaded, which takes longer than most commands."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    atexit._run_exitfuncs()  # noqa: SLF001 - nothing public runs them
    os._exit(status)


def _stream(descriptor: int, mode: str) -> Any:
    return open(descriptor, mode, encoding="utf-8", closefd=False, buffering=1)


if __name__ == "__main__":
    load()
    gc.freeze()
    serve(sys.argv[1])
