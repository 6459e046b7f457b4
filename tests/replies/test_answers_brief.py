"""Rules by which sentences are read that answer in few words, in two parts, or turned round."""

from __future__ import annotations

import pytest

from correspondence.answers import read_passage
from tests.replies.corpus import inquiry

QUESTIONS = inquiry("developing").questionnaire.questions
ACCESS, NOTICE, HOLDING = range(3)


@pytest.mark.parametrize(
    ("place", "answer", "words"),
    [
        (ACCESS, "no", "No one from ICE has access to the cells of our jail."),
        (ACCESS, "no", "Immigration officers are no longer allowed in the jail."),
        (ACCESS, "yes", "I cannot recall a time when an immigration officer was refused entry to the jail."),
        (ACCESS, "unclear", "We know of no rule that would keep an agent out of the jail."),
        (ACCESS, "no", "It would not be accurate to say that we admit immigration agents to the jail."),
        (NOTICE, "no", "I regret that we cannot do so."),
        (NOTICE, "no", "That we will not do."),
        (NOTICE, "yes", "That we do, and have always done."),
        (NOTICE, "partial", "The lieutenant decides in each case whether notice is given."),
        (HOLDING, "no", "Absolutely not."),
        (HOLDING, "no", "Since that decision we no longer do."),
        (HOLDING, "no", "We used to honor them but stopped in 2014."),
        (HOLDING, "no", "It has been years since this jail held anyone on a detainer."),
        (HOLDING, "no", "We release people when their time is up, whether or not a detainer was sent."),
        (HOLDING, "unclear", "We honor detainers to the extent permitted by law."),
        (HOLDING, "partial", "We hold a man in case he was convicted of a felony, and not for anything less."),
    ],
)
def test_a_sentence_is_read_as_it_is_meant(place: int, answer: str, words: str) -> None:
    assert (read_passage(words, QUESTIONS[place]).answer, words) == (answer, words)
