"""What an archive must know of an office's records: what stands below ``archive:`` in ``correspondence.yaml``."""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.fields import SIMPLE_KINDS, FieldSpec, Record, Words


def _line(noun: str) -> Words:
    return Words(noun, multiline=False)


ARCHIVE = Record(
    {
        "organization": FieldSpec(_line("organization"), "The agency that hands the records over", default=""),
        "address": FieldSpec(_line("address"), "Its address, in one line", default=""),
        "contact_name": FieldSpec(_line("name"), "Who answers the archive's questions", default=""),
        "contact_telephone": FieldSpec(SIMPLE_KINDS["telephone"], "Their telephone", default=""),
        "contact_email": FieldSpec(SIMPLE_KINDS["email"], "Their e-mail address", default=""),
        "creator": FieldSpec(_line("creator"), "Who made the records; the sender where nothing is said", default=""),
        "series": FieldSpec(_line("series"), "Title of the series to which the records belong", default=""),
        "disposition_authority": FieldSpec(
            _line("disposition authority"),
            "Item of the records schedule, such as DAA-0060-2017-0001-0001",
            default="",
        ),
        "access_restriction": FieldSpec(
            _line("access restriction"), "Who may not see them, and by which law; None where all may", default=""
        ),
        "use_restriction": FieldSpec(
            _line("use restriction"),
            "What may not be done with them, such as by copyright; None where all may",
            default="",
        ),
    },
    noun="list of settings for the archive",
)


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """What an archive must know of the records; each is empty where nothing is said.

    Attributes:
        organization: The agency that hands them over.
        address: Its address.
        contact_name: Who answers questions.
        contact_telephone: Their telephone.
        contact_email: Their e-mail address.
        creator: Who made the records.
        series: Title of their series.
        disposition_authority: Item of the records schedule.
        access_restriction: Who may not see them.
        use_restriction: What may not be done with them.
    """

    organization: str = ""
    address: str = ""
    contact_name: str = ""
    contact_telephone: str = ""
    contact_email: str = ""
    creator: str = ""
    series: str = ""
    disposition_authority: str = ""
    access_restriction: str = ""
    use_restriction: str = ""
