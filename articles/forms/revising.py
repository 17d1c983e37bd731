"""A new version of an article's text: typed over the present one, or in a file."""

import re
from dataclasses import replace

from django import forms

from articles.checking import LONGEST_NAME
from articles.document import Document, number_paragraphs
from articles.forms.importing import ImportForm, Original
from articles.forms.texts import PlainText
from articles.importers import ParseError, plaintext
from articles.importers.guess import guess_format
from articles.importers.text import decode
from articles.models import text_document

BROKEN_LINE = re.compile(r"\S\n\S")


class ReviseForm(ImportForm):
    """A text or a file, as in importing; the address stays the article's. `seen` is the version it began with."""

    url = None
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 20
        self.fields["text"].help_text = "Change it here, or paste the new version over it."

    def clean(self) -> None:
        """With a file, the text that the form began with does not count: nobody typed it."""
        text = self.cleaned_data.get("text", "").replace("\r\n", "\n").strip()
        if self.cleaned_data.get("file") and text == self.initial.get("text", "").strip():
            self.cleaned_data["text"] = ""
        super().clean()


class StoreForm(forms.Form):
    """What is said with the preview: the headline, and which version was to be changed."""

    title = PlainText(label="Headline", max_length=LONGEST_NAME)
    seen = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


def is_plain(original: Original) -> bool:
    """Whether it is plain text, which says nothing of headings, links and the headline."""
    return (original.format or guess_format(decode(original.data), original.name)) == "text"


def new_text(original: Original, title: str, new_title: str = "") -> Document:
    """The article in it, with the headline `new_title` if it is given. Of plain text, the paragraphs alone, without
    the present headline `title` if it stands above them. Raises ParseError.
    """
    if not is_plain(original):
        document = original.parse()
        return replace(document, title=new_title or document.title)
    text = decode(original.data)
    document = text_document(text)
    if BROKEN_LINE.search(text):  # wrapped lines, or verse
        document = Document("", paragraphs=number_paragraphs(plaintext.blocks(text)))
    paragraphs = document.paragraphs
    if paragraphs and paragraphs[0].text.strip() == title:
        paragraphs = paragraphs[1:]
    if not paragraphs:
        raise ParseError("There is no text in it.")
    return Document(new_title, paragraphs=paragraphs)
