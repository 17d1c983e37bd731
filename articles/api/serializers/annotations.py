"""Annotations as JSON, and JSON as the notes behind them."""

from typing import Any

from rest_framework import serializers

from articles.api.serializers.articles import ArticleSummarySerializer
from articles.api.serializers.fields import Choice, Number, Share, StrictSerializer, Text
from articles.api.serializers.sources import SourceRefSerializer
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

READ_ONLY = ("id", "iri", "url", "anchor", "creator", "created", "modified", "version")


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


class ExpandedArticleSerializer(ArticleRefSerializer):
    """The article of an annotation; with `expand=article`, its metadata too."""

    def get_fields(self):
        """Those of an article without its text may be there."""
        more = ArticleSummarySerializer().get_fields()
        for field in more.values():
            field.required = False
        return more | super().get_fields()


class ListedAnnotationSerializer(AnnotationSerializer):
    """An annotation in a list."""

    article = ExpandedArticleSerializer()


EXPANDED = ExpandedArticleSerializer().fields.keys() - ArticleRefSerializer().fields.keys()
