"""Files to compare, and what is read from them."""

from __future__ import annotations

import io
import zipfile

import pytest
import weasyprint

from correspondence.comparing import Reading, UnreadableTextError, read_text
from correspondence.errors import CorrespondenceError

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def texts(reading: Reading) -> list[str]:
    """Return the blocks of a reading, with single spaces."""
    return [" ".join(block.text.split()) for block in reading.blocks]


def pdf(body: str, *, page: str = "size: Letter", tagged: bool = True) -> bytes:
    """Lay a page out as PDF with WeasyPrint."""
    style = f"@page {{ {page} }} html {{ font-family: Liberation Serif; orphans: 1; widows: 1 }}"
    document = weasyprint.HTML(string=f'<html lang="en"><title>Letter</title><style>{style}</style>{body}')
    content = document.write_pdf(pdf_tags=tagged)
    assert isinstance(content, bytes)
    return content


def word(body: str, **parts: str) -> bytes:
    """Pack the body of a Word document, with other parts by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return packed.getvalue()


def refusal(content: bytes, name: str = "letter.pdf") -> str:
    """Return the words with which a file is refused."""
    with pytest.raises(UnreadableTextError) as caught:
        read_text(content, name)
    assert isinstance(caught.value, CorrespondenceError)
    return str(caught.value)
