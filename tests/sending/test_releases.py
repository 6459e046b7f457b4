"""One document sent to many: nobody sees who else got it, and never before its embargo ends."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path

import pytest

from correspondence.dispatching.embargo import embargo_of, refuse_before
from correspondence.errors import ProblemsError, RefusedError
from correspondence.workspace import Workspace
from tests.command_line import spawned
from tests.post_office import LOST, PostOffice
from tests.sending.office import LIST, Office, parsed, said
from tests.sending.test_sending import TOWNS

RELEASE = "rooms"
TO = ("--to", LIST)


@pytest.fixture(scope="module")
def releasing(made_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return an office that made a release."""
    office = made_office.copied(tmp_path_factory.mktemp("releasing") / "office")
    assert spawned("render", RELEASE, "--format", "pdf", folder=office.root).status == 0
    return office


@pytest.fixture
def office(releasing: Office, tmp_path: Path) -> Office:
    """Return a copy of it that a test may change."""
    return releasing.copied(tmp_path / "office")


def test_one_mail_goes_to_many_and_none_sees_the_others(office: Office, server: PostOffice) -> None:
    office.settings(server)
    sent = office.send("--bcc", template=RELEASE, to=TO)
    assert (sent.status, sent.err.splitlines()[-1]) == (0, "4 recipients sent.")
    [posted] = server.posted
    assert posted.to == TOWNS
    assert b"@town" not in posted.content
    assert b"\nBcc:" not in posted.content
    mail = parsed(posted.content)
    assert str(mail["To"]) == "undisclosed-recipients:;"
    assert str(mail["Subject"]) == "Records rooms are counted"
    assert "WASHINGTON – The office today announced that all records rooms of the state are counted." in said(mail)
    assert "<em>all</em> records rooms" in said(mail, "html")
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "Records rooms are counted.pdf"
    assert attached.get_payload(decode=True) == (office.root / "output/rooms/rooms.pdf").read_bytes()
    [entry] = office.entries(mailing=RELEASE)
    assert (entry["list"], entry["details"]["recipients"]) == (LIST, ["t000", "t001", "t002", "t003"])
    assert entry["details"]["message_id"] == str(mail["Message-ID"])


def test_batches_are_sent_once_each(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.answers = ["250 taken", LOST]
    words = ("--bcc", "--batch", "2")
    assert office.send(*words, template=RELEASE, to=TO).status == 3
    assert [one.to for one in server.posted] == [TOWNS[:2], TOWNS[2:]]
    again = office.send(*words, template=RELEASE, to=TO)
    assert again.status == 3
    assert again.err.endswith("0 recipients sent, 2 left out, 2 undecided.\n")
    settled = office.send(*words, "--arrived", "t002", "--resend", "t003", template=RELEASE, to=TO)
    assert settled.status == 0
    assert [one.to for one in server.posted] == [TOWNS[:2], TOWNS[2:], TOWNS[3:]]
    assert len({parsed(one.content)["Message-ID"] for one in server.posted}) == 1
    assert [one["details"]["recipients"] for one in office.entries(mailing=RELEASE)] == [["t000", "t001"], ["t002"], ["t003"]]  # fmt: skip


def test_a_refused_address_is_no_harm_to_the_others_of_its_batch(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.recipients = {TOWNS[1]: ["550 no"], TOWNS[2]: ["451 later"]}
    sent = office.send("--bcc", "--keep-going", template=RELEASE, to=TO)
    assert sent.status == 1
    assert sent.err.splitlines()[-2:] == [
        "t001: the server does not take it (550 no)",
        "3 recipients sent, 1 not taken.",
    ]
    assert [one.to for one in server.posted] == [(TOWNS[0], TOWNS[3]), (TOWNS[2],)]


def test_without_bcc_each_gets_a_mail_of_their_own(office: Office, server: PostOffice) -> None:
    office.settings(server)
    assert office.send(template=RELEASE, to=TO).status == 0
    assert [(one.to, str(parsed(one.content)["To"]).partition("<")[2]) for one in server.posted] == [
        ((town,), f"{town}>") for town in TOWNS
    ]


def test_a_draft_has_its_blind_copies_or_nobody_could_send_it(office: Office) -> None:
    made = office.run("send", RELEASE, *TO, "--bcc", "--batch", "3")
    assert (made.status, made.lines) == (0, ["output/rooms/mail/rooms-1.eml", "output/rooms/mail/rooms-2.eml"]) or [
        Path(line).name for line in made.lines
    ] == ["rooms-1.eml", "rooms-2.eml"]
    mail = parsed((office.root / "output/rooms/mail/rooms-1.eml").read_bytes())
    assert (mail["To"], mail["X-Unsent"]) == (None, "1")
    assert str(mail["Bcc"]) == ", ".join(TOWNS[:3])


def test_an_embargoed_release_is_not_sent(office: Office, server: PostOffice) -> None:
    office.settings(server)
    ends = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=30)
    there = ends - datetime.timedelta(hours=4)
    embargo = f'embargo: {{date: {there:%Y-%m-%d}, time: "{there:%H:%M}", zone: EDT}}'
    office.change("templates/rooms.md", "date: 2030-03-04", f"date: 2030-03-04\n{embargo}")
    refused = office.send("--bcc", template=RELEASE, to=TO)
    assert refused.status == 1
    assert f"rooms is embargoed until {there:%Y-%m-%d %H:%M} EDT, and it is " in refused.err
    assert " there: 1 day 6 hours too early; send it then; without --smtp, drafts can be made now\n" in refused.err
    assert server.posted == []
    assert office.run("send", RELEASE, *TO, "--bcc").status == 0


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("time", "zone", "ends"),
    [
        ("10:30 a.m.", "EDT", "2030-08-01T14:30:00+00:00"),
        ("12:00 p.m.", "EST", "2030-08-01T17:00:00+00:00"),
        ("12:15 a.m.", "PDT", "2030-08-01T07:15:00+00:00"),
        ("00:01", "UTC", "2030-08-01T00:01:00+00:00"),
        ("9:00 p.m.", "Eastern", "2030-08-02T01:00:00+00:00"),
        ("9:00 p.m.", "America/Chicago", "2030-08-02T02:00:00+00:00"),
    ],
)
def test_an_embargo_ends_at_its_time_in_its_zone(time: str, zone: str, ends: str, office: Office) -> None:
    embargo = f'embargo: {{date: 2030-08-01, time: "{time}", zone: {zone}}}'
    office.change("templates/rooms.md", "date: 2030-03-04", f"date: 2030-03-04\n{embargo}")
    workspace = Workspace(office.root)
    template = workspace.template(RELEASE)
    found = embargo_of(template, workspace.layout(template.layout))
    assert found is not None
    assert found.astimezone(datetime.UTC) == moment(ends)
    refuse_before(found, moment(ends), template)
    with pytest.raises(RefusedError, match=" there: 1 minute too early; "):
        refuse_before(found, moment(ends) - datetime.timedelta(seconds=1), template)


def test_an_embargo_in_an_unknown_zone_is_told_at_its_line(office: Office) -> None:
    embargo = 'embargo: {date: 2030-08-01, time: "10:30", zone: Potomac time}'
    office.change("templates/rooms.md", "date: 2030-03-04", f"date: 2030-03-04\n{embargo}")
    workspace = Workspace(office.root)
    template = workspace.template(RELEASE)
    with pytest.raises(ProblemsError) as caught:
        embargo_of(template, workspace.layout(template.layout))
    assert str(caught.value) == (
        "templates/rooms.md cannot be used:\n"
        '  line 6, embargo.zone: nobody knows what time it is in "Potomac time", so that the release cannot be sent; '
        "write EDT, EST, CDT or the like, or a place such as America/New_York"
    )
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  (our own)


def test_a_release_without_an_embargo_may_go(office: Office) -> None:
    workspace = Workspace(office.root)
    template = workspace.template(RELEASE)
    assert embargo_of(template, workspace.layout(template.layout)) is None
    refuse_before(None, moment("2030-03-04T00:00:00+00:00"), template)
