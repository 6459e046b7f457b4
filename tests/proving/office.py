"""A mailing whose values are as odd as a list may hold, and records that somebody has tampered with."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf

from correspondence.provenance import Sent, described, read_record, with_sources
from tests.tools import ROOT

TEMPLATE = """\
---
layout: letter
title: Odd “values” & <signs>
sender: office-of-justice-programs
signer: alan-hanson
date: 2020-02-29
reference: "{{ not a value }}"
---
You wrote: {{ recipient.remark }}

{% for line in recipient.lines %}
- {{ line }}
{% endfor %}

The day is {{ recipient.day | long_date }}, the number {{ recipient.count }}, the share {{ recipient.share }}, and
{% if recipient.settled %}it is settled{% else %}it is open{% endif %}. {{ recipient.matter.title }}: {{ recipient.matter.words }}
"""

REMARKS = (
    '"{{ 7 * 7 }}" and {% include "x" %}',
    "::: salutation",
    "# 1. *stars* _lines_ `ticks` [a](b) ![c](d)",
    "<script>&amp; &#65; </script>",
    "no",
    "0123",
    "2020-01-01",
    "~ null: - ? : | > & * ! % @ ` { } [ ] # , ' \"",
    "two\nlines and\n\nthree",
    "  blanks   in  and around  ",
    "non\u00a0breaking, soft\u00adhyphen, ‘quotes’ “and” – dashes — …",
    "Ægir Ørsted Ångström Łódź Šárka Žižka Ñandú Çelebi Győr Þór ß ﬁ",
    "(c) (tm) 1/2 -- --- ... 'straight' \"straight\"",
    "back\\slash \\n %s %(x)s ${y} $(z)",
    "a" * 60 + " " + "long " * 80,
    "Ελληνικά и кириллица",
)


def odd_list(count: int, seed: int = 1) -> str:
    """Return a list of so many recipients with odd values, the same for one seed."""
    chance = random.Random(seed)  # noqa: S311  (odd values, no keys)
    records = []
    for number in range(count):
        remark = REMARKS[number] if number < len(REMARKS) else " ".join(chance.sample(REMARKS, 3))
        record = {
            "id": f"odd-{number:03}",
            "title": chance.choice(["Chief", "The Honorable", "Dr."]),
            "name": chance.choice(["Pat O’Example", "Mary Ann Smith-Łódź", 'Jo "Joe" Example', "Ng"]),
            "organization": chance.choice(["Town & Sons <Police>", "# Police", "Police: yes", "{{ police }}"]),
            "address": {"street": "1 Main St. #4", "city": "Bo’ston & “Co”", "state": "MA", "zip": "02120"},
            "salutation": "Dear Friend",
            "remark": remark,
            "lines": chance.sample([one for one in REMARKS if "\n" not in one], 2),
            "settled": bool(number % 2),
            "matter": {"title": "Re: no", "words": chance.choice(REMARKS)},
        }
        written = json.dumps(record, ensure_ascii=False)
        records.append(
            f"  - {written[:-1]}, day: 2020-02-{1 + number % 29:02}, count: {number}, share: {number}.50}}\n"
        )
    return f'shared:\n  closing: "With \\"regards\\": {{x}},"\nrecipients:\n{"".join(records)}'


def make_office(folder: Path, odd: int) -> Path:
    """Return a workspace with a list of odd values."""
    folder.mkdir()
    shutil.copy(ROOT / "correspondence.yaml", folder)
    for name in ("templates", "recipients"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "templates" / "odd.md").write_text(TEMPLATE, "utf-8")
    (folder / "recipients" / "odd.yaml").write_text(odd_list(odd), "utf-8")
    return folder


def checksums(folder: Path) -> dict[str, str]:
    """Return the checksums of what lies in a folder, by its names there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def clean(record: bytes) -> bytes:
    """Return the PDF that went out: the beginning of its record."""
    return record[: read_record(record).provenance.sent[0].size]


def retold(record: bytes, **said: Any) -> bytes:
    """Return a record that says something else of itself, and is whole."""
    read = read_record(record)
    provenance = dataclasses.replace(read.provenance, **said)
    return with_sources(clean(record), read.sources, provenance.content(), provenance.dated)


def tampered(record: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a record with one of its files changed, and every checksum put right."""
    read = read_record(record)
    files = [dataclasses.replace(one, content=change(one.content)) if one.name == name else one for one in read.sources]
    assert files != list(read.sources)
    provenance = dataclasses.replace(read.provenance, sources=described(files))
    return with_sources(clean(record), files, provenance.content(), provenance.dated)


def with_pdf(record: bytes, pdf: bytes, **versions: str) -> bytes:
    """Return a record of another PDF, with every checksum put right, as other versions would have made it."""
    read = read_record(record)
    said = read.provenance
    sent = (Sent.of(said.sent[0].name, pdf), *said.sent[1:])
    said = dataclasses.replace(said, sent=sent, versions={**said.versions, **versions})
    return with_sources(pdf, read.sources, said.content(), said.dated)


def foreign(pdf: bytes, files: Sequence[tuple[str, bytes]], password: str = "") -> bytes:
    """Return a PDF with files that another program has attached to it, encrypted where there is a password."""
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        names = pikepdf.Array()
        for name, content in files:
            names.extend([pikepdf.String(name), _spec(whole, name, content)])
        whole.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=names))
        written = io.BytesIO()
        locked: Any = pikepdf.Encryption(owner=password, user=password) if password else False
        whole.save(written, encryption=locked)
    return written.getvalue()


def resaved(pdf: bytes) -> bytes:
    """Return a PDF in other bytes, with the same pages: as another program writes it."""
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        written = io.BytesIO()
        whole.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _spec(whole: pikepdf.Pdf, name: str, content: bytes) -> Any:
    day = "D:20200101000000Z"
    return pikepdf.AttachedFileSpec(
        whole, content, filename=name, description="", mime_type="text/plain", creation_date=day, mod_date=day
    ).obj
