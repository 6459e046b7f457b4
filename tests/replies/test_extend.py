"""More time that is granted, read back with SQLite and YAML themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replies.asked import MAILING, NUMBERS, Asked, office, to


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """Return an office that asked three cities, with an answer due on 2017-08-18."""
    root = tmp_path / "office"
    with office(root) as register:
        one = Asked(root, register)
        one.ask("albuquerque", "baltimore", "stockton")
        yield one


def extend(asked: Asked, *only: str, until: str = "2017-09-01", more: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """Grant more time; return the exit status and what was said."""
    words = [word for name in only for word in ("--only", name)]
    outcome = asked.run("extend", MAILING, *words, "--until", until, "--by", "Pat Example", *more)
    return outcome.status, outcome.out, outcome.err


def test_more_time_is_written_down_for_all_that_are_named(asked: Asked) -> None:
    more = ("--reason", " They  asked. ")
    status, out, err = extend(asked, "stockton", "ref 2017 2224 9", "baltimore", more=more)
    assert (status, out.splitlines()) == (
        0,
        [
            f"stockton  {NUMBERS['stockton']}  until 2017-09-01 (before: 2017-08-18)",
            f"baltimore  {NUMBERS['baltimore']}  until 2017-09-01 (before: 2017-08-18)",
        ],
    )
    assert err == (
        "More time for 2 letters. They were not told yet: write to them, by letter or mail; "
        f"'correspondence replies remind {MAILING}' leaves them out until that day has passed.\n"
    )
    made = {one["letter"][1]: one["id"] for one in asked.entries("made")}
    assert [
        (one["letter"], one["number"], one["by"], one["amends"], one["details"]) for one in asked.entries("amended")
    ] == [
        ((MAILING, name), NUMBERS[name], "Pat Example", made[name], {"due": "2017-09-01", "reason": "They asked."})
        for name in ("stockton", "baltimore")
    ]
    assert [asked.letter(name)["due"] for name in NUMBERS if name != "san-bernardino"] == [
        *("2017-08-18", "2017-09-01", "2017-09-01"),
    ]


def test_it_can_be_granted_again_and_names_what_was_granted_before(asked: Asked) -> None:
    assert extend(asked, "stockton")[0] == 0
    again = extend(asked, "stockton", until="2017-09-15")
    assert again[1] == f"stockton  {NUMBERS['stockton']}  until 2017-09-15 (before: 2017-09-01)\n"
    assert again[2].startswith("More time for 1 letter. It was not told yet: ")
    first, second = asked.entries("amended")
    assert second["amends"] == first["id"]
    assert asked.letter("stockton")["due"] == "2017-09-15"


@pytest.mark.parametrize(
    ("only", "until", "told"),
    [
        ("stocton", "2017-09-01", '--only:\n  the mailing psp-2017-08-03 has no letter to "stocton" that asks something; \'correspondence replies status\' shows who was asked (did you mean "stockton"?)\n'),
        ("stockton", "2017-08-18", "--until:\n  stockton: 2017-08-18 is no more time: the answer is asked for by 2017-08-18; name a day after 2017-08-18\n"),
        ("stockton", "2017-08-01", "--until:\n  stockton: 2017-08-01 is no more time: the answer is asked for by 2017-08-18; name a day after 2017-08-18\n"),
        ("baltimore", "2017-08-20", "--until:\n  baltimore: 2017-08-20 is no more time: the answer is asked for by 2017-08-25, as was granted; name a day after 2017-08-25\n"),
        ("albuquerque", "2017-09-01", "--until:\n  albuquerque: it was voided on 2017-08-10, so that no answer is asked for; leave it out, or issue it anew: correspondence register mark psp-2017-08-03 --reissue --only albuquerque\n"),
    ],
)  # fmt: skip
def test_it_is_granted_to_all_or_to_none(asked: Asked, only: str, until: str, told: str) -> None:
    asked.add("voided", to("albuquerque"), {"date": "2017-08-10"})
    assert extend(asked, "baltimore", until="2017-08-25")[0] == 0
    before = asked.entries("amended")
    names = ("stockton", only) if only != "stockton" else ("stockton",)
    assert extend(asked, *names, until=until) == (1, "", told)
    assert asked.entries("amended") == before


def test_all_that_is_wrong_is_told_at_once(asked: Asked) -> None:
    status, _, err = extend(asked, "nobody", "stockton", "baltimore,nowhere", until="2017-08-10")
    assert status == 1
    assert err.count("that asks something") == 2
    assert err.count("is no more time") == 2


def test_a_mailing_that_asked_nothing_has_no_time_to_grant(asked: Asked) -> None:
    outcome = asked.run("extend", "psp-2017", "--only", "stockton", "--until", "2017-09-01")
    assert outcome.status == 1
    assert outcome.err.endswith(
        'has no letter of a mailing "psp-2017" that asks something; '
        "'correspondence replies status' shows who was asked (did you mean \"psp-2017-08-03\"?)\n"
    )
    assert asked.run("extend", MAILING, "--until", "2017-09-01").status == 2
    assert asked.run("extend", MAILING, "--only", "stockton").status == 2
    assert asked.run("extend", MAILING, "--only", "stockton", "--until", "in May").status == 2
