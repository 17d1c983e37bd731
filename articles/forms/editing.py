"""What editors type about an article: its metadata, which the gate checks, and who may read it."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from django import forms

from articles.checking import LONGEST_NAME, LONGEST_TEXT, document_problems
from articles.document import Document
from articles.forms.texts import PlainText
from articles.models import Article, known_article

ZONE = re.compile(r"(?P<sign>[+-])(?P<hours>[01]\d|2[0-3]):(?P<minutes>[0-5]\d)")
BY = re.compile(r"^by\s+(?=\S)", re.IGNORECASE)
LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}|[ix](?=-))(?:-[A-Za-z0-9]{1,8})*")  # and not “German”
PLAIN = ("title", "byline", "publication", "section", "url", "language", "licence", "picture", "picture_caption")
STATE_LABELS = {"draft": "Draft: only editors see it", "published": "Published", "withdrawn": "Withdrawn"}


def line(label: str, longest: int = LONGEST_NAME, **options) -> forms.CharField:
    """A text of one line that may be left empty."""
    return forms.CharField(label=label, max_length=longest, required=False, **options)


class ArticleForm(forms.Form):
    """The metadata of `document`, whose text stays. After `is_valid`, `value` is the document with what was typed.

    `article` is the row that it is stored in, if it is. When its address is known, `duplicate` is the other article.
    """

    title = forms.CharField(max_length=LONGEST_NAME)
    byline = line("Byline", help_text="Who wrote it, as it is to be shown after “By”.")
    publication = line("Publication")
    section = line("Section", help_text="Of that publication, such as “Politics”.")
    published = forms.DateField(
        label="Day of publication", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label="Time",
        required=False,
        help_text="Where the publisher gives one.",
        widget=forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S"),
    )
    zone = line("Zone of that time", 6, help_text="Hours and minutes from UTC: +02:00, or -05:00.")
    url = line("Address", LONGEST_TEXT, help_text="Where it was published.", widget=forms.URLInput)
    language = line("Language", 100, help_text="A tag such as en-GB, de or pt-BR.")
    licence = PlainText(label="Copyright or licence", max_length=LONGEST_TEXT, required=False, rows=2)

    picture = line(
        "Address of the lead picture", LONGEST_TEXT, help_text="Kept as text: nothing is loaded.", widget=forms.URLInput
    )
    picture_caption = PlainText(label="Caption of the lead picture", max_length=LONGEST_TEXT, required=False, rows=2)

    def __init__(self, document: Document, data=None, *, article: Article | None = None):
        super().__init__(data, initial=initial_metadata(document), label_suffix="")
        self.document, self.article = document, article
        self.value: Document | None = None
        self.duplicate: Article | None = None

    def clean_byline(self) -> str:
        return BY.sub("", self.cleaned_data["byline"])

    def clean_zone(self) -> timezone | None:
        zone = self.cleaned_data["zone"].replace("−", "-")
        if not zone:
            return None
        if not (match := ZONE.fullmatch("+00:00" if zone.upper() in ("Z", "UTC") else zone)):
            raise forms.ValidationError("Write the zone as +02:00 or -05:00.", "zone")
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
        return timezone(-offset if match["sign"] == "-" else offset)

    def clean_language(self) -> str:
        language = self.cleaned_data["language"]
        if language and not LANGUAGE.fullmatch(language):
            raise forms.ValidationError("Write a language tag such as en-GB, de or pt-BR.", "language")
        return language

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        other = known_article(url)
        if other and other != self.article:
            self.duplicate = other
            raise forms.ValidationError("An article with this address is stored already.", "duplicate")
        return url

    def clean(self) -> None:
        moment = self._published()
        if self.errors:
            return
        self.value = replace(self.document, published=moment, **{name: self.cleaned_data[name] for name in PLAIN})
        self.show(document_problems(self.value))

    def show(self, problems) -> None:
        """Put what the gate says beside the fields that it is about."""
        for problem in problems:
            name = problem.pointer.split("/")[1]
            self.add_error(name if name in self.fields else None, problem.detail)

    def _published(self) -> date | datetime | None:
        day, time, zone = (self.cleaned_data.get(name) for name in ("published", "time", "zone"))
        if time and not day and "published" not in self.errors:
            self.add_error("published", "A time needs its day.")
        if time and not zone and "zone" not in self.errors:
            self.add_error("zone", "A time needs its zone.")
        return datetime.combine(day, time, zone) if day and time and zone else day


def initial_metadata(document: Document) -> dict[str, str]:
    """What an ArticleForm shows of `document`, as it would be typed."""
    moment = document.published
    is_time = isinstance(moment, datetime)
    return {name: getattr(document, name) for name in PLAIN} | {
        "published": moment.isoformat()[:10] if moment else "",
        "time": moment.strftime("%H:%M:%S") if is_time else "",
        "zone": moment.isoformat()[-6:] if is_time else "",
    }


class SeenArticleForm(ArticleForm):
    """The metadata of a stored article; `seen` is the digest of what the editor began with."""

    seen = forms.CharField(widget=forms.HiddenInput)


class StateForm(forms.Form):
    """Who may read an article, and if nobody, why."""

    state = forms.ChoiceField(
        label="It is",
        choices=[(state, STATE_LABELS[state]) for state in Article.State.values],
        widget=forms.RadioSelect,
    )
    reason = PlainText(
        label="Reason for withdrawing it",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Readers see it at the article's address. Required to withdraw it.",
        rows=3,
    )
    seen = forms.ChoiceField(choices=Article.State.choices, widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, label_suffix="", **kwargs)

    def clean(self) -> None:
        withdrawn, reason = self.cleaned_data.get("state") == Article.State.WITHDRAWN, self.cleaned_data.get("reason")
        if withdrawn and reason == "":
            self.add_error("reason", "Say why it is withdrawn: readers will see this reason.")
        elif not withdrawn and reason and "reason" in self.changed_data:
            self.add_error("state", "A reason is kept for a withdrawn article alone: choose “Withdrawn”, or empty it.")
