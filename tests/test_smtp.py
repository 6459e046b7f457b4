"""Mails handed to a real server, over a real connection, with its failures."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from correspondence.dispatch.smtp import Answer, BrokenConnectionError, Connection, MailServerError, Security, Server
from tests.post_office import HOST, LOST, PASSWORD, USER, Break, Certificate, PostOffice, free_port, open_office

FROM, ALDER, BIRCH = "office@office.example", "ann@alder.example", "ben@birch.example"
CONTENT = b"Subject: Survey\r\n\r\nDear Clerk:\r\n.\r\n..\r\nEnd.\r\n"
LARGE = CONTENT + b"A line of a long mail.\r\n" * 400_000


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Return the certificate of a server at this machine."""
    return Certificate.made_in(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """Trust it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    return certificate


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Return a server without encryption."""
    with open_office() as found:
        yield found


def plain(office: PostOffice) -> Server:
    return Server(HOST, office.port, "plain", seconds=5)


def test_a_mail_arrives_as_it_was_given(office: PostOffice) -> None:
    with Connection(plain(office)) as connection:
        for address in (ALDER, BIRCH):
            delivery = connection.deliver(FROM, [address], CONTENT)
            assert (delivery.accepted, str(delivery.answer)) == ((address,), "250 taken")
    assert [(one.sender, one.to) for one in office.posted] == [(FROM, (ALDER,)), (FROM, (BIRCH,))]
    assert {one.content for one in office.posted} == {CONTENT}


def test_a_mail_without_a_last_line_end_gets_one(office: PostOffice) -> None:
    with Connection(plain(office)) as connection:
        connection.deliver(FROM, [ALDER], b"Subject: x\r\n\r\nEnd")
    assert office.posted[0].content == b"Subject: x\r\n\r\nEnd\r\n"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_connection_is_encrypted_and_logged_in(security: Security, trusted: Certificate) -> None:
    with open_office(trusted, implicit=security == "tls", login=True) as office:
        server = replace(plain(office), security=security, user=USER, password=PASSWORD)
        with Connection(server) as connection:
            connection.open()
            assert connection.deliver(FROM, [ALDER], CONTENT).accepted == (ALDER,)
    assert (USER, PASSWORD) in office.logins
    assert PASSWORD not in repr(server)


def test_a_server_without_encryption_gets_no_mail_where_it_is_asked_for(office: PostOffice) -> None:
    server = replace(plain(office), security="starttls", user=USER, password=PASSWORD)
    with pytest.raises(MailServerError) as caught, Connection(server) as connection:
        connection.deliver(FROM, [ALDER], CONTENT)
    assert str(caught.value) == (
        f"the mail server {server.name} offers no encryption (STARTTLS); ask for the right port, "
        "or set 'security: tls' for one that is encrypted from the start"
    )
    assert (office.tried, office.logins) == ([], [])


def test_a_server_that_speaks_no_tls_is_told_from_one_that_cannot_be_reached(office: PostOffice) -> None:
    with pytest.raises(MailServerError, match=r"does not speak TLS there"):
        Connection(replace(plain(office), security="tls")).open()
    server = replace(plain(office), port=free_port())
    with pytest.raises(BrokenConnectionError) as caught:
        Connection(server).open()
    assert str(caught.value) == (
        f"the mail server {server.name} cannot be reached (Connection refused); "
        "see whether the server runs and can be reached, and run the command again"
    )
    assert not caught.value.undecided


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_neither_password_nor_mail(
    security: Security, certificate: Certificate
) -> None:
    with open_office(certificate, implicit=security == "tls", login=True) as office:
        server = replace(plain(office), security=security, user=USER, password=PASSWORD)
        with pytest.raises(MailServerError) as caught:
            Connection(server).open()
    assert str(caught.value) == (
        f"the mail server {server.name} shows a certificate that cannot be trusted (self-signed certificate); see that "
        "'host:' is the name that the certificate bears; if your office issues its own, name its file in the variable "
        "SSL_CERT_FILE"
    )
    assert (office.logins, office.posted) == ([], [])


def test_a_certificate_of_another_name_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Certificate.made_in(tmp_path, "mail.other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    with (
        open_office(other) as office,
        pytest.raises(MailServerError, match=r"\(IP address mismatch, certificate is not valid for '127\.0\.0\.1'"),
    ):
        Connection(replace(plain(office), security="starttls")).open()
    assert office.posted == []


def test_a_wrong_password_ends_the_work(trusted: Certificate) -> None:
    with open_office(trusted, login=True) as office:
        server = replace(plain(office), security="starttls", user=USER, password="wrong")  # noqa: S106
        with pytest.raises(MailServerError) as caught:
            Connection(server).open()
    assert str(caught.value).startswith(f"the mail server {server.name} does not accept the login of clerk (535 5.7.8 ")
    assert "wrong" not in str(caught.value)


def test_what_a_server_answers_is_told_apart(office: PostOffice) -> None:
    office.recipients = {ALDER: ["550 5.1.1 no such user"], BIRCH: ["451 4.7.1 greylisted"]}
    with Connection(plain(office)) as connection:
        delivery = connection.deliver(FROM, [ALDER, BIRCH, FROM], CONTENT)
        assert delivery.accepted == (FROM,)
        assert delivery.refused == {ALDER: Answer(550, "5.1.1 no such user")}
        assert delivery.delayed == {BIRCH: Answer(451, "4.7.1 greylisted")}
        assert [one.to for one in office.posted] == [(FROM,)]
        assert connection.deliver(FROM, [BIRCH], CONTENT).accepted == (BIRCH,)


@pytest.mark.parametrize(("answer", "kind"), [("452 4.2.2 full", "delayed"), ("554 5.7.1 spam", "refused")])
def test_a_mail_that_is_not_taken_as_a_whole(answer: str, kind: str, office: PostOffice) -> None:
    office.answers = [answer]
    with Connection(plain(office)) as connection:
        delivery = connection.deliver(FROM, [ALDER, BIRCH], CONTENT)
        assert (delivery.accepted, {**getattr(delivery, kind)}) == ((), dict.fromkeys((ALDER, BIRCH), delivery.answer))
        assert str(delivery.answer) == answer
        assert connection.deliver(FROM, [ALDER], CONTENT).accepted == (ALDER,)
    assert len(office.posted) == 1


@pytest.mark.parametrize("where", ["at MAIL", "at RCPT", "at DATA", "in DATA"])
def test_a_mail_whose_connection_broke_before_its_end_was_not_taken(where: Break, office: PostOffice) -> None:
    office.breaks = [where]
    with Connection(plain(office)) as connection:
        with pytest.raises(BrokenConnectionError) as caught:
            connection.deliver(FROM, [ALDER], LARGE)
        assert not caught.value.undecided
        assert office.posted == []
        assert connection.deliver(FROM, [ALDER], CONTENT).accepted == (ALDER,)


def test_a_mail_whose_connection_broke_after_its_end_is_undecided(office: PostOffice) -> None:
    office.answers = [LOST]
    with Connection(plain(office)) as connection, pytest.raises(BrokenConnectionError) as caught:
        connection.deliver(FROM, [ALDER], CONTENT)
    assert caught.value.undecided
    assert [one.to for one in office.posted] == [(ALDER,)]
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  (our own)
    assert (str(again), again.undecided) == (str(caught.value), True)


def test_a_server_that_says_nothing_after_the_end_leaves_the_mail_undecided(office: PostOffice) -> None:
    office.seconds = 1.5
    with (
        Connection(replace(plain(office), seconds=0.5)) as connection,
        pytest.raises(BrokenConnectionError, match="it did not answer in time") as caught,
    ):
        connection.deliver(FROM, [ALDER], CONTENT)
    assert caught.value.undecided


def test_a_server_that_takes_leave_is_asked_again_later(office: PostOffice) -> None:
    office.recipients = {ALDER: ["421 4.3.2 going down"]}
    with Connection(plain(office)) as connection:
        with pytest.raises(BrokenConnectionError, match=r"closes the connection \(421 4\.3\.2 going down\)") as caught:
            connection.deliver(FROM, [ALDER], CONTENT)
        assert not caught.value.undecided
        assert connection.deliver(FROM, [ALDER], CONTENT).accepted == (ALDER,)


def test_what_a_server_says_is_shown_without_its_control_characters() -> None:
    assert str(Answer.of(550, b"no\r\nway \x1b[31mred\xff")) == "550 no  way  [31mred\ufffd"
