"""Approvals, as clerks and approvers give them: nothing else than what was approved is made final, signed, printed or sent."""

from __future__ import annotations

import datetime
import json
import os
import pwd
from pathlib import Path

import jsonschema
import pytest

from tests.command_line import Outcome, command
from tests.tools import ROOT, run, struct_text

MAILING = "psp-2017-08-03"
LETTER = ("psp-questionnaire", MAILING)
TEMPLATE = "templates/psp-questionnaire.md"
LIST = f"recipients/{MAILING}.yaml"
NOT_APPROVED = (
    "psp-2017-08-03 is not approved: counsel, then assistant-attorney-general must approve psp-questionnaire; "
    "run: correspondence approve psp-2017-08-03 --by counsel\n"
)
CHANGED = (
    "psp-2017-08-03 was changed since counsel approved it on 20..-..-..; put back what was approved, or let it be "
    "approved anew: correspondence approve psp-2017-08-03 --by counsel\n"
)


@pytest.fixture
def office(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace whose questionnaire two persons must approve."""
    monkeypatch.chdir(workspace)
    edit(workspace / TEMPLATE, "date: 2017-08-03", "date: 2017-08-03\napprovals: [counsel, assistant-attorney-general]")
    return workspace


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def approve(office: Path, *approvers: str) -> None:
    """Let letters be made as drafts where nothing was made yet, and approved."""
    if not (office / "output" / MAILING / "manifest.json").exists():
        done = command("merge", *LETTER, "--draft", "--only", "stockton", "--format", "text", workspace=office)
        assert done.status == 0, done.err
    for one in approvers or ("counsel", "assistant-attorney-general"):
        done = command("approve", MAILING, "--by", one, "--yes", workspace=office)
        assert done.status == 0, done.err


def finally_made(office: Path, *more: str) -> Outcome:
    return command("merge", *LETTER, "--final", "--format", "pdf", "--no-record", *more, workspace=office)


def made(office: Path) -> dict[str, bytes]:
    """Return all files of the mailing but its drafts."""
    folder = office / "output" / MAILING
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.pdf"))
        if path.parent.name not in {"draft", "approval"}
    }


def pictures_in(path: Path) -> int:
    """Count the pictures in a PDF, as poppler lists them."""
    return len(run("pdfimages", "-list", path).stdout.splitlines()) - 2


def test_letters_that_wait_for_approvals_are_drafts_without_signatures(office: Path) -> None:
    done = command("merge", *LETTER, "--only", "stockton", "--format", "pdf", workspace=office)
    assert (done.status, done.out) == (0, f"output/{MAILING}/draft/stockton.pdf  2 pages\n")
    assert done.err == (
        "1 file made.\nThese are drafts, without signatures; --final makes what was approved.\n"
        "counsel and assistant-attorney-general must approve psp-2017-08-03: "
        "correspondence approve psp-2017-08-03 --by counsel\n"
    )
    draft = office / "output" / MAILING / "draft" / "stockton.pdf"
    assert "DRAFT" in run("pdftotext", draft, "-").stdout.replace(" ", "")
    assert pictures_in(draft) == 0
    approve(office)
    assert finally_made(office, "--only", "stockton").status == 0
    letter = office / "output" / MAILING / "stockton.pdf"
    assert "DRAFT" not in run("pdftotext", letter, "-").stdout.replace(" ", "")
    assert pictures_in(letter) > 0


def test_nothing_is_made_final_before_all_have_approved_in_order(office: Path) -> None:
    command("merge", *LETTER, "--format", "pdf", workspace=office)
    done = finally_made(office)
    assert (done.status, done.out, done.err) == (1, "", NOT_APPROVED)
    done = command("approve", MAILING, "--by", "assistant-attorney-general", "--yes", workspace=office)
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "it is not the turn of assistant-attorney-general to approve psp-2017-08-03: counsel comes before; "
        "first run: correspondence approve psp-2017-08-03 --by counsel\n"
    )
    done = command("approve", MAILING, "--by", "concel", "--yes", workspace=office)
    assert done.err == (
        "psp-questionnaire does not ask concel for approval; give --by with one of counsel, assistant-attorney-general "
        '(did you mean "counsel"?)\n'
    )
    approve(office, "counsel")
    done = finally_made(office)
    assert done.status == 1
    assert done.err.startswith("psp-2017-08-03 is not approved, though counsel approved it on 20")
    assert done.err.endswith(
        ": assistant-attorney-general must approve psp-questionnaire; "
        "run: correspondence approve psp-2017-08-03 --by assistant-attorney-general\n"
    )
    assert made(office) == {}
    approve(office, "assistant-attorney-general")
    done = finally_made(office)
    assert (done.status, done.err) == (0, "4 files made.\n")
    assert finally_made(office).err == "0 files made, 4 letters unchanged.\n"


def test_whoever_is_asked_nothing_is_not_bothered(workspace: Path) -> None:
    done = command("merge", *LETTER, "--format", "pdf", workspace=workspace)
    assert (done.status, done.err) == (0, "4 files made.\n")
    before = made(workspace)
    assert finally_made(workspace).err == "0 files made, 4 letters unchanged.\n"
    assert made(workspace) == before
    done = command("approve", MAILING, workspace=workspace)
    assert (done.status, done.out) == (0, "")
    assert done.err == "psp-questionnaire asks nobody for approval, and nobody has approved psp-2017-08-03.\n"
    assert command("print", MAILING, workspace=workspace).status == 0
    assert not (workspace / "output" / MAILING / "approval").exists()


@pytest.mark.parametrize("words", [("merge", *LETTER, "--final"), ("print", MAILING), ("send", *LETTER)])
def test_one_changed_word_stops_all_that_goes_out(words: tuple[str, ...], office: Path) -> None:
    approve(office)
    assert finally_made(office).status == 0
    before = made(office)
    edit(office / TEMPLATE, "prompt response", "prompt and full response")
    done = command(*words, workspace=office)
    assert (done.status, done.out) == (1, "")
    first, *rest = done.err.splitlines()
    assert "psp-2017-08-03 was changed since " in first
    assert first.endswith(
        "; put back what was approved, or let it be approved anew: correspondence approve psp-2017-08-03 --by counsel"
    )
    assert rest == [
        "  all 4 letters:",
        "    … you for your prompt [added: and full] response. ¶ Sincerely, ¶ [Signature of …",
    ]
    assert made(office) == before
    told = json.loads(command(*words, "--json", workspace=office).out)
    jsonschema.validate(told, json.loads((ROOT / "docs/json/problems.json").read_text("utf-8")))
    assert [one["field"] for one in told["problems"]] == [
        None,
        "albuquerque",
        "baltimore",
        "san-bernardino",
        "stockton",
    ]
    # put back, it is approved as it was
    edit(office / TEMPLATE, "prompt and full response", "prompt response")
    assert command(*words, workspace=office).status == 0


def test_a_changed_list_is_told_letter_by_letter(office: Path) -> None:
    approve(office)
    edit(office / LIST, "name: Eric Jones", "name: Erica Jones")
    edit(
        office / LIST,
        "  - id: baltimore",
        '  - id: reno\n    name: Robin Roe\n    title: Chief\n    address: [1 Main Street, "Reno, NV 89501"]\n  - id: baltimore',
    )
    text = (office / LIST).read_text("utf-8")
    start = text.index("  - id: san-bernardino")
    (office / LIST).write_text(text[:start] + text[text.index("  - id: stockton") :], "utf-8")
    done = finally_made(office)
    assert done.status == 1
    assert done.err.splitlines()[1:] == [
        "  stockton:",
        "    Chief [approved: Eric] [now: Erica] Jones August 3, 2017 …",
        "    … August 3, 2017 ¶ Chief [approved: Eric] [now: Erica] Jones Stockton Police Department …",
        "    in the form: … Justice Programs ¶ To: Chief [approved: Eric] [now: Erica] Jones, Stockton Police Department …",
        "  reno: not approved",
        "  san-bernardino: approved, and not on the list any more",
    ]
    assert made(office) == {}
    # a letter that is as it was approved can be made by itself
    done = finally_made(office, "--only", "albuquerque,baltimore")
    assert (done.status, done.err) == (0, "2 files made.\n")
    done = finally_made(office, "--only", "reno")
    assert done.status == 1
    assert done.err.splitlines()[1:] == ["  reno: not approved"]


def test_letters_are_approved_and_made_anew(office: Path) -> None:
    approve(office)
    assert finally_made(office).status == 0
    edit(office / TEMPLATE, "prompt response", "prompt and full response")
    done = command("approve", MAILING, workspace=office)
    assert done.status == 3
    assert [line.partition(" on ")[0] for line in done.lines] == [
        "counsel: approved",
        "  all 4 letters:",
        "    … you for your prompt [added: and full] response. ¶ Sincerely, ¶ [Signature of …",
        "assistant-attorney-general: approved",
        "  all 4 letters:",
        "    … you for your prompt [added: and full] response. ¶ Sincerely, ¶ [Signature of …",
    ]
    assert done.err == "Next: correspondence approve psp-2017-08-03 --by counsel\n"
    approve(office, "counsel")
    done = finally_made(office)
    assert done.status == 1
    assert done.err.startswith("psp-2017-08-03 was changed since assistant-attorney-general approved it on ")
    approve(office, "assistant-attorney-general")
    # what is there was made of what was approved before
    done = command("print", MAILING, workspace=office)
    assert done.status == 1
    assert done.err.startswith("psp-2017-08-03 was made before assistant-attorney-general approved it on ")
    assert "make it anew: correspondence merge psp-questionnaire psp-2017-08-03 --final\n" in done.err
    assert finally_made(office).err == "4 files made.\n"
    assert command("print", MAILING, workspace=office).status == 0


def test_an_approval_is_given_once_and_taken_back(office: Path) -> None:
    approve(office)
    done = command("approve", MAILING, "--by", "counsel", "--yes", workspace=office)
    assert (done.status, done.out) == (0, "")
    assert done.err == "counsel has approved these words already; nothing changed since.\n"
    assert finally_made(office).status == 0
    done = command("approve", MAILING, "--by", "counsel", "--withdraw", "--note", "a slip", workspace=office)
    assert done.status == 0
    assert done.err.startswith("The approval of counsel of 20")
    done = command("print", MAILING, workspace=office)
    assert done.status == 1
    assert done.err == NOT_APPROVED.replace(
        "is not approved: counsel, then assistant-attorney-general must",
        f"is not approved, though assistant-attorney-general approved it on {today(office)}: counsel must",
    )
    # who comes after must look again
    before = {path: path.read_bytes() for path in (office / "output" / MAILING / "approval").iterdir()}
    approve(office, "counsel")
    assert before == {path: path.read_bytes() for path in before}  # what was taken back is kept
    done = command("approve", MAILING, workspace=office)
    assert done.lines[1].endswith(", before those did who come first: once more")
    approve(office, "assistant-attorney-general")
    assert command("print", MAILING, workspace=office).status == 0  # the words are those of which it was made
    entries = json.loads(command("register", "list", MAILING, "--json", workspace=office).out)["entries"]
    kinds = [(one["kind"], one["details"].get("approver") or one["details"].get("approval")) for one in entries]
    assert [one for one in kinds if one[1]] == [
        ("approved", "counsel"),
        ("approved", "assistant-attorney-general"),
        ("amended", "counsel"),
        ("approved", "counsel"),
        ("approved", "assistant-attorney-general"),
    ]


def today(office: Path) -> str:
    entries = json.loads(command("register", "list", MAILING, "--json", workspace=office).out)["entries"]
    return str(entries[0]["at"][:10])


def test_the_words_are_one_file_under_one_checksum(office: Path) -> None:
    approve(office, "counsel")
    told = json.loads(command("approve", MAILING, "--json", workspace=office).out)
    jsonschema.validate(told, json.loads((ROOT / "docs/json/approval.json").read_text("utf-8")))
    [path] = (office / "output" / MAILING / "approval").glob("words-*.jsonl")
    assert run("sha256sum", path).stdout.split()[0] == told["words"] == told["approvals"][0]["words"]
    assert (told["approved"], told["next"], told["letters"]) == (False, "assistant-attorney-general", 4)
    contract = json.loads((ROOT / "docs/json/approved-words.json").read_text("utf-8"))
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line in lines:
        jsonschema.validate(line, contract)
    stockton = next(line for line in lines if line.get("recipient") == "stockton")
    assert "Dear Chief Jones:" in stockton["words"]
    assert "Thank you for your prompt response." in stockton["words"]
    assert any("Signature of Alan Hanson" in one for one in stockton["words"])
    assert list(stockton["files"]) == ["senders/signatures/alan-hanson.png"]
    assert stockton["form"]


def test_each_approver_has_a_proof_sheet(office: Path) -> None:
    approve(office)
    folder = office / "output" / MAILING / "approval"
    [sheet] = folder.glob("assistant-attorney-general-*.pdf")
    said = " ".join(struct_text(sheet).split())
    told = json.loads(command("approve", MAILING, "--json", workspace=office).out)
    assert "For the approval of: assistant-attorney-general" in said
    assert f"Words (SHA-256): {told['words']}" in said
    assert f"Approved before by: counsel, {today(office)}" in said
    assert "Letters: 4" in said
    assert pictures_in(sheet) == 2  # both pages of a letter, as it may be shown: the draft
    assert command("register", "check", workspace=office).status == 0


def test_what_was_approved_must_still_be_there(office: Path) -> None:
    approve(office)
    folder = office / "output" / MAILING / "approval"
    [words] = folder.glob("words-*.jsonl")
    content = words.read_bytes()
    words.write_bytes(content.replace(b"prompt", b"Prompt", 1))
    done = finally_made(office)
    assert done.status == 1
    assert done.err == NOT_APPROVED.replace(
        "psp-questionnaire;",
        f"psp-questionnaire (output/{MAILING}/approval/{words.name}: the file was changed since the approval);",
    )
    words.write_bytes(content)
    [sheet] = folder.glob("counsel-*.pdf")
    sheet.unlink()
    done = command("approve", MAILING, workspace=office)
    assert done.status == 3
    assert done.lines[0] == (
        f"counsel: has not approved (output/{MAILING}/approval/{sheet.name}: what was approved cannot be read "
        "(No such file or directory))"
    )
    assert done.err == "Next: correspondence approve psp-2017-08-03 --by counsel\n"
    assert made(office) == {}
    approve(office, "counsel", "assistant-attorney-general")
    assert finally_made(office).status == 0


def test_another_picture_of_the_signature_is_a_change(office: Path) -> None:
    approve(office)
    image = office / "templates/senders/signatures/alan-hanson.png"
    image.write_bytes((office / "templates/senders/signatures/jeff-sessions.png").read_bytes())
    done = finally_made(office)
    assert done.status == 1
    assert done.err.splitlines()[1:] == ["  all 4 letters:", "    senders/signatures/alan-hanson.png is another file"]


def test_the_form_is_approved_with_the_letter(office: Path) -> None:
    approve(office)
    assert finally_made(office, "--with-form").status == 0
    edit(office / TEMPLATE, "text: Does your jurisdiction", "text: Has your jurisdiction")
    done = command("print", MAILING, workspace=office)
    assert done.status == 1
    assert any(line.startswith("    in the form: ") for line in done.err.splitlines())
    approve(office, "counsel", "assistant-attorney-general")
    assert finally_made(office).status == 0  # without the form, which stays as it was
    done = command("print", MAILING, workspace=office)
    assert done.status == 1
    assert done.err == (
        f"output/{MAILING}/albuquerque.form.pdf was made of words that were approved before, and are others now; make it "
        "anew: correspondence merge psp-questionnaire psp-2017-08-03 --final --with-form\n"
    )
    assert finally_made(office, "--with-form").status == 0
    assert command("print", MAILING, workspace=office).status == 0


def test_only_the_accounts_that_may(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = office / "correspondence.yaml"
    settings.write_text(
        settings.read_text("utf-8")
        + "approvers:\n  counsel: {title: Office of General Counsel, accounts: [pat]}\n  assistant-attorney-general: {}\n",
        "utf-8",
    )
    me = pwd.getpwuid(os.getuid()).pw_name
    for name in ("LOGNAME", "USER"):
        monkeypatch.setenv(name, "pat")  # what the environment says counts nothing
    command("merge", *LETTER, "--format", "pdf", workspace=office)
    done = command("approve", MAILING, "--by", "counsel", "--yes", workspace=office)
    assert (done.status, done.out) == (1, "")
    assert done.err == f'the account "{me}" may not approve as counsel; let it be done by pat\n'
    edit(settings, "accounts: [pat]", f"accounts: [{me}]")
    approve(office)
    assert finally_made(office).status == 0
    # an approval by somebody who may not counts no more
    edit(settings, f"accounts: [{me}]", "accounts: [sam]")
    done = finally_made(office)
    assert done.status == 1
    assert (
        'counsel must approve psp-questionnaire (the account "' + me + '" may not approve as counsel); run: '
        in done.err
    )
    # a template that asks somebody whom the settings do not name
    edit(office / TEMPLATE, "approvals: [counsel,", "approvals: [councel,")
    done = command("check", *LETTER, workspace=office)
    assert done.status == 1
    assert 'approvals: there is no approver "councel"; choose one of counsel, assistant-attorney-general' in done.out
    assert 'did you mean "counsel"?' in done.out


def test_somebody_says_no(office: Path) -> None:
    command("merge", *LETTER, "--format", "pdf", workspace=office)
    done = command("approve", MAILING, "--by", "counsel", workspace=office)
    assert done.status == 2
    assert done.err.endswith("nobody can be asked whether this is right; look at it, then give --yes\n")
    assert [path.suffix for path in sorted((office / "output" / MAILING / "approval").iterdir())] == [".csv", ".pdf"]
    told = json.loads(command("approve", MAILING, "--json", workspace=office).out)
    assert told["approvals"] == []
    approve(office, "counsel")
    command("approve", MAILING, "--by", "assistant-attorney-general", workspace=office)
    assert command("register", "check", workspace=office).status == 0  # a sheet that was looked at is no stranger
    (office / "output" / MAILING / "approval" / "words.txt").write_text("Nobody's.\n", "utf-8")
    done = command("register", "check", workspace=office)
    assert done.status == 1
    assert f"output/{MAILING}/approval/words.txt" in done.out + done.err


def test_a_word_file_of_earlier_words_stops_what_goes_out(office: Path) -> None:
    approve(office)
    assert finally_made(office, "--format", "pdf,docx").status == 0
    edit(office / TEMPLATE, "prompt response", "**prompt** response")  # the same words, set otherwise
    approve(office)
    assert finally_made(office).status == 0
    done = command("print", MAILING, workspace=office)
    assert done.status == 1
    assert done.err.startswith(f"output/{MAILING}/albuquerque.docx was made of words that were approved before, ")
    assert finally_made(office, "--format", "pdf,docx").status == 0
    assert command("print", MAILING, workspace=office).status == 0


def test_the_look_of_what_is_attached_counts(office: Path) -> None:
    edit(office / TEMPLATE, "approvals: ", "#approvals: ")
    edit(office / "templates/psp-press-release.md", "layout:", "approvals: press-officer\nlayout:")
    words = ("render", "psp-press-release", "--format", "pdf", "--no-record")
    assert command(*words, workspace=office).status == 0
    done = command("approve", "psp-press-release", "--by", "press-officer", "--yes", workspace=office)
    assert done.status == 0, done.err
    edit(office / "templates/layouts/letter/style.css", ".body", ".body { display: none }\n.body")
    done = command(*words, "--final", workspace=office)
    assert done.status == 1
    assert "    templates/layouts/letter/style.css is another file, which says how it looks" in done.err.splitlines()


def test_letters_that_were_posted_keep_their_approval(office: Path) -> None:
    approve(office)
    assert finally_made(office).status == 0
    assert command("register", "mark", MAILING, "--posted", "2017-08-04", workspace=office).status == 0
    edit(office / TEMPLATE, "prompt response", "prompt and full response")
    assert command("print", MAILING, workspace=office).status == 0


def test_a_document_without_recipients(office: Path) -> None:
    name = "psp-overview"
    edit(office / f"templates/{name}.md", "layout:", "approvals: press-officer\nlayout:")
    done = command("render", name, "--format", "pdf", workspace=office)
    assert done.out.startswith(f"output/{name}/draft/{name}.pdf")
    assert (
        "press-officer must approve psp-overview: correspondence approve psp-overview --by press-officer\n" in done.err
    )
    assert command("render", name, "--final", workspace=office).status == 1
    done = command("approve", name, "--by", "press-officer", "--yes", workspace=office)
    assert done.status == 0, done.err
    assert done.err.endswith("1 document approved by press-officer. Next: correspondence render psp-overview --final\n")
    assert command("render", name, "--final", "--format", "pdf", workspace=office).status == 0
    text = (office / f"templates/{name}.md").read_text("utf-8")
    (office / f"templates/{name}.md").write_text(text + "\nOne more paragraph.\n", "utf-8")
    done = command("render", name, "--final", "--format", "pdf", workspace=office)
    assert done.status == 1
    assert done.err.splitlines()[1] == "  the document:"
    assert "[added: One more paragraph.]" in done.err


def test_what_is_attached_must_be_approved_too(office: Path) -> None:
    def released(*more: str) -> Outcome:
        return command("render", "psp-press-release", "--format", "pdf", "--no-record", *more, workspace=office)

    done = released()
    assert done.out.startswith("output/psp-press-release/draft/")
    assert done.err.endswith(
        "counsel and assistant-attorney-general must approve psp-2017-08-03: "
        "correspondence approve psp-2017-08-03 --by counsel\n"
        "  its drafts are made by: correspondence merge psp-questionnaire psp-2017-08-03\n"
    )
    done = released("--final")
    assert (done.status, done.err) == (1, NOT_APPROVED)
    done = command("approve", "psp-press-release", workspace=office)
    assert done.err.splitlines()[-1] == (
        "counsel and assistant-attorney-general must approve psp-2017-08-03, which goes out with it: "
        "correspondence approve psp-2017-08-03 --by counsel"
    )
    approve(office)
    assert released("--final").status == 0
    assert command("print", "psp-press-release", workspace=office).status == 0
    # the letters are changed, and approved anew: the release still has the old ones
    edit(office / TEMPLATE, "prompt response", "prompt and full response")
    done = command("print", "psp-press-release", workspace=office)
    assert done.status == 1
    assert done.err.startswith("psp-2017-08-03 was changed since ")
    approve(office)
    done = command("print", "psp-press-release", workspace=office)
    assert done.err == (
        "psp-press-release was not made with the letters of psp-2017-08-03 as they are approved; make it anew: "
        "correspondence render psp-press-release --final\n"
    )
    assert released("--final").status == 0
    assert command("print", "psp-press-release", workspace=office).status == 0
    command("approve", MAILING, "--by", "counsel", "--withdraw", workspace=office)
    done = command("print", "psp-press-release", workspace=office)
    assert done.status == 1
    assert done.err.startswith("psp-2017-08-03 is not approved, though ")


def test_somebody_approves_although_nobody_is_asked(workspace: Path) -> None:
    assert command("merge", *LETTER, "--format", "pdf", workspace=workspace).status == 0
    done = command("approve", MAILING, "--by", "../Pat Walker", "--yes", workspace=workspace)
    assert done.status == 0, done.err
    assert done.err.startswith("4 letters approved by ../Pat Walker. Next: ")
    assert sorted(path.name.partition("-")[0] for path in (workspace / "output" / MAILING / "approval").iterdir()) == [
        "pat",
        "pat",
        "words",
    ]
    for name, shown in (("!", "!"), ("a\nb", "a b"), ("a" * 81, "a" * 81)):
        done = command("approve", MAILING, "--by", name, "--yes", workspace=workspace)
        assert done.err == (
            f'"{shown}" cannot be the name of an approver; give --by with a name of up to 80 characters, Latin letters '
            "among them\n"
        )
    done = command("print", MAILING, workspace=workspace)
    assert done.status == 1
    assert done.err == (
        "the letter to albuquerque was not made of what was approved; make it anew: "
        "correspondence merge psp-questionnaire psp-2017-08-03 --final\n"
    )
    assert finally_made(workspace).err == "0 files made, 4 letters unchanged.\n"
    assert command("print", MAILING, workspace=workspace).status == 0
    edit(workspace / TEMPLATE, "prompt response", "prompt and full response")
    done = finally_made(workspace)
    assert done.status == 1
    assert done.err.splitlines()[0].endswith("correspondence approve psp-2017-08-03 --by '../Pat Walker'")
    # what was approved once is not written over
    before = made(workspace)
    done = command("merge", *LETTER, "--format", "pdf", workspace=workspace)
    assert f"output/{MAILING}/draft/albuquerque.pdf" in done.out
    assert made(workspace) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("approvals: [counsel, Counsel]", '"Counsel" is asked for approval twice; delete one of the lines'),
        ("approvals: []", "nobody is asked for approval; write who must approve, or delete the line"),
        ("approvals:", "nobody is asked for approval; write who must approve, or delete the line"),
        (
            "approvals: [office of counsel]",
            '"office of counsel" is not a name; use letters, digits, hyphens and underscores',
        ),
    ],
)
def test_faults_of_the_template(line: str, said: str, workspace: Path) -> None:
    edit(workspace / TEMPLATE, "date: 2017-08-03", f"date: 2017-08-03\n{line}")
    done = command("check", *LETTER, workspace=workspace)
    assert done.status == 1
    assert said in done.out


def test_a_reminder_waits_for_no_approval(workspace: Path) -> None:
    edit(workspace / "templates/psp-reminder.md", "follows:", "approvals: counsel\nfollows:")
    done = command("check", "psp-reminder", workspace=workspace)
    assert done.status == 1
    assert (
        "a letter that follows others is made of what the register holds that day, and can wait for no approval"
        in done.out
    )


def test_draft_and_final_contradict_one_another(office: Path) -> None:
    done = finally_made(office, "--draft")
    assert done.status == 2
    assert done.err.endswith("--draft and --final contradict one another: leave one of them out\n")


def test_previews_and_proof_sheets_show_no_signature_before(office: Path) -> None:
    done = command("preview", *LETTER, "--only", "stockton", workspace=office)
    assert done.err == "2 pages, drafts until counsel and assistant-attorney-general approve; nothing was issued.\n"


def test_a_bag_holds_what_was_approved(office: Path) -> None:
    approve(office)
    assert finally_made(office).status == 0
    done = command("bag", MAILING, office / "bag", workspace=office)
    assert done.status in {0, 1}, done.err
    names = sorted(path.name for path in (office / "bag").rglob("approval/*"))
    assert [name.partition("-")[0] for name in names] == ["assistant", "assistant", "counsel", "counsel", "words"], (
        done.err
    )


def test_what_was_approved_before_counts_again(office: Path) -> None:
    approve(office)
    edit(office / TEMPLATE, "prompt response", "prompt and full response")
    approve(office, "counsel")
    edit(office / TEMPLATE, "prompt and full response", "prompt response")
    assert command("approve", MAILING, workspace=office).status == 0
    assert finally_made(office).err == "4 files made.\n"
    assert command("print", MAILING, workspace=office).status == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("templates/layouts/letter/style.css", ".body", ".body { display: none }\n.body", "templates/layouts/letter/style.css is another file, which says how it looks"),
        (TEMPLATE, "title: Public", "title: A Public", "it is called [approved: Public Safety Partnership questionnaire] [now: A Public Safety Partnership questionnaire]"),
        (LIST, "  - id: stockton", "  - id: stockton\n    email: mallory@evil.example", "it goes to [approved: 22 E. Market Street, Stockton, CA 95202] [now: mallory@evil.example, 22 E. Market Street, Stockton, CA 95202]"),
        (TEMPLATE, "Thank you for your prompt response.", '{% if reference_number == "(number follows)" %}Thank you for your prompt response.{% else %}Thank you.{% endif %}', "Thank [approved: you for your prompt response] [now: you]. ¶ Sincerely,"),
    ],
)  # fmt: skip
def test_what_approvers_did_not_see_is_a_change(file: str, old: str, new: str, said: str, office: Path) -> None:
    approve(office)
    assert finally_made(office).status == 0
    edit(office / file, old, new)
    for words in (("merge", *LETTER, "--final"), ("print", MAILING)):
        done = command(*words, workspace=office)
        assert done.status == 1
        assert any(said in line for line in done.err.splitlines()), done.err


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('not reference_number.startswith("REF")', "more of the words depends on the reference number than the number itself, which is given when a letter is made"),
        ('reference_number == "(number follows)"', "more of the words depends on the reference number than the number itself, which is given when a letter is made"),
        ("draft", "the draft to albuquerque says something else than the letter, and drafts are what approvers see"),
    ],
)  # fmt: skip
def test_letters_that_shift_cannot_be_approved(condition: str, said: str, office: Path) -> None:
    old = "Thank you for your prompt response."
    edit(office / TEMPLATE, old, f"{{% if {condition} %}}{old}{{% else %}}You lose.{{% endif %}}")
    command("merge", *LETTER, "--only", "stockton", "--format", "text", workspace=office)
    done = command("approve", MAILING, "--by", "counsel", "--yes", workspace=office)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"{said}; take the conditions on ")


def test_nothing_is_signed_or_recorded_but_the_sheet_that_was_shown(office: Path) -> None:
    from correspondence.approving import Approver, draw_sheet, give, prepared, standing_with
    from correspondence.errors import RefusedError
    from correspondence.mailing import check
    from correspondence.registering import opened
    from correspondence.workspace import Workspace

    approve(office, "counsel")
    workspace = Workspace(office)
    job = prepared(workspace, workspace.output, MAILING, {})
    with opened(workspace, None) as register:
        standing = standing_with(job, register)
        who = Approver("assistant-attorney-general", "pat")

        def other(path: Path) -> None:
            path.write_bytes(b"%PDF-1.7 another")

        for change in (other, Path.unlink):
            for name in ("sheet", "rows"):
                given = draw_sheet(standing, check(job), who, workspace.output)
                change(getattr(given, name))
                with pytest.raises(
                    RefusedError, match="is not any more what was made for you to look at; run the command again"
                ):
                    give(standing, who, given, register, workspace.output, datetime.datetime.now(datetime.UTC))
        assert [one.approver for one in standing_with(job, register).approvals.known] == ["counsel"]


def test_values_of_the_command_line_are_approved_too(office: Path) -> None:
    given = ("--set", "reference=Public Safety Partnership")
    assert command("merge", *LETTER, *given, "--only", "stockton", "--format", "text", workspace=office).status == 0
    for one in ("counsel", "assistant-attorney-general"):
        done = command("approve", MAILING, "--by", one, *given, "--yes", workspace=office)
        assert done.status == 0, done.err
    assert done.err.endswith("--final --set 'reference=Public Safety Partnership'\n")
    assert command("approve", MAILING, workspace=office).status == 0
    assert finally_made(office).status == 1
    assert finally_made(office, *given).status == 0
    assert command("form", *LETTER, *given, "--final", "--format", "pdf", workspace=office).status == 0
    assert command("print", MAILING, *given, workspace=office).status == 0


def test_an_overlay_shows_no_signature_before(office: Path) -> None:
    from PIL import Image, ImageChops

    edit(office / TEMPLATE, "approvals: ", "envelope: window\napprovals: ")
    pages = []
    for name in ("before", "after"):
        done = command("check", *LETTER, "--only", "stockton", "--overlay", office / f"{name}.png", workspace=office)
        assert done.status == 0, done.err + done.out
        pages.append(Image.open(office / f"{name}.png").convert("RGB"))
        edit(office / TEMPLATE, "approvals: ", "#approvals: ") if name == "before" else None
    box = ImageChops.difference(*pages).getbbox()
    assert box is not None
    assert box[3] < pages[0].height / 4  # the mark of a draft, in the upper margin


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("templates/layouts/letter/layout.md", "{% for signer in signers %}", "{% if not draft %}We grant nine million dollars.{% endif %}\n\n{% for signer in signers %}"),
        (TEMPLATE, "Thank you for your prompt response.", "/s/ Office\n\n{% if draft %}We grant 100 dollars.{% else %}We grant nine million dollars.{% endif %}"),
        (TEMPLATE, "Thank you for your prompt response.", "![Signature of Alan Hanson](senders/signatures/alan-hanson.png)"),
    ],
)  # fmt: skip
def test_no_part_of_a_letter_is_other_than_its_draft(file: str, old: str, new: str, office: Path) -> None:
    edit(office / file, old, new)
    command("merge", *LETTER, "--only", "stockton", "--format", "text", workspace=office)
    done = command("approve", MAILING, "--by", "counsel", "--yes", workspace=office)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(
        "the draft to albuquerque says something else than the letter, and drafts are what approvers see; take "
    )


@pytest.mark.parametrize("signature", ["typed", "none", "digital"])
def test_every_way_to_sign_can_be_approved(signature: str, office: Path) -> None:
    edit(office / TEMPLATE, "date: 2017-08-03", f"date: 2017-08-03\nsignature: {signature}")
    approve(office)
    assert finally_made(office).status == 0


def test_the_numbers_that_are_given_change_no_word(office: Path) -> None:
    old = "Thank you for your prompt response."
    # of a year's million numbers, the first ones alone: who approves is not likely to see it
    edit(
        office / TEMPLATE,
        old,
        f'{{% if "-2017-222" in reference_number %}}We grant millions.{{% else %}}{old}{{% endif %}}',
    )
    approve(office)
    done = finally_made(office)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(
        "psp-2017-08-03 says something else under its reference numbers than what was approved; take the conditions on "
        "them out of templates/psp-questionnaire.md\n"
    )
    assert made(office) == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (TEMPLATE, "Thank you for your", "> Thank you for your", "it is set otherwise: other parts, headings, quotations or emphasis"),
        (TEMPLATE, "prompt response", "**prompt** response", "it is set otherwise: other parts, headings, quotations or emphasis"),
        ("templates/layouts/letter/layout.md", "description: A", "description: The", "templates/layouts/letter/layout.md is another file, which says how it looks"),
    ],
)  # fmt: skip
def test_how_words_are_set_counts(file: str, old: str, new: str, said: str, office: Path) -> None:
    approve(office)
    edit(office / file, old, new)
    done = finally_made(office)
    assert done.status == 1
    assert f"    {said}" in done.err.splitlines()
