"""Ask a time-stamp server for the time (RFC 3161)."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from correspondence.sign.values import TimeStampError

SECONDS = 20
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
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).netloc:
        raise TimeStampError(f'"{address}" is no address of a time-stamp server', "write one as https://tsa.agency.gov")

    class Server(TimeStamper):
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            content = await asyncio.to_thread(_answer, address, req.dump(), seconds)
            try:
                response = tsp.TimeStampResp.load(content, strict=True)
                granted = response["status"]["status"].native
                if granted == "granted":
                    told = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
                    same = (
                        told["message_imprint"]["hashed_message"].native
                        == req["message_imprint"]["hashed_message"].native
                    )
                    fresh = told["nonce"].native == req["nonce"].native
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise TimeStampError(
                    f"what the time-stamp server {address} answers is no time stamp", WITHOUT
                ) from error
            if granted != "granted":
                raise TimeStampError(f"the time-stamp server {address} refuses ({granted})", WITHOUT)
            if not (same and fresh):
                message = f"the time-stamp server {address} stamped something else than it was asked to"
                raise TimeStampError(message, "do not trust it; name another server")
            return response

    return Server()  # type: ignore[no-untyped-call]


def _answer(address: str, question: bytes, seconds: float) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(address, question, headers)  # noqa: S310  (its scheme was looked at)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310
            return bytes(response.read(LARGEST))
    except urllib.error.HTTPError as error:
        error.close()
        raise TimeStampError(f"the time-stamp server {address} refuses ({error.code})", WITHOUT) from error
    except TimeoutError as error:
        raise TimeStampError(
            f"the time-stamp server {address} did not answer within {seconds:g} seconds", WITHOUT
        ) from error
    except (OSError, HTTPException) as error:
        if isinstance(getattr(error, "reason", None), TimeoutError):
            message = f"the time-stamp server {address} did not answer within {seconds:g} seconds"
            raise TimeStampError(message, WITHOUT) from error
        raise TimeStampError(f"the time-stamp server {address} cannot be reached", WITHOUT) from error
