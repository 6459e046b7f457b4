"""Who may approve what goes out: what stands below ``approvers:`` in ``correspondence.yaml``."""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.fields import FieldSpec, ListOf, Record, Words

FINGERPRINT = Words(
    "fingerprint",
    r"[0-9a-fA-F]{2}(:?[0-9a-fA-F]{2}){31}",
    "write the SHA-256 of the certificate, as 'openssl x509 -noout -fingerprint -sha256' prints it",
    multiline=False,
)


@dataclass(frozen=True, slots=True)
class Approver:
    """One whom templates can ask for approval.

    Attributes:
        title: What they are called on their proof sheet; empty for their id.
        accounts: Accounts that may approve in this capacity; empty for all.
        certificates: SHA-256 of certificates, in small hexadecimal digits: the approval must be signed with one of them.
            Empty where it need not be signed.
    """

    title: str = ""
    accounts: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()


def _approver(title: str, accounts: tuple[str, ...], certificates: tuple[str, ...]) -> Approver:
    return Approver(title, accounts, tuple(one.replace(":", "").lower() for one in certificates))


APPROVER = Record(
    {
        "title": FieldSpec(Words("title", multiline=False), "What they are called on their proof sheet", default=""),
        "accounts": FieldSpec(
            ListOf(Words("account", multiline=False), single=True),
            "Accounts of this machine that may approve in this capacity; all may where nothing is said",
            default=(),
        ),
        "certificates": FieldSpec(
            ListOf(FINGERPRINT, single=True),
            "SHA-256 of their certificates, with one of which the approval must be signed",
            default=(),
        ),
    },
    noun="approver",
    make=_approver,
)
