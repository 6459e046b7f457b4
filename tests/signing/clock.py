"""A time-stamp server of the tests' own, which does its part, refuses, is late or lies, as its path says."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import core, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.signing.authority import DAY, NOW, Holder, authority

MOMENTS = {"/behind": NOW - 4000 * DAY, "/ahead": NOW + 4000 * DAY, "/week": NOW - 7 * DAY}
STATUSES = {"/refuses": 503, "/fails": 500}


def answer(path: str, content: bytes) -> bytes:
    """Return what the server answers to a question."""
    if path in {"/babbles", *STATUSES}:
        return b"good morning"
    if path == "/declines":
        return bytes.fromhex("30053003020102")  # PKIStatusInfo alone: 2, rejection
    question = tsp.TimeStampReq.load(content)
    if path == "/lies":
        question["message_imprint"]["hashed_message"] = b"\0" * 32
    if path == "/forgets":
        question["nonce"] = core.Integer(1)
    one = authority()
    made = _stamped(
        {"/unfit": one.signer, "/stopped": one.stopped}.get(path, one.clock), MOMENTS.get(path, NOW), question
    )
    if path == "/forges":
        info = made["time_stamp_token"]["content"]["signer_infos"][0]
        info["signature"] = bytes(len(info["signature"].native))
    return bytes(made.dump())


def _stamped(holder: Holder, moment: datetime.datetime, question: tsp.TimeStampReq) -> tsp.TimeStampResp:
    secret = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    clock = DummyTimeStamper(asn1_x509.Certificate.load(holder.der), keys.PrivateKeyInfo.load(secret), fixed_dt=moment)
    return clock.request_tsa_response(question)


class _Clock(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        made = answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/hangs-up":
            return
        if self.path == "/late":
            time.sleep(0.5)
        self.send_response(STATUSES.get(self.path, 200))
        self.end_headers()
        with suppress(OSError):
            for at in range(0, len(made), 1 if self.path == "/drips" else len(made)):
                self.wfile.write(made[at:] if self.path != "/drips" else made[at : at + 1])
                time.sleep(0.1 if self.path == "/drips" and at < 40 else 0)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[str]:
    """Run the server for as long as the ``with`` statement lasts; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
