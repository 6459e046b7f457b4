"""The settings of mail: passwords and open connections are refused, at the line where they stand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from correspondence.dispatch.smtp import Server
from correspondence.dispatching.sending import server_of
from correspondence.errors import ProblemsError, RefusedError
from correspondence.templates import MailSettings, read_settings


def settings(*lines: str) -> MailSettings:
    text = "mail:\n" + "".join(f"  {line}\n" for line in lines)
    found = read_settings(text.encode(), "correspondence.yaml").mail
    assert found is not None
    return found


def refused(*lines: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        settings(*lines)
    first, *rest = str(caught.value).splitlines()
    assert first == "correspondence.yaml cannot be used:"
    return [line.strip() for line in rest]


def test_what_is_not_said_is_safe() -> None:
    assert settings("host: smtp.agency.example") == MailSettings("smtp.agency.example", "starttls", 587)
    assert read_settings(b"profile: justice-2017\n", "correspondence.yaml").mail is None


@pytest.mark.parametrize(
    ("lines", "security", "port"),
    [
        (("security: tls",), "tls", 465),
        (("port: 465",), "tls", 465),
        (("port: 25",), "starttls", 25),
        (("port: 2465", "security: tls"), "tls", 2465),
        (("security: plain", "trusted_relay: true"), "plain", 25),
    ],
)
def test_port_and_security_follow_from_one_another(lines: tuple[str, ...], security: str, port: int) -> None:
    found = settings("host: relay.agency.example", *lines)
    assert (found.security, found.port) == (security, port)


@pytest.mark.parametrize("name", ["password", "Password", "passwd", "pass", "secret"])
def test_a_password_has_no_place_in_a_file_and_is_not_shown(name: str) -> None:
    [said] = refused("host: smtp.agency.example", f"{name}: hunter2")
    assert said == (
        f'line 3, mail.{name}: "{name}" stands in a file that many read; delete the line, change the password, and set it '
        "in the variable CORRESPONDENCE_SMTP_PASSWORD or in the keyring"
    )


def test_letters_do_not_go_through_the_network_for_all_to_read() -> None:
    [said] = refused("host: relay.agency.example", "security: plain")
    assert said == (
        "line 3, mail.security: letters would go through the network for all to read; use starttls or tls; if the network "
        "up to the server is trusted, say so with 'trusted_relay: true'"
    )
    assert refused("host: 127.0.0.1", "security: plain", "user: clerk") == [
        "line 4, mail.user: the password would go through the network for all to read; use starttls or tls, or delete it"
    ]
    with pytest.raises(RefusedError, match="the password of clerk would go through the network for all to read"):
        server_of(settings("host: 127.0.0.1", "security: plain"), {"CORRESPONDENCE_SMTP_USER": "clerk"})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("host: smtp.agency.example/path", 'line 2, mail.host: "smtp.agency.example/path" is not a name of a server; write its name alone, such as smtp.agency.gov'),
        ("host: clerk:hunter2@smtp.agency.example", 'line 2, mail.host: "clerk:hunter2@smtp.agency.example" is not a name of a server; write its name alone, such as smtp.agency.gov'),
        ("port: 70000", "line 2, mail.port: there is no port 70000; write one from 1 to 65535"),
        ("from: agency", 'line 2, mail.from: "agency" is not an e-mail address; write it as name@agency.gov'),
        ("hots: x", 'line 2, mail.hots: "hots" is not a field of a settings of mail; did you mean "host"?'),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_at_its_line(line: str, said: str) -> None:
    assert refused(line) == [said]


def test_the_login_comes_from_the_environment() -> None:
    found = settings("host: smtp.agency.example", "user: clerk")
    server = server_of(found, {"CORRESPONDENCE_SMTP_PASSWORD": "p w"})
    assert (server.user, server.password, server.security) == ("clerk", "p w", "starttls")
    other = server_of(found, {"CORRESPONDENCE_SMTP_USER": "other", "CORRESPONDENCE_SMTP_PASSWORD": "p"})
    assert other.user == "other"
    with pytest.raises(RefusedError) as caught:
        server_of(None, {})
    assert str(caught.value) == (
        "correspondence.yaml names no server that takes mails; write 'mail:' and below it 'host: smtp.agency.gov', "
        "or leave --smtp out for drafts"
    )


def test_a_password_may_stand_in_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = 'def get_password(service, name):\n    return {("correspondence", "clerk@smtp.agency.example"): "kept"}.get((service, name))\n'
    (tmp_path / "keyring.py").write_text(kept, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    found = settings("host: smtp.agency.example", "user: clerk")
    assert server_of(found, {}) == Server(found.host, 587, "starttls", "clerk", "kept")
    monkeypatch.delitem(sys.modules, "keyring")
    with pytest.raises(RefusedError, match=r"there is no password for other at smtp\.agency\.example; set it in"):
        server_of(found, {"CORRESPONDENCE_SMTP_USER": "other"})
