"""Files to which things happen at random: each is read, or ends in one sentence that was expected."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.confined import FailedError, Limits, WentTooFarError, confined
from correspondence.replies.read import read_reply
from correspondence.replies.read.kinds import read_file
from correspondence.replies.read.values import Context, Reading, UnreadableError
from tests.replies.hostile import damaged, sound_files
from tests.tools import program

LIMITS = Limits(seconds=60, megabytes=2048)
EACH = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SCANS = {"scan.pdf", "scan.png", "scan.jpg", "scan.tif", "fax.tif"}
"""They take seconds where tesseract reads them, and are fewer."""
NATIVE = {name for name in sound_files() if name.endswith(".pdf")} | SCANS
"""Files read by libraries that are not written in Python, which may take the process down with them."""


def holds_together(reading: Reading) -> bool:
    """Tell whether a file says something, and whether all of it can be stored, and lies where it says."""
    for page in reading.pages:
        assert not page.boxes or len(page.boxes) == len(page.text)
        assert all(0 <= start < end <= len(page.text) for start, end in (*page.ours, *page.doubtful))
    values = [one for value in reading.form.values() for one in (value.name, value.value, value.reason)]
    texts = [one for page in reading.pages for one in (page.text, page.running, page.suspect)]
    reasons = [one.reason for one in reading.unreadable]
    for text in (*values, *texts, *reasons, *reading.headers.values()):
        assert type(text) is str
        assert text.encode("utf-8").decode("utf-8") == text
        assert not any(sign < " " and sign not in "\t\n" for sign in text)
    assert all(reason.startswith(("it ", "its ")) for reason in reasons)
    return bool(reading.pages or reasons)


def outcome(name: str, content: bytes) -> Reading | WentTooFarError | UnreadableError:
    """Read a file, where it is read in Python alone in this process, which is faster."""
    try:
        return (
            confined(LIMITS, read_file, content, name, Context())
            if name in NATIVE
            else read_file(content, name, Context())
        )
    except (UnreadableError, WentTooFarError) as error:
        return error


@pytest.mark.parametrize("name", sorted(sound_files().keys() - NATIVE))
def test_damaged_files_end_in_pages_or_in_a_reason(name: str) -> None:
    @EACH
    @given(seed=st.integers(0, 2**32))
    def holds(seed: int) -> None:
        found = outcome(name, damaged(name, seed))
        assert not isinstance(found, FailedError), (seed, found)
        assert not isinstance(found, Reading) or holds_together(found), seed

    holds()


@pytest.mark.parametrize("name", sorted(NATIVE))
def test_damaged_pages_end_in_pages_or_in_a_reason(name: str) -> None:
    program("tesseract")

    @settings(EACH, max_examples=5 if name in SCANS else 12)
    @given(seed=st.integers(0, 2**32))
    def holds(seed: int) -> None:
        found = outcome(name, damaged(name, seed))
        assert not isinstance(found, FailedError), (seed, found)
        assert not isinstance(found, Reading) or holds_together(found), seed

    holds()


@settings(EACH, max_examples=150)
@given(
    content=st.binary(max_size=300),
    head=st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"{\\rtf1 ",
            b"<html>",
            b"From: a\nMIME-Version: 1.0\n",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ]
    ),
)
def test_any_bytes_end_in_pages_or_in_a_reason(content: bytes, head: bytes) -> None:
    found = outcome("reply", head + content)
    assert not isinstance(found, Reading) or holds_together(found)


@EACH
@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from(["From", "To", "Subject", "Date", "Content-Type", "Content-Disposition"]),
            st.text(max_size=80),
        ),
        max_size=6,
    )
)
def test_any_headers_are_read_as_far_as_they_go(headers: list[tuple[str, str]]) -> None:
    lines = "".join(f"{name}: {value}\n" for name, value in headers)
    content = f"Message-ID: <1@example.gov>\n{lines}\n1. Yes.".encode("utf-8", "replace")
    found = outcome("reply.eml", content)
    assert not isinstance(found, Reading) or holds_together(found)


@pytest.mark.parametrize("name", sorted(sound_files()))
def test_the_sound_files_are_read(name: str) -> None:
    if name in SCANS:
        program("tesseract")
    reply = read_reply(sound_files()[name], name)
    assert reply.pages
    if name not in SCANS:
        assert reply.unreadable == ()
        assert any("Yes" in page.text for page in reply.pages)
