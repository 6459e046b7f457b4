"""Answers that look explicit and are not: none of them may be recorded without a person."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from correspondence.reply import Match, Page, Reply
from tests.replies.corpus import inquiry

ASKED = inquiry("developing")
LETTER = next(one for one in ASKED.asked if one.recipient.id == "irving-park")
CERTAIN = Match("irving-park", "", "qr", "accepted", "")
HEAD = "IRVING PARK POLICE DEPARTMENT\n156 Main Street\n\nDear Sir:\n\nThis answers your letter of August 3, 2017.\n\n"
TAIL = "\n\nSincerely,\n\nDenise Whitlock\nChief of Police\n"


def accepted(text: str) -> list[str]:
    reply = Reply({"a.txt": ""}, (Page("a.txt", 1, HEAD + text + TAIL, "text"),))
    found = interpret(reply, ASKED.questionnaire, CERTAIN, LETTER)
    return [one.answer for one in found.answers if one.status == "accepted"]


@pytest.mark.parametrize(
    "text",
    [
        "1. Yes. The agent must call the captain, who decides.\n\n2. Yes, for felons.\n\n3. No. A warrant is required.",
        "1. Yes, at the main jail. At the annex, no.\n\n2. Yes, when we remember.\n\n3. Yes, for up to four hours.",
        "1. Yes, if the inmate agrees.\n\n2. Yes. We fax them the morning of the release.\n\n3. Yes. We hold for 24 hours.",
        "1. Yes, the county lets them in.\n\n2. Yes. The Sheriff does that.\n\n3. No, the Sheriff refuses.",
        "1. No. But we let them in anyway.\n\n2. No. In practice we call.\n\n3. No. Informally we hold them.",
        "1. No. We have no written policy.\n\n2. No formal rule.\n\n3. No, not as such.",
        "1. Yes. That was our practice until June.\n\n2. Yes, starting next year.\n\n3. Yes, once the council approves it.",
        "1. Yes, your letter was received.\n\n2. Yes, we would like to be selected.\n\n3. No, we need no site visit.",
        "1. Homicides: yes, they rose.\n\n2. Guns: yes.\n\n3. Training: no.",
        "1. Detainers: no.\n\n2. Access: yes.\n\n3. Notice: yes.",
        "1. Yes. See attachment for the limits.\n\n2. Yes, with supervisory approval.\n\n3. No. See exceptions in Policy 5.",
        "1. Yes. Only supervisors of ICE may enter.\n\n2. Yes, to attorneys.\n\n3. Yes. We honor those signed by a judge.",
        "1. Yes. An inmate may refuse the interview.\n\n2. No, except on request.\n\n3. No. We have honored a few.",
        "1. Yes.\n\n2. Yes.\n\n3. Yes.\n\nThese answers describe the county jail, as we have none.",
        "1. Yes.\n\n2. No.\n\n3. No.\n\nThe above reflects the draft order, which the council has not adopted.",
        "1. Yes\n\n2. Yes\n\n3. No\n\nThe foregoing applies to sentenced inmates.",
        "1. Yes we have no such policy.\n\n2. No, we do notify them.\n\n3. Yes, we do not hold them.",
        "1. Yes. Access is given from 8 to 5.\n\n2. No. The jail sends a list to ICE daily.\n\n3. No and yes.",
        "1. [ ] Yes [x] No\n\n2. Yes ___ No _x_\n\n3. Yes / No",
        "1. I would say yes.\n\n2. I suppose no.\n\n3. Probably no.",
        "1. Yes.\n\n2. Yes.\n\n3. No.\n\n4. Yes.",
        "1. Yes if the man wants to talk to them.\n\n2. Yes, twelve.\n\n3. Yes, a day.",
        "1. Yes, after his lawyer says so.\n\n2. Yes, felons only.\n\n3. Yes, if there is a bed.",
        "1. Yes, when they come on Tuesdays.\n\n2. 48 hours' notice - yes, twelve.\n\n3. Yes, 24 hours.",
        "1. Do you keep a written policy on the use of cameras by patrol officers? Yes.\n\n2. No.\n\n3. No.",
        "1. Yes, when the sergeant has time.\n\n2. Yes, if we remember.\n\n3. Yes, where the prosecutor agrees.",
        "1. Yes. Agents come in when the captain lets them.\n\n2. Yes. We fax the list if someone is on duty.\n\n3. Yes. We keep them if there is a free bed.",
        "1. Yes. So says the manual, which nobody follows.\n\n2. Yes. Nobody has done it in years.\n\n3. Yes. In fact we let most of them go.",
        "1. Yes. Only on Tuesdays.\n\n2. No. The records clerk sends a list nightly.\n\n3. No. Each one is held until ICE comes.",
        "1. No. There is no written policy, and agents come in when they like.\n\n2. No. The bureau sends a list each night.\n\n3. No. The bailiff keeps them every day.",
        "1. Not applicable. We do hold people for DHS overnight.\n\n2. Not applicable to juveniles.\n\n3. Not applicable at the annex.",
        "1. Not applicable. ICE comes in anyway.\n\n2. Not applicable. We send them a list every day.\n\n3. Not applicable. We honor all of them.",
        "1. This does not apply to Irving Park when the county takes over.\n\n2. N/A to Irving Park before trial.\n\n3. Does not apply to Irving Park's annex.",
        "1. Does not apply to us before trial.\n\n2. Has no application to inmates under sentence.\n\n3. Does not apply. We hold for 48 hours when asked.",
        "1. We cannot answer because the captain is away.\n\n2. We are unable to answer, since the jail is new.\n\n3. Unable to answer.",
        "1. You ask if we turn ICE away. No.\n\n2. You ask if we keep releases from DHS. We do not.\n\n3. You ask whether we ignore detainers. We do not.",
        "1. Yes, whenever the sheriff likes.\n\n2. Yes, if the captain knows when they come.\n\n3. Yes, when they ask and we agree.",
        "1. We do.\n\n2. We do not.\n\n3. It does.",
        "The answer to each of your three questions is yes, as far as I know.",
        "The answer to each of your three questions is yes, with one exception.",
        "The answer to each of your three questions is yes. The county runs the jail.",
        "The answer to each of the three questions that the state asked us is yes.",
        "1. Yes, when requested and approved by the chief.\n\n2. Yes, where possible and lawful.\n\n3. Yes, up to 48 hours where the charge is serious.",
    ],
)
def test_nothing_is_accepted(text: str) -> None:
    assert accepted(text) == []


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1. Yes.\n\n2. No.\n\n3. No.", ["yes", "no", "no"]),
        ("The answer to each of your three questions is no.", ["no", "no", "no"]),
        ("1. Yes.\n\n2. Yes.\n\n3. No.\n\nI hope that this is helpful.", ["yes", "yes", "no"]),
        ("The answer to each of the three questions posed in your letter is yes.", ["yes", "yes", "yes"]),
        (
            "Your first question has no application to Irving Park. Your second question does not apply to us either.",
            ["not_applicable", "not_applicable"],
        ),
        ("Your first question asks if our rule is to ensure access of DHS personnel to aliens. We do not.", ["no"]),
        ("1. Yes, DHS agents may enter whenever they like.\n\n2. Yes.\n\n3. No.", ["yes", "yes", "no"]),
        ("1. Yes.\n\n2. Yes.\n\n3. Yes. With respect to the third, a warrant must be shown.", ["yes", "yes"]),
    ],
)
def test_what_is_explicit_is_accepted(text: str, answers: list[str]) -> None:
    assert accepted(text) == answers
