"""Authorities are found by the way in which they are written, and given to the answers of which their sentence speaks."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from correspondence.answers.citations import citations_in
from correspondence.reply import Page, Reply
from tests.replies.test_answers_gate import ASKED, CERTAIN, HEAD, LETTER, TAIL


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Under PCMC § 9.28.030 and Section 67.307, RSMo, it is so.", ["PCMC § 9.28.030", "Section 67.307, RSMo"]),
        ("We follow Local Law No. 6 of 2015.", ["Local Law No. 6 of 2015"]),
        (
            "Article 2.251 of the Code of Criminal Procedure says so.",
            ["Article 2.251 of the Code of Criminal Procedure"],
        ),
        ("It rests on the memorandum of October 3, 2014.", ["memorandum of October 3, 2014"]),
        ("Your letter of October 3, 2014 asks of release notice, 48 hours ahead.", []),
        ("YES SOP 4-12 and Codified Ordinance § 149.07", ["SOP 4-12", "Codified Ordinance § 149.07"]),
        ("See Stone v. Barrow the County lost.", ["Stone v. Barrow"]),
    ],
)
def test_citations_are_found_by_how_they_are_written(text: str, cited: list[str]) -> None:
    assert [text[start:end] for start, end in citations_in(text, 0, len(text))] == cited


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("All of this is in Chapter 31 of the Irving Park Code.", [["Chapter 31 of the Irving Park Code"]] * 3),
        ("That policy is found in Directive 4.12.", [[], [], ["Directive 4.12"]]),
        ("We were reviewed last year under 42 U.S.C. § 3750.", [[], [], []]),
    ],
)
def test_what_is_cited_beside_the_answers_is_given_to_those_of_which_it_speaks(
    said: str, cited: list[list[str]]
) -> None:
    text = f"{HEAD}1. Yes.\n\n2. Yes.\n\n3. No.\n\n{said}{TAIL}"
    found = interpret(Reply({"a.txt": ""}, (Page("a.txt", 1, text, "text"),)), ASKED.questionnaire, CERTAIN, LETTER)
    assert [[one.verbatim for one in answer.authorities] for answer in found.answers] == cited
