"""Annotations as JSON, and JSON as the notes behind them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from articles.api.links import Links
from articles.api.serializers.articles import ArticleSummarySerializer, represent_summary
from articles.api.serializers.fields import Choice, Number, Share, StrictSerializer, Text, moment
from articles.api.serializers.sources import SourceRefSerializer, represent_ref
from articles.checking import (
    LONGEST_BODY,
    LONGEST_NAME,
    LONGEST_TAG,
    LONGEST_TEXT,
    MOST_EVIDENCE,
    MOST_SPANS,
    MOST_TAGS,
)
from articles.document import (
    MANNERS,
    NOTE_KINDS,
    SPAN_ROLES,
    SPAN_STATES,
    STANCES,
    STATUSES,
    VERDICTS,
    VISIBILITIES,
)
from articles.models import Annotation

READ_ONLY = ("id", "iri", "url", "anchor", "creator", "created", "modified", "version")
CLAIM_ONLY = ("verdict", "verdict_reason", "evidence")


class SpanSerializer(StrictSerializer):
    """Words that an annotation is about: by offsets, by the words with what stands around them, or both."""

    paragraph = Text(allow_null=True, help_text="Its id; null if the words are gone from the article.")
    start = Number(required=False, min_value=0, max_value=2**31 - 1, help_text="In code points of its paragraph.")
    end = Number(required=False, min_value=1, max_value=2**31 - 1)
    text = Text(help_text="The words.")
    exact = Text(write_only=True, help_text="Another name of `text`.")
    prefix = Text(help_text="What stands before the words.")
    suffix = Text(help_text="What stands after the words.")
    role = Choice(SPAN_ROLES, default="content")
    state = Choice(SPAN_STATES, required=False, help_text="Whether the words are still in the article.")


class EvidenceSerializer(StrictSerializer):
    """What supports or disputes a claim."""

    url = Text(required=True, max_length=LONGEST_TEXT)
    title = Text(max_length=LONGEST_NAME)
    passage = Text(max_length=LONGEST_TEXT)
    stance = Choice(STANCES, default="context")
    archived = Text(max_length=LONGEST_TEXT, help_text="The address of a copy that stays.")
    accessed = serializers.DateField(required=False, allow_null=True)


class ArticleRefSerializer(StrictSerializer):
    """The article of an annotation: by its slug, or by an address under which it is known."""

    slug = Text()
    title = serializers.CharField(read_only=True)
    url = Text()
    revision = Number(required=False, help_text="The version of the text that the annotation was made on.")


class CreatorSerializer(serializers.Serializer):
    """Who made an annotation."""

    name = serializers.CharField()


class NoteSerializer(StrictSerializer):
    """What can be written of an annotation."""

    kind = Choice(NOTE_KINDS)
    spans = SpanSerializer(many=True, required=False, max_length=MOST_SPANS)
    source = SourceRefSerializer(required=False, allow_null=True, help_text="Who says so, or what is relied on.")
    speaker_role = Text(max_length=LONGEST_NAME, help_text="What the speaker was at the time.")
    manner = Choice(MANNERS, required=False, allow_blank=True, help_text="How somebody is quoted.")
    reported_by = SourceRefSerializer(required=False, allow_null=True, help_text="The outlet it was said to.")
    why_unnamed = Text(max_length=LONGEST_TEXT)
    body = Text(max_length=LONGEST_BODY, help_text="Markdown.")
    tags = serializers.ListField(
        child=Text(required=True, max_length=LONGEST_TAG), required=False, max_length=MOST_TAGS
    )
    verdict = Choice(VERDICTS, required=False, help_text="Of a claim.")
    verdict_reason = Text(max_length=LONGEST_TEXT, help_text="Of a claim; needed with every verdict but “unchecked”.")
    evidence = EvidenceSerializer(many=True, required=False, max_length=MOST_EVIDENCE, help_text="Of a claim.")
    status = Choice(STATUSES, default="published")
    status_reason = Text(max_length=LONGEST_TEXT, help_text="Why it is rejected.")
    visibility = Choice(VISIBILITIES, default="public")
    group = Text(max_length=LONGEST_NAME, help_text="The slug of the group that sees it.")
    proposed_by = Text(max_length=LONGEST_NAME, help_text="The program that proposes it.")
    confidence = Share(required=False, allow_null=True, help_text="How sure the program is.")


@extend_schema_field({"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/ArticleRefRequest"}]})
class ArticleField(serializers.Field):
    """A slug, or an object that says which article."""

    def to_internal_value(self, data) -> dict[str, Any]:
        """The object."""
        return ArticleRefSerializer().run_validation({"slug": data} if isinstance(data, str) else data)


class AnnotationCreateSerializer(NoteSerializer):
    """A new annotation."""

    article = ArticleField(help_text="Its slug, or an object that says which article.")


class AnnotationReplaceSerializer(NoteSerializer):
    """An annotation as it shall be. What cannot be written may be sent back as it is."""

    article = serializers.JSONField(required=False)
    id = Text()
    iri = Text()
    url = Text()
    anchor = Text()
    creator = serializers.JSONField(required=False, allow_null=True)
    created = Text(allow_null=True)
    modified = Text(allow_null=True)
    version = Number(required=False)


class AnnotationSerializer(NoteSerializer):
    """An annotation. `verdict`, `verdict_reason` and `evidence` are a claim's alone."""

    id = serializers.CharField()
    iri = serializers.URLField(help_text="What it is called everywhere, and its page.")
    url = serializers.URLField(help_text="This representation.")
    article = ArticleRefSerializer()
    anchor = serializers.ChoiceField(SPAN_STATES, help_text="The worst state of its words.")
    creator = CreatorSerializer(allow_null=True)
    created = serializers.DateTimeField()
    modified = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Raised by every change; If-Match takes it.")


class ExpandedAnnotationSerializer(AnnotationSerializer):
    """An annotation with its article's metadata, as `expand=article` asks for."""

    article = ArticleSummarySerializer()


def represent(row: Annotation, links: Links, expand: bool = False) -> dict[str, Any]:
    """An annotation that comes from `for_api`. Plain code, as serializers take four times as long for a page."""
    creator = row.creator.username if row.creator else row.creator_name
    claim = (
        {
            "verdict": row.verdict,
            "verdict_reason": row.verdict_reason,
            "evidence": [_evidence(item) for item in row.evidence.all()],
        }
        if row.kind == "claim"
        else {}
    )
    return {
        "id": row.public_id,
        "iri": links.iri(row.public_id),
        "url": links.annotation(row.public_id),
        "kind": row.kind,
        "article": represent_summary(row.article, links) if expand else _article(row),
        "spans": [_span(span) for span in row.spans.all()],
        "source": represent_ref(row.source),
        "speaker_role": row.speaker_role,
        "manner": row.manner,
        "reported_by": represent_ref(row.reported_by),
        "why_unnamed": row.why_unnamed,
        "body": row.body,
        "tags": [tag.name for tag in row.tag_rows.all()],
        **claim,
        "status": row.status,
        "status_reason": row.status_reason,
        "visibility": row.visibility,
        "group": row.group.slug if row.group else "",
        "proposed_by": row.proposed_by,
        "confidence": row.confidence,
        "anchor": row.anchor,
        "creator": {"name": creator} if creator else None,
        "created": moment(row.created),
        "modified": moment(row.modified),
        "version": row.version,
    }


def _article(row: Annotation) -> dict[str, Any]:
    article = row.article
    return {"slug": article.slug, "title": article.title, "url": article.url, "revision": row.revision.number}


def _span(span) -> dict[str, Any]:
    return {
        "paragraph": span.paragraph.public_id if span.paragraph else None,
        "start": span.start,
        "end": span.end,
        "text": span.exact,
        "prefix": span.prefix,
        "suffix": span.suffix,
        "role": span.role,
        "state": span.state,
    }


def _evidence(item) -> dict[str, Any]:
    return {
        "url": item.url,
        "title": item.title,
        "passage": item.passage,
        "stance": item.stance,
        "archived": item.archived,
        "accessed": item.accessed.isoformat() if item.accessed else None,
    }
