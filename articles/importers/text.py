"""Bytes become text, and text loses what no reader should meet: control and invisible characters, odd line ends."""

import codecs
import math
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from articles.importers.errors import ParseError

MOST_BYTES = 10_000_000
SAMPLE = 100_000  # as much of a file as is looked at to find its encoding

MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a sound, film or WebP file",
    b"PK\x03\x04": "a zip archive or an office document",
    b"PK\x05\x06": "an empty zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a database",
    b"ID3": "a sound",
    b"OggS": "a sound",
}
MARKS_OF_ORDER = {  # UTF-32 first, because its mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
DECLARATION = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
LATIN_NAMES = {"iso8859-1", "ascii", "latin-1", "iso8859-15"}  # as codecs.lookup() names them
# What charset-normalizer may answer: what undeclared texts are really written in, and not what one could also think of.
_DETECTABLE = "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 iso8859_2 koi8_r cp932 euc_jp gb18030 big5 cp949"
DETECTABLE = _DETECTABLE.split()

LINE_ENDS = ("\r\n", "\r", "\f", "\u2028")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]")


def decode(data: bytes | str, charset: str = "") -> str:
    """The text of a file, cleaned; raises ParseError for a file that is too big, empty or not a text.

    `charset` is the encoding that whoever sent it named; what the file itself says comes after.
    """
    if len(data) > MOST_BYTES:
        size = math.ceil(len(data) / 100_000) / 10
        raise ParseError(f"It is {size:g} MB; at most {MOST_BYTES // 1_000_000} MB can be read.")
    if isinstance(data, bytes):
        for beginning, description in MAGIC.items():
            if data.startswith(beginning):
                raise ParseError(f"This looks like a binary file ({description}), not text.")
        data = _decoded(data, charset)
    text = clean(data)
    if not text.strip():
        raise ParseError("The file is empty." if not data.strip("\0 \t\r\n") else "There is no text in it.")
    return text


def clean(text: str) -> str:
    """`text` with line feeds only, and without control characters, invisible ones and halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for end in LINE_ENDS:
        text = text.replace(end, "\n")
    text = text.replace("\u2029", "\n\n")
    return UNWANTED.sub(_windows_character, text)


def one_line(text: str) -> str:
    """`text` cleaned, with all its white space made single spaces: what a title or a name is stored as."""
    return " ".join(clean(text).split())


def _windows_character(match: re.Match[str]) -> str:
    # ISO-8859-1 has control characters where its everyday use means the quotes and dashes of windows-1252.
    character = match.group()
    return character.encode("latin-1").decode("cp1252", "ignore") if "\x80" <= character <= "\x9f" else ""


def _decoded(data: bytes, charset: str) -> str:
    """`data` in the first encoding that suits it; raises ParseError when none gives a text."""
    if data and not data.strip(b"\0"):
        raise ParseError("This looks like a binary file (nothing but NUL bytes), not text.")
    for encoding in _encodings(data, charset):
        text = data.decode(encoding, "replace")
        wrong = _damage(data[:SAMPLE], encoding)
        if wrong * 2 <= _beyond_ascii(text[:SAMPLE]):
            break
    if len(CONTROL.findall(text)) * 10 > len(text):
        raise ParseError("This looks like a binary file, not text.")
    return text


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _damage(sample: bytes, encoding: str) -> int:
    """How many characters of `sample` cannot be decoded; not those that were lost already when it was written."""
    lost_before = sample.count("\ufffd".encode()) if encoding.startswith("utf-8") else 0
    return sample.decode(encoding, "replace").count("\ufffd") - lost_before


def _encodings(data: bytes, charset: str) -> Iterator[str]:
    """Encodings to try, the likeliest first."""
    for mark, encoding in MARKS_OF_ORDER.items():
        if data.startswith(mark):
            yield encoding
            return
    if b"\0" in data[:SAMPLE] and (encoding := _utf_16_without_mark(data[:SAMPLE])):
        yield encoding
    if charset and (encoding := _known(charset)):
        yield encoding
    if (declared := DECLARATION.search(data[:4096])) and (
        encoding := _known(declared.group(1).decode("ascii", "ignore"))
    ):
        yield encoding
    yield "utf-8"
    yield _detected(data[:SAMPLE])


def _known(name: str) -> str:
    """The codec that a page means by `name`; empty if there is none, or one in which this could not have been read."""
    try:
        for errors in ("strict", "replace"):
            b"a".decode(name, errors)
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "cp1252" if codec in LATIN_NAMES else codec


def _utf_16_without_mark(data: bytes) -> str:
    """Which order of UTF-16 gives a text with spaces and without control characters; an empty string if none."""
    data = data[: len(data) // 2 * 2]
    texts = {name: data.decode(name, "replace") for name in ("utf-16-le", "utf-16-be")}
    spaces = {name: sum(map(text.count, " \n")) for name, text in texts.items()}
    best = max(spaces, key=spaces.__getitem__)
    fit = spaces[best] > 0 and not re.search("[\x00-\x08\x0e-\x1f]", texts[best]) and texts[best].count("\ufffd") <= 1
    return best if fit else ""


def _detected(sample: bytes) -> str:
    """The encoding that charset-normalizer finds; windows-1252 where that is about as likely."""
    matches = from_bytes(sample, cp_isolation=DETECTABLE)
    best = matches.best()
    if best is None:
        return "cp1252"
    doubt = {
        name: match.chaos - match.coherence for match in reversed(list(matches)) for name in match.could_be_from_charset
    }
    return "cp1252" if doubt.get("cp1252", 9) <= doubt[best.encoding] + 0.05 else best.encoding
