"""Ask a time-stamp server for the time (RFC 3161)."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import urllib.error
import urllib.request
from typing import Any, ClassVar
from urllib.parse import urlsplit

from correspondence.sign.trusting import is_for_stamps
from correspondence.sign.values import TimeStampError

SECONDS = 10
LARGEST = 100_000
WITHOUT = "try again later, name another server, or sign without --timestamp"


def time_stamper(address: str, seconds: float = SECONDS) -> Any:
    """Return what asks a server for time stamps, as pyHanko wants it.

    Args:
        address: The server's, as ``https://tsa.agency.gov``.
        seconds: How long it may take to answer.

    Raises:
        TimeStampError: This is no such address; later, where the server does not do its part.
    """
    from asn1crypto import core, tsp
    from pyhanko.sign.timestamps import TimeStamper

    if not _is_address(address):
        raise TimeStampError(f'"{address}" is no address of a time-stamp server', "write one as https://tsa.agency.gov")

    class Refusal(core.Sequence):  # type: ignore[misc]  # asn1crypto wants a time stamp, which a server that refuses does not send
        _fields: ClassVar[list[Any]] = [("status", tsp.PKIStatusInfo), ("stamp", core.Any, {"optional": True})]

    class Server(TimeStamper):
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            content = await asyncio.to_thread(_answer, address, req.dump(), seconds)
            try:
                granted = str(Refusal.load(content, strict=True)["status"]["status"].native)
                response = tsp.TimeStampResp.load(content, strict=True)
                fault = await _fault_of(response, req) if granted.startswith("granted") else ""
            except Exception as error:  # what a server babbles fails in as many ways as there are libraries below
                raise TimeStampError(
                    f"what the time-stamp server {address} answers is no time stamp", WITHOUT
                ) from error
            if not granted.startswith("granted"):
                raise TimeStampError(f"the time-stamp server {address} refuses ({granted})", WITHOUT)
            if fault:
                raise TimeStampError(f"the time-stamp server {address} {fault}", "do not trust it; name another server")
            return response

    return Server()  # type: ignore[no-untyped-call]


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.port != 0
            and "!" <= min(address) <= max(address) <= "~"
        )
    except ValueError:  # a port that is none, or half an address of IPv6
        return False


async def _fault_of(response: Any, request: Any) -> str:
    """Say in what a server did something else than it was asked to; empty where it did not."""
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko_certvalidator import ValidationContext

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    token = response["time_stamp_token"]["content"]
    told = token["encap_content_info"]["content"].parsed
    asked = request["message_imprint"]
    if told["message_imprint"].native != asked.native or told["nonce"].native != request["nonce"].native:
        return "stamped something else than it was asked to"
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    status = await validate_tst_signed_data(token, context, lambda _: asked["hashed_message"].native)
    if not (status["intact"] and status["valid"]):
        return "sent a time stamp whose own signature does not hold"
    return (
        "" if is_for_stamps(status["signing_cert"].dump()) else "signs with a certificate that is not for time stamps"
    )


def _answer(address: str, question: bytes, seconds: float) -> bytes:
    """Return what a server answers.

    A thread of its own asks it: names that are looked up, and servers that answer a byte now and then, keep no time.
    """
    late = TimeStampError(f"the time-stamp server {address} did not answer within {seconds:g} seconds", WITHOUT)
    answers: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_asked(address, question, seconds))
        except Exception as error:  # noqa: BLE001  (it is raised where somebody waits for it)
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise late from None
    if isinstance(answer, bytes):
        return answer
    if isinstance(answer, TimeStampError):
        raise answer
    if isinstance(answer, TimeoutError) or isinstance(getattr(answer, "reason", None), TimeoutError):
        raise late from answer
    raise TimeStampError(f"the time-stamp server {address} cannot be reached", WITHOUT) from answer


def _asked(address: str, question: bytes, seconds: float) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(address, question, headers)  # noqa: S310  (its scheme was looked at)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310
            return bytes(response.read(LARGEST))
    except urllib.error.HTTPError as error:
        error.close()
        raise TimeStampError(f"the time-stamp server {address} refuses ({error.code})", WITHOUT) from error
