"""Fill a form with poppler, as document viewers on Linux do: run by a Python that has its bindings.

``poppler_fill.py FORM FILLED`` reads what to write, as JSON, from standard input: ``texts``, by the field's name, and
``marks``, each a page counted from 0 and a point on it.
"""

import json
import sys
from pathlib import Path


def fill(source: Path, target: Path, texts: dict[str, str], marks: list[tuple[int, float, float]]) -> None:
    """Write the texts into their fields, and mark the buttons at the points."""
    import gi

    gi.require_version("Poppler", "0.18")
    from gi.repository import Poppler

    document = Poppler.Document.new_from_file(source.resolve().as_uri(), None)
    for number in range(document.get_n_pages()):
        points = [(x, y) for page, x, y in marks if page == number]
        for mapping in document.get_page(number).get_form_field_mapping():
            field, area = mapping.field, mapping.area
            if field.get_field_type() == Poppler.FormFieldType.TEXT:
                if field.get_name() in texts:
                    field.text_set_text(texts[field.get_name()])
            elif any(area.x1 < x < area.x2 and area.y1 < y < area.y2 for x, y in points):
                field.button_set_state(True)  # noqa: FBT003  (poppler's own)
    document.save(target.resolve().as_uri())


if __name__ == "__main__":
    wanted = json.load(sys.stdin)
    fill(Path(sys.argv[1]), Path(sys.argv[2]), wanted["texts"], wanted["marks"])
