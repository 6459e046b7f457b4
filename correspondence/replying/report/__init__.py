"""The report on a mailing's replies: one web page that holds all it needs, for the screen, the printer and the wall."""

from correspondence.replying.report.writing import GENERATOR, write_report

__all__ = ["GENERATOR", "write_report"]
