"""The text of an article on its way in: pasted or in a file, carried from form to form until it is stored or left."""

import codecs
import json
import re
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files import File

from articles.checking import LONGEST_TEXT, is_web_address
from articles.document import Document
from articles.importers import FORMATS, ParseError
from articles.importers.addresses import is_public_host, is_too_long
from articles.importers.apart import parse_apart, unpack_apart
from articles.importers.text import MOST_BYTES

LABELS = {"html": "HTML", "markdown": "Markdown", "text": "Plain text"}
MEGABYTES = MOST_BYTES // 1_000_000
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)  # and not the port of a host
SALT = "articles.importing"


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of an article with all that its parser is told: a format, or none; a file's name; an address.

    `asked` is the address that somebody gave to have it fetched, `charset` the encoding that the server named.
    """

    data: bytes
    format: str = ""
    name: str = ""
    url: str = ""
    charset: str = ""
    asked: str = ""

    @classmethod
    def of_text(cls, text: str, **told: str) -> "Original":
        """Of pasted text. The byte order mark says UTF-8, whatever the text itself says that it is written in."""
        return cls(codecs.BOM_UTF8 + text.encode(), **told)

    @classmethod
    def of_file(cls, file: File, **told: str) -> "Original":
        """Of an uploaded file, which may be packed. Raises ParseError."""
        data, name = unpack_apart(file.read(), file.name)
        return cls(data, name=name, **told)

    @property
    def text(self) -> str | None:
        """What was pasted; None if it came in a file or from the web."""
        return None if self.name or self.asked else self.data.removeprefix(codecs.BOM_UTF8).decode()

    def parse(self) -> Document:
        """The article in it. Raises ParseError."""
        return parse_apart(self.data, self.format or None, self.name, self.url, self.charset)

    def dumps(self) -> str:
        """All of it in one line that a hidden field can carry. It is signed, so nobody can make one that unpacks to
        more than may be imported."""
        return signing.dumps(self, salt=SALT, serializer=_Serializer, compress=True)

    @classmethod
    def loads(cls, line: str) -> "Original":
        """What `dumps` packed. Raises signing.BadSignature."""
        return signing.loads(line, salt=SALT, serializer=_Serializer)


class _Serializer:
    """A line of JSON, then the bytes as they are."""

    def dumps(self, original: Original) -> bytes:
        told = {name: value for name, value in asdict(original).items() if name != "data"}
        return json.dumps(told).encode() + b"\n" + original.data

    def loads(self, packed: bytes) -> Original:
        told, _, data = packed.partition(b"\n")
        return Original(data, **json.loads(told))


NO_ADDRESS = "Write an address such as https://news.example/story."


class AddressForm(forms.Form):
    """The address of an article that is to be fetched."""

    address = forms.CharField(
        label="Address of the article",
        max_length=LONGEST_TEXT,
        error_messages={"required": NO_ADDRESS},
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://", "autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        """The address; one without a scheme is taken for https."""
        typed = "".join(self.cleaned_data["address"].split())
        address = typed if SCHEME.match(typed) else f"https://{typed}"
        if not is_web_address(address):
            raise forms.ValidationError(NO_ADDRESS, "address")
        if is_too_long(address):
            raise forms.ValidationError("This address is too long.", "long")
        host = urlsplit(address).hostname
        if host not in settings.PRIVATE_HOSTS and not is_public_host(host):
            raise forms.ValidationError(f"“{host}” is not a host of the public internet.", "host")
        return address


class ImportForm(forms.Form):
    """A text or a file. After `is_valid`, `original` is what came and `document` the article in it."""

    text = forms.CharField(
        label="Text of the article",
        required=False,
        strip=False,
        help_text="Plain text, Markdown, or the HTML of a page.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "dir": "auto"}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        help_text=f"Packed as gzip or zip, or a page saved in one file (MHTML), too. At most {MEGABYTES} MB, as is "
        "pasted text.",
    )
    format = forms.ChoiceField(
        label="Format",
        required=False,
        choices=[("", "Find out"), *((name, LABELS[name]) for name in FORMATS)],
    )
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Where it was published, if it was. Nothing is fetched from there.",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.original: Original | None = None
        self.document: Document | None = None

    def clean(self) -> None:
        text, file = self.cleaned_data.get("text", ""), self.cleaned_data.get("file")
        if self.errors:
            return
        if bool(text.strip()) == bool(file):
            self.add_error("text", "Paste a text or choose a file" + (", not both." if file else "."))
            return
        told = {name: self.cleaned_data.get(name, "") for name in ("format", "url")}
        if file and file.size > MOST_BYTES:
            self.add_error("file", f"It has {file.size / 1_000_000:,.1f} MB; at most {MEGABYTES} MB can be read.")
            return
        try:
            self.original = Original.of_file(file, **told) if file else Original.of_text(text, **told)
            self.document = self.original.parse()
        except ParseError as error:
            self.add_error("file" if file else "text", str(error))
