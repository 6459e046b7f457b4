"""A page for a web site: the document's words and parts, and a look that fits a screen.

The look is the layout's own; sheets of paper, margins and what runs in them are left
out. Everything that the page needs is in it.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from correspondence.document import DRAFT_MARK, Block, Division, Document
from correspondence.render.markup import body_html, root_classes, root_element
from correspondence.stylesheet import RESET, Element, Stylesheet

SCREEN_CSS = """\
html { background: #ffffff }
body { max-width: %.2fin; margin: 2em auto; padding: 0 1em; box-sizing: border-box; overflow-wrap: break-word }
img { max-width: 100%% }
@media (max-width: 30em) { div.columns, div.columns > div { display: block; width: auto; text-align: left } }
"""


def render_html(document: Document, stylesheet: Stylesheet) -> str:
    """Render a document as a whole HTML page.

    Args:
        document: The document.
        stylesheet: Its look.

    Returns:
        The page, with its language, title and style sheet; it fetches nothing.
    """
    root = root_element(document)
    last = len(document.blocks) - 1
    kept = tuple(
        block for number, block in enumerate(document.blocks) if not _runs(block, root, number, last, stylesheet)
    )
    body = body_html(replace(document, blocks=kept))
    day = f'<meta name="dcterms.date" content="{document.date.isoformat()}">\n' if document.date else ""
    author = f'<meta name="author" content="{escape(document.author)}">\n' if document.author else ""
    css = RESET + stylesheet.css + SCREEN_CSS % (stylesheet.page.text_width / 72 + 0.4)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n{author}{day}<style>\n{css}</style>\n</head>\n"
        f'<body class="{" ".join(root_classes(document))}">\n<main>\n{body}</main>\n</body>\n</html>\n'
    )


def _runs(block: Block, root: Element, number: int, last: int, stylesheet: Stylesheet) -> bool:
    """Tell whether a part runs in the margins of sheets, which a page for the web has none of; the mark of a draft stays."""
    if not isinstance(block, Division) or block.name == DRAFT_MARK:
        return False
    path = (root, Element("div", (block.name,), number == 0, number == last))
    return stylesheet.computed(path).running is not None
