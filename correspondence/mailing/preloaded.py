"""What every worker needs, loaded once: workers start as copies of a process that has imported this module."""

from correspondence.errors import MissingToolError
from correspondence.mailing import kit, workers
from correspondence.render import docx, text
from correspondence.render.fonts import find_fonts

__all__ = ["docx", "engine", "kit", "text", "workers"]

try:
    import weasyprint as engine

    find_fonts()
except (OSError, MissingToolError):  # the worker that needs it says so
    engine = None
