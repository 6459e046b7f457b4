"""Compose: from template, layout, sender and recipient to a :class:`~correspondence.document.Document`.

A :class:`Composer` compiles a document's sources once; :meth:`Composer.compose` makes the
letter to one recipient. Nothing here touches a file, a clock or the network.
"""

from correspondence.compose.composer import UNNUMBERED, Composer, Sources, UnfitError

__all__ = ["UNNUMBERED", "Composer", "Sources", "UnfitError"]
