"""Articles, their paragraphs and revisions as JSON."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from articles.api.links import Links
from articles.api.serializers.fields import Choice, StrictSerializer, Text, moment
from articles.checking import LONGEST_NAME, LONGEST_TEXT, is_web_address
from articles.document import MARK_TAGS, PARAGRAPH_KINDS, Paragraph
from articles.importers import FORMATS
from articles.importers.addresses import is_too_long
from articles.models import Article, Revision

SEPARATOR = "\n\n"
STATES = tuple(Article.State.values)


class MarkSerializer(serializers.Serializer):
    """Formatting of some of a paragraph's text."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    tag = serializers.ChoiceField(MARK_TAGS)
    href = serializers.CharField()


class ParagraphSerializer(serializers.Serializer):
    """One block of text. `start` says where it begins in the article's plain text."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(PARAGRAPH_KINDS)
    level = serializers.IntegerField(help_text="1 to 6 for a heading, the depth of a list item, else 0.")
    number = serializers.IntegerField(allow_null=True, help_text="Of an item in a numbered list.")
    start = serializers.IntegerField(help_text="Where it begins in the plain text, in code points.")
    text = serializers.CharField()
    marks = MarkSerializer(many=True)


class ArticleLinksSerializer(serializers.Serializer):
    """Where to go on from an article."""

    page = serializers.URLField()
    text = serializers.URLField()
    annotations = serializers.URLField()
    revisions = serializers.URLField()


class ArticleFieldsSerializer(StrictSerializer):
    """What is said of an article beside its text."""

    title = Text(max_length=LONGEST_NAME)
    byline = Text(max_length=LONGEST_NAME)
    publication = Text(max_length=LONGEST_NAME)
    published = Text(allow_null=True, help_text="A day, or a time with its zone, in ISO 8601.")
    url = Text(max_length=LONGEST_TEXT, help_text="Where the publisher has it.")
    language = Text(max_length=LONGEST_NAME, help_text="A BCP 47 tag, such as “en-GB”.")
    licence = Text(max_length=LONGEST_TEXT, help_text="The copyright line.")
    section = Text(max_length=LONGEST_NAME, help_text="Of the publication, such as “Politics”.")
    picture = Text(max_length=LONGEST_TEXT, help_text="The address of the lead picture.")
    picture_caption = Text(max_length=LONGEST_TEXT)
    state = Choice(STATES, required=False)

    def validate_published(self, value: str | None) -> date | None:
        """The day or the time."""
        if not value:
            return None
        try:
            return datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
        except ValueError as error:
            raise serializers.ValidationError("This is no day, and no time with its zone, in ISO 8601.") from error


class ArticlePatchSerializer(ArticleFieldsSerializer):
    """A merge patch of an article's metadata and state. The text is changed by PUT of its `text`."""

    withdrawn_reason = Text(max_length=LONGEST_TEXT, help_text="Needed to withdraw it; readers see it.")


class ArticleCreateSerializer(ArticleFieldsSerializer):
    """A new article, from its text; what is said beside the text goes before what is found in it. With a `url` and
    without `content`, the page at that address is fetched."""

    state = Choice(("published", "draft"), required=False)
    format = Choice(tuple(FORMATS), required=False, help_text="Guessed from the content if it is not given.")
    content = Text(required=False, help_text="Plain text, Markdown or HTML. Not with a `url` that is to be fetched.")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Without content only an address can be given, and the state that the article shall have."""
        if "content" in data:
            return data
        if not data.get("url"):
            raise serializers.ValidationError({"content": "Send the text, or as `url` an address to fetch."})
        if not is_web_address(data["url"]):
            raise serializers.ValidationError({"url": "This is not an address that begins with http:// or https://."})
        if is_too_long(data["url"]):
            raise serializers.ValidationError({"url": "This address is too long."})
        if other := sorted(data.keys() - {"url", "state"}):
            raise serializers.ValidationError({other[0]: "This is found in the page that is fetched; change it then."})
        return data


class ArticleSummarySerializer(serializers.Serializer):
    """An article without its text."""

    slug = serializers.CharField()
    title = serializers.CharField()
    byline = serializers.CharField()
    publication = serializers.CharField()
    published = serializers.CharField(allow_null=True, help_text="A day, or a time with its zone.")
    url = serializers.CharField(help_text="Where the publisher has it; may be empty.")
    language = serializers.CharField()
    licence = serializers.CharField()
    section = serializers.CharField()
    picture = serializers.CharField(help_text="The address of the lead picture.")
    picture_caption = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    withdrawn_reason = serializers.CharField()
    word_count = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Raised by every change of its text or its annotations.")
    self = serializers.URLField()
    links = ArticleLinksSerializer()


class ArticleSerializer(ArticleSummarySerializer):
    """An article with its text."""

    revision = serializers.IntegerField(help_text="The number of the version of its text.")
    paragraphs = ParagraphSerializer(many=True)


class RevisionSummarySerializer(serializers.Serializer):
    """One version of an article's text."""

    number = serializers.IntegerField()
    created = serializers.DateTimeField()
    created_by = serializers.CharField(allow_null=True)
    self = serializers.URLField()


class RevisionSerializer(RevisionSummarySerializer):
    """One version of an article's text, with the text."""

    title = serializers.CharField()
    paragraphs = ParagraphSerializer(many=True)


class RevisionsSerializer(serializers.Serializer):
    """The versions of an article's text, the newest first."""

    results = RevisionSummarySerializer(many=True)


def represent_summary(article: Article, links: Links) -> dict[str, Any]:
    """An article without its text; its publication should be loaded."""
    published = article.published_value
    here = links.article(article.slug)
    return {
        "slug": article.slug,
        "title": article.title,
        "byline": article.byline,
        "publication": article.publication.name if article.publication else "",
        "published": published.isoformat() if published else None,
        "url": article.url,
        "language": article.language,
        "licence": article.licence,
        "section": article.section,
        "picture": article.picture,
        "picture_caption": article.picture_caption,
        "state": article.state,
        "withdrawn_reason": article.withdrawn_reason,
        "word_count": article.word_count,
        "version": article.version,
        "self": here,
        "links": {
            "page": links.root + article.get_absolute_url(),
            "text": f"{here}/text",
            "annotations": f"{here}/annotations/",
            "revisions": f"{here}/revisions/",
        },
    }


def represent_article(article: Article, paragraphs: Iterable[Paragraph], links: Links) -> dict[str, Any]:
    """An article with its text; publication and current revision should be loaded."""
    revision = article.current_revision.number
    return {**represent_summary(article, links), "revision": revision, "paragraphs": represent_paragraphs(paragraphs)}


def represent_paragraphs(paragraphs: Iterable[Paragraph]) -> list[dict[str, Any]]:
    """Paragraphs, and where each begins in the plain text."""
    start, rows = 0, []
    for item in paragraphs:
        marks = [{"start": mark.start, "end": mark.end, "tag": mark.tag, "href": mark.href} for mark in item.marks]
        rows.append(
            {
                "id": item.id,
                "kind": item.kind,
                "level": item.level,
                "number": item.number,
                "start": start,
                "text": item.text,
                "marks": marks,
            }
        )
        start += len(item.text) + len(SEPARATOR)
    return rows


def represent_revision(revision: Revision, article: Article, links: Links) -> dict[str, Any]:
    """A revision without its text; who made it should be loaded."""
    return {
        "number": revision.number,
        "created": moment(revision.created),
        "created_by": revision.created_by.get_username() if revision.created_by else None,
        "self": f"{links.article(article.slug)}/revisions/{revision.number}",
    }
