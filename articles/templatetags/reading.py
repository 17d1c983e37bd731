"""What templates say of notes. The one place where strings are declared safe."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import template
from django.contrib.auth.models import AnonymousUser
from django.forms import BoundField, CheckboxInput
from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from articles.document import Note
from articles.models import Article, User, path_of
from articles.querying import parse_day
from articles.rendering import KIND_CLASSES, Html, render_markdown
from articles.scripts import shorten

EXCERPT_WORDS = 14
EXCERPT_LETTERS = 200  # of a text without spaces
SHORT_LETTERS = 60
VERDICT_GLYPHS = {"unchecked": "?", "supported": "✓", "disputed": "≠", "refuted": "✕", "mixed": "±"}

register = template.Library()
register.filter(path_of)  # in a list, where the tag `url` would take most of the time


@register.filter
def rendered(html: Html) -> SafeString:
    """Print HTML as it is: only what `rendering` has escaped or cleaned. Raises TypeError for any other string."""
    if not isinstance(html, Html):
        raise TypeError(f"Only rendering's Html is printed as it is, not {type(html).__name__}.")
    return mark_safe(html)  # rendering escapes every text and address that it is given


@register.filter
def markdown(text: str) -> SafeString:
    """A note's body, cleaned."""
    return rendered(render_markdown(text))


@register.filter
def plain(text: str) -> str:
    """A note's body without its Markdown, as a string that templates still escape."""
    return unescape(strip_tags(render_markdown(text)))


@register.filter
def kind_class(kind: str) -> str:
    """The class by which style and scripts know a kind of note."""
    return KIND_CLASSES[kind]


@register.filter
def verdict_glyph(verdict: str) -> str:
    """A sign that stands beside the verdict's word, never instead of it."""
    return VERDICT_GLYPHS[verdict]


@register.filter
def excerpt(note: Note) -> str:
    """The note's words, cut in the middle when they are many; pieces of a broken quote are joined by an ellipsis."""
    words = " … ".join(span.exact for span in note.spans if span.role == "content").split()
    if len(words) > EXCERPT_WORDS:
        words = [*words[: EXCERPT_WORDS - 4], "…", *words[-4:]]
    short = " ".join(words).replace("… …", "…")
    return short if len(short) <= EXCERPT_LETTERS else shorten(short, EXCERPT_LETTERS)


@register.filter
def in_short(note: Note) -> str:
    """What tells a button among others of its name from them, for who hears it alone: “quote: The dam will hold”."""
    words = excerpt(note) or plain(note.body)
    return f"{note.kind}: {shorten(words, SHORT_LETTERS)}" if words else note.kind


@register.filter(expects_localtime=True)
def day(moment: date | None) -> str:
    """A day as “1 April 2026”. Django's own filter for dates takes longer than all the rest of a row in a list."""
    return f"{moment.day} {moment:%B %Y}" if moment else ""


@register.filter(expects_localtime=True)
def minute(moment: datetime) -> str:
    """A time as “1 April 2026, 14:05”."""
    return f"{day(moment)}, {moment:%H:%M}"


@register.filter(expects_localtime=True)
def iso(moment: date | None) -> str:
    """A day or a time for machines."""
    return moment.isoformat() if moment else ""


@register.filter
def grouped(count: int) -> str:
    """A count as “1,234”. Django's own filter for numbers takes ten times as long."""
    return f"{count:,}"


@register.filter
def no_days(query: QueryDict) -> list[str]:
    """What an address gives as `since` or `until` that is no day."""
    given = (query.get(name, "") for name in ("since", "until"))
    return [text for text in given if text and parse_day(text) is None]


@register.filter
def ends_before_it_begins(query: QueryDict) -> bool:
    """Whether the day `until` of an address lies before its day `since`, so that nothing can be found."""
    since, until = (parse_day(query.get(name, "")) for name in ("since", "until"))
    return bool(since and until and until < since)


@register.filter
def host(address: str) -> str:
    """The host of an address, as people say it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


@register.filter
def is_open_to(article: Article, user: User | AnonymousUser) -> bool:
    """Whether the user may read the article, so that its links lead somewhere."""
    return article.is_visible_to(user)


@register.filter
def total(counts: Iterable[int]) -> int:
    """The sum."""
    return sum(counts)


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, to loop over."""
    return text.split()


@register.filter
def query(parameters: Mapping[str, str]) -> str:
    """The part of an address behind its question mark."""
    return urlencode(parameters)


@register.filter
def as_form(address: str) -> dict[str, str | list[tuple[str, str]]]:
    """An address as a form sends it: its path, and as fields its query, for which an address may be too short."""
    parts = urlsplit(address)
    return {"path": parts.path, "fields": parse_qsl(parts.query)}


@register.filter
def script(name: str) -> str:
    """The path of one of our modules among the static files."""
    return f"js/{name}.js"


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a form's field is one box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)
