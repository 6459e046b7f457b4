"""The words of a reply become a kind, and an answer to each question with the words it rests on."""

from __future__ import annotations

from correspondence.answers.interpreting import interpret, read_passage

__all__ = ["interpret", "read_passage"]
