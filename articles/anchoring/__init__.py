"""Find a note's words again in changed text: one map of all that was edited, and every span through the map."""

from articles.anchoring.documents import DocumentMap, keep_form, name_paragraphs, reanchor, surroundings
from articles.anchoring.mapping import Found, TextMap
from articles.anchoring.units import changed_units

__all__ = [
    "DocumentMap",
    "Found",
    "TextMap",
    "changed_units",
    "keep_form",
    "name_paragraphs",
    "reanchor",
    "surroundings",
]
