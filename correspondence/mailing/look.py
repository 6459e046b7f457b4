"""The look of a document, held to the fonts that there are."""

from __future__ import annotations

from correspondence.errors import Problem, Problems
from correspondence.render.fonts import FAMILIES
from correspondence.stylesheet import Stylesheet
from correspondence.templates import Layout
from correspondence.workspace import Workspace


def checked_stylesheet(workspace: Workspace, layout: Layout) -> Stylesheet:
    """Read the look, and hold its fonts to those that the PDF has files for."""
    sheet = workspace.stylesheet(layout)
    own = {face.family for face in sheet.font_faces}
    problems = Problems()
    for rule in sheet.rules:
        families = rule.declarations.get("font-family")
        first = families[0] if isinstance(families, tuple) and families else None
        if isinstance(first, str) and first not in FAMILIES and first not in own:
            remedy = f"choose one of {', '.join(FAMILIES)}, or name its files with @font-face"
            problems.add(Problem(layout.css_file, f'there are no files of the font "{first}"', remedy))
    problems.stop()
    return sheet
