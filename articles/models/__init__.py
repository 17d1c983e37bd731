"""The rows, and the two ways between rows and values: `from_document` and `to_document`."""

from articles.models.access import IdempotencyKey, Notice, Token
from articles.models.annotation import Annotation, AnnotationTag, Evidence, Span
from articles.models.article import Article, ArticleAddress, Paragraph, Publication, Revision
from articles.models.conversion import from_document, to_document
from articles.models.history import AnnotationVersion, ChangeCounter
from articles.models.leaving import account_data, close_account, dissolve_group
from articles.models.notices import notify
from articles.models.people import Flag, Group, Membership, User
from articles.models.source import Source
from articles.models.writing import StaleVersion, add_notes, delete_annotation, fingerprint, replace_note, restore_note

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
    "IdempotencyKey",
    "Membership",
    "Notice",
    "Paragraph",
    "Publication",
    "Revision",
    "Source",
    "Span",
    "StaleVersion",
    "Token",
    "User",
    "account_data",
    "add_notes",
    "close_account",
    "delete_annotation",
    "dissolve_group",
    "fingerprint",
    "from_document",
    "notify",
    "replace_note",
    "restore_note",
    "to_document",
]
