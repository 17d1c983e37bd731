"""The rows, and the two ways between rows and values: `from_document` and `to_document`."""

from articles.models.annotation import Annotation, AnnotationTag, Evidence, Span
from articles.models.article import Article, ArticleAddress, Paragraph, Publication, Revision
from articles.models.conversion import from_document, to_document
from articles.models.history import AnnotationVersion, ChangeCounter
from articles.models.people import Flag, Group, Membership, User
from articles.models.source import Source
from articles.models.writing import add_notes, delete_annotation, replace_note

__all__ = [
    "Annotation",
    "AnnotationTag",
    "AnnotationVersion",
    "Article",
    "ArticleAddress",
    "ChangeCounter",
    "Evidence",
    "Flag",
    "Group",
    "Membership",
    "Paragraph",
    "Publication",
    "Revision",
    "Source",
    "Span",
    "User",
    "add_notes",
    "delete_annotation",
    "from_document",
    "replace_note",
    "to_document",
]
