"""Signatures: what stands in the file, that it still conforms, and what other programs say of it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest

from correspondence.sign import Manner, SigningError, Trust, read_signatures, time_stamper
from tests.signing.authority import NOW, authority
from tests.signing.signatures import TRUSTED, VALID, Poppler, Said, evidence, read, signed_by
from tests.tools import program, qpdf_check, run, verapdf


def test_a_signature_stands_behind_the_bytes_that_are_signed(letter: bytes, signed: bytes, poppler: Poppler) -> None:
    assert signed.startswith(letter)
    (one,) = read(signed)
    assert (one.signer, one.level, one.intact, one.trusted, one.stamped) == ("Alex Signer", "B-B", True, True, False)
    assert (one.start, one.end, one.changes, one.faults) == (len(letter), len(signed), (), ())
    assert one.at == f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    assert poppler.said(signed) == [Said("Alex Signer", VALID, TRUSTED)]


def test_a_key_of_an_elliptic_curve_signs(letter: bytes, poppler: Poppler) -> None:
    content = signed_by(authority().elliptic, letter)
    (one,) = read(content)
    assert (one.signer, one.intact, one.trusted, one.faults) == ("Erin Elliptic", True, True, ())
    assert poppler.said(content) == [Said("Erin Elliptic", VALID, TRUSTED)]


def kinds(clock: str, sample: Path, letter: bytes, record: bytes) -> dict[str, bytes]:
    """Return a signed file of every kind: with and without time stamp and evidence, once and twice."""
    packet = (sample / "psp-press-release" / "psp-press-release-packet.pdf").read_bytes()
    one = authority()
    stamped, kept = Manner(stamper=time_stamper(clock)), Manner(stamper=time_stamper(clock), evidence=evidence())
    sources = {"letter": letter, "record": record, "packet": packet}
    made = {}
    for name, content in sources.items():
        made[f"{name}-plain"] = signed_by(one.signer, content)
    for name in ("letter", "record"):
        made[f"{name}-stamped"] = signed_by(one.signer, sources[name], stamped)
        made[f"{name}-evidence"] = signed_by(one.signer, sources[name], Manner(evidence=evidence()))
        made[f"{name}-both"] = signed_by(one.signer, sources[name], kept)
        for ending, manner in (("plain", Manner()), ("both", kept)):
            made[f"{name}-{ending}-twice"] = signed_by(one.elliptic, made[f"{name}-{ending}"], manner)
    return made


def test_signed_files_conform(
    clock: str, sample: Path, letter: bytes, record: bytes, poppler: Poppler, tmp_path: Path
) -> None:
    files = kinds(clock, sample, letter, record)
    assert len(files) == 13
    for name, content in files.items():
        count = 2 if name.endswith("twice") else 1
        signers = ["Alex Signer", "Erin Elliptic"][:count]
        assert field_tags(content) == [f"Digital signature of {signer}" for signer in signers], name
        assert [one.holds for one in read(content)] == [True] * count, name
        assert poppler.said(content) == [Said(signer, VALID, TRUSTED) for signer in signers], name
        (tmp_path / f"{name}.pdf").write_bytes(content)
    paths = sorted(tmp_path.glob("*.pdf"))
    assert {path.name: qpdf_check(path) for path in paths} == {path.name: [] for path in paths}
    assert verapdf(paths, "3a") == {path: [] for path in paths}
    assert verapdf(paths, "ua1") == {path: [] for path in paths}


def field_tags(content: bytes) -> list[str]:
    """Read the signatures' fields one by one, with all that PDF/UA-1 wants of each; return their names."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = [one for one in pdf.Root.AcroForm.Fields if pikepdf.Name.Sig == one.FT]
        annotations = {one.objgen for page in pdf.pages for one in page.obj.get("/Annots", [])}
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        for field in fields:
            assert field.objgen in annotations
            element = numbers[numbers.index(field.StructParent) + 1]
            assert pikepdf.Name.Form == element.S
            assert element.K.Obj.objgen == field.objgen
            assert element.objgen in {one.objgen for one in element.P.K}
            assert pikepdf.Name.Document == element.P.S
        assert len({str(field.T) for field in fields}) == len(fields)
        assert len({int(field.StructParent) for field in fields}) == len(fields)
        return [str(field.TU) for field in fields]


def test_nobody_is_trusted_where_nobody_is_named(signed: bytes) -> None:
    (one,) = read_signatures(signed, Trust(), NOW)
    assert (one.intact, one.trusted, one.faults) == (True, None, ())


def test_a_file_that_this_program_did_not_make_is_refused() -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    with pytest.raises(SigningError) as caught:
        signed_by(authority().signer, target.getvalue())
    assert str(caught.value).endswith("; sign a PDF that this program made")


def token_of(content: bytes) -> tuple[bytes, bytes]:
    """Return the time stamp of a signature, and the signature itself."""
    from asn1crypto import cms

    digits = re.findall(rb"/Contents <([0-9a-f]+)>", content)[-1]
    info = cms.ContentInfo.load(bytes.fromhex(digits.decode()))["content"]["signer_infos"][0]
    return info["unsigned_attrs"][0]["values"][0].dump(), info["signature"].native


def test_openssl_takes_the_time_stamp_for_one_of_the_signature(clock: str, letter: bytes, tmp_path: Path) -> None:
    token, signature = token_of(signed_by(authority().signer, letter, Manner(stamper=time_stamper(clock))))
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "root.pem").write_bytes(authority().root.pem)
    words = ("-data", tmp_path / "signature", "-in", tmp_path / "token", "-token_in", "-CAfile", tmp_path / "root.pem")
    assert "Verification: OK" in run(program("openssl"), "ts", "-verify", *words).stdout
    (tmp_path / "signature").write_bytes(signature[::-1])
    assert "Verification: FAILED" in run(program("openssl"), "ts", "-verify", *words, ok=(1,)).stdout


def test_the_same_key_and_moment_give_the_same_bytes(letter: bytes, signed: bytes) -> None:
    assert signed_by(authority().signer, letter) == signed
