"""Pictures: what a file is by its content, and whether it can be printed and archived."""

from __future__ import annotations

import io
import warnings

from correspondence.document import Asset
from correspondence.errors import Problem, Problems

PICTURE_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
LARGEST_PICTURE = 50_000_000
"""Pixels; a sheet of paper at 600 dots an inch has 34 million."""


def read_picture(content: bytes, name: str) -> Asset:
    """Decide by its content what a picture is, and that it can be printed and archived.

    Args:
        content: The file.
        name: How messages call it.

    Raises:
        ProblemsError: It is no PNG or JPEG that can be read, is too large, or has colors that PDF/A does not allow.
    """
    from PIL import Image, ImageFile, UnidentifiedImageError

    problems = Problems()
    kind = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is checked here
            image = Image.open(io.BytesIO(content), formats=tuple(PICTURE_TYPES))
        with image:
            kind = PICTURE_TYPES[image.format or "PNG"]
            if image.width * image.height > LARGEST_PICTURE:
                problems.add(
                    Problem(
                        name,
                        f"the picture has {image.width} × {image.height} points",
                        "save it smaller: 600 points an inch are enough for print",
                    )
                )
            elif image.mode not in {"1", "L", "LA", "P", "RGB", "RGBA"}:
                problems.add(
                    Problem(
                        name,
                        f"the picture has the colors {image.mode}",
                        "save it as RGB: an archive file (PDF/A) may hold no others",
                    )
                )
            else:
                # WeasyPrint lets pictures pass that end too early, for the whole process
                ImageFile.LOAD_TRUNCATED_IMAGES, tolerant = False, ImageFile.LOAD_TRUNCATED_IMAGES
                try:
                    image.load()
                finally:
                    ImageFile.LOAD_TRUNCATED_IMAGES = tolerant
    except UnidentifiedImageError:
        problems.add(Problem(name, "the file is no PNG or JPEG picture", "save it as PNG or JPEG"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        problems.add(Problem(name, f"the picture cannot be read ({error})", "save it anew"))
    problems.stop()
    return Asset(content, kind)
