"""The rows, and the two ways between rows and values: `from_document` and `to_document`."""

from articles.models.access import IdempotencyKey, Notice, Token
from articles.models.annotation import Annotation, as_spelled_first
from articles.models.annotation_parts import AnnotationTag, Evidence, Span
from articles.models.article import Article, ArticleAddress, Paragraph, Publication, Revision
from articles.models.conversion import document_with, from_document, to_document
from articles.models.editing import (
    StaleArticle,
    article_at,
    articles_like,
    edit_article,
    keep_headline,
    metadata_digest,
    set_state,
)
from articles.models.feeds import Feed, due_feeds, follow_again, look
from articles.models.history import AnnotationVersion, ChangeCounter, Tombstone, groups_of, is_restored, was_shown
from articles.models.hosts import Host, NotYet
from articles.models.imports import Import, bring, forget_old_imports, known_article, remember_addresses
from articles.models.leaving import OwnsGroups, account_data, close_account, destroy_annotations, dissolve_group
from articles.models.merging import (
    CannotMerge,
    CannotPart,
    SourceMerge,
    TakenSource,
    edit_source,
    merge_problem,
    merge_sources,
    notes_naming,
    part_problem,
    part_sources,
    same_source,
    sources_known_to,
)
from articles.models.notices import notify
from articles.models.past import last_stood, lost_since, past_document
from articles.models.paths import path_of
from articles.models.people import Flag, Group, Membership, User, lock_user
from articles.models.proposals import proposal_bands, proposal_counts
from articles.models.proposing import ProposalRun, articles_to_propose, propose
from articles.models.reading import ListedNote, StoredNote, list_notes, read_notes
from articles.models.reviewing import (
    AlreadyResolved,
    change_note,
    decide,
    dispute,
    flags_for,
    resolve,
    reviewable_by,
    undo_decision,
)
from articles.models.revising import Move, Plan, paragraphs_of, plan_revision, revise, text_document
from articles.models.row_writer import fingerprint, worst_state
from articles.models.same_claims import (
    CannotLink,
    ClaimMembership,
    Elsewhere,
    SharedClaim,
    elsewhere,
    link_claims,
    touch_members,
    unlink_claim,
)
from articles.models.source import Source, sources_that_fit
from articles.models.tokens import allows, find_token, issue_token
from articles.models.transactions import in_one_transaction
from articles.models.upkeep import refresh_statistics
from articles.models.writing import (
    NotTheirs,
    StaleVersion,
    add_notes,
    delete_annotation,
    lock_articles,
    replace_note,
    restore_note,
)

__all__ = [
    "AlreadyResolved",
    "Annotation",
    "AnnotationTag",
    "AnnotationVersion",
    "Article",
    "ArticleAddress",
    "CannotLink",
    "CannotMerge",
    "CannotPart",
    "ChangeCounter",
    "ClaimMembership",
    "Elsewhere",
    "Evidence",
    "Feed",
    "Flag",
    "Group",
    "Host",
    "IdempotencyKey",
    "Import",
    "ListedNote",
    "Membership",
    "Move",
    "NotTheirs",
    "NotYet",
    "Notice",
    "OwnsGroups",
    "Paragraph",
    "Plan",
    "ProposalRun",
    "Publication",
    "Revision",
    "SharedClaim",
    "Source",
    "SourceMerge",
    "Span",
    "StaleArticle",
    "StaleVersion",
    "StoredNote",
    "TakenSource",
    "Token",
    "Tombstone",
    "User",
    "account_data",
    "add_notes",
    "allows",
    "article_at",
    "articles_like",
    "articles_to_propose",
    "as_spelled_first",
    "bring",
    "change_note",
    "close_account",
    "decide",
    "delete_annotation",
    "destroy_annotations",
    "dispute",
    "dissolve_group",
    "document_with",
    "due_feeds",
    "edit_article",
    "edit_source",
    "elsewhere",
    "find_token",
    "fingerprint",
    "flags_for",
    "follow_again",
    "forget_old_imports",
    "from_document",
    "groups_of",
    "in_one_transaction",
    "is_restored",
    "issue_token",
    "keep_headline",
    "known_article",
    "last_stood",
    "link_claims",
    "list_notes",
    "lock_articles",
    "lock_user",
    "look",
    "lost_since",
    "merge_problem",
    "merge_sources",
    "metadata_digest",
    "notes_naming",
    "notify",
    "paragraphs_of",
    "part_problem",
    "part_sources",
    "past_document",
    "path_of",
    "plan_revision",
    "proposal_bands",
    "proposal_counts",
    "propose",
    "read_notes",
    "refresh_statistics",
    "remember_addresses",
    "replace_note",
    "resolve",
    "restore_note",
    "reviewable_by",
    "revise",
    "same_source",
    "set_state",
    "sources_known_to",
    "sources_that_fit",
    "text_document",
    "to_document",
    "touch_members",
    "undo_decision",
    "unlink_claim",
    "was_shown",
    "worst_state",
]
