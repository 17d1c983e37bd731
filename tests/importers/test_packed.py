"""Saved pages come packed, and are unpacked within limits."""

import gzip
import io
import zipfile

import pytest

from articles.importers import ParseError
from articles.importers.apart import unpack_apart
from articles.importers.packed import unpack
from articles.importers.text import MOST_BYTES

PAGE = b"<!doctype html><title>The ferry</title><p>The ferry sails again.</p>"


def archive(**files: bytes) -> bytes:
    """A zip archive; two underscores in a name stand for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("__", "."), data)
    return file.getvalue()


def saved(charset: str = "", encoding: str = "quoted-printable", page: bytes = PAGE) -> bytes:
    """A page with its picture, as Chrome saves them in one file."""
    parts = [f"Content-Type: text/html{charset}\r\nContent-Transfer-Encoding: {encoding}".encode() + b"\r\n\r\n" + page]
    parts.append(b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=")
    head = b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="b"\r\n\r\n'
    return head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


CASES = {
    "as it is": (PAGE, "ferry.html", (PAGE, "ferry.html")),
    "gzip": (gzip.compress(PAGE), "ferry.html.gz", (PAGE, "ferry.html")),
    "gzip by another name": (gzip.compress(PAGE), "ferry.html", (PAGE, "ferry.html")),
    "zip": (archive(ferry__html=PAGE, style__css=b"p {}"), "saved.zip", (PAGE, "ferry.html")),
    "gzip in zip": (archive(ferry__html__gz=gzip.compress(PAGE)), "saved.zip", (PAGE, "ferry.html")),
    "MHTML": (saved(), "ferry.mhtml", (PAGE, "ferry.html")),
    "MHTML with an encoding": (
        saved("; charset=windows-1252", "8bit", "<p>Straße".encode("cp1252")),
        "ferry.mht",
        ("\ufeff<p>Straße".encode(), "ferry.html"),
    ),
    "MHTML with a wrong encoding": (
        saved("; charset=none", page=b"<p>It=\r\n rains"),
        "a.mhtml",
        (b"<p>It rains", "a.html"),
    ),
    "MHTML in gzip in zip": (archive(a__mhtml__gz=gzip.compress(saved())), "saved.zip", (PAGE, "a.html")),
    "MHTML without a name": (saved(), "", (PAGE, "")),
    "a text about MHTML": (b"Note: multipart/related", "a.txt", (b"Note: multipart/related", "a.txt")),
}


@pytest.mark.parametrize(("data", "name", "expected"), CASES.values(), ids=CASES)
def test_unpack(data, name, expected):
    assert unpack(data, name) == unpack_apart(data, name) == expected


@pytest.mark.parametrize(("data", "name", "expected"), CASES.values(), ids=CASES)
def test_a_process_is_started_for_what_is_packed_alone(data, name, expected):
    unpacked, _ = unpack_apart(data, name)  # what went through a process is a copy
    assert (unpacked is data) == (expected == (data, name))


def test_an_office_document_is_left_as_it_is():
    data = archive(word_document__xml=b"<w/>")
    assert unpack(data, "ferry.docx") == (data, "ferry.docx")


@pytest.mark.parametrize(
    ("data", "name"),
    [(gzip.compress(bytes(50_000_000)), "bomb.html.gz"), (archive(bomb__html=bytes(50_000_000)), "bomb.zip")],
)
def test_no_more_is_unpacked_than_shows_that_it_is_too_much(data, name):
    assert len(unpack(data, name)[0]) == MOST_BYTES + 1


def harmed(method: int, place: int, by: bytes) -> bytes:
    """An archive of one page packed so, with other bytes at a place behind its name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        packed.writestr("ferry.html", PAGE * 9)
    data = bytearray(file.getvalue())
    begin = data.index(b"ferry.html") + len(b"ferry.html") + place
    data[begin : begin + len(by)] = by
    return bytes(data)


def named_in_no_encoding() -> bytes:
    """An archive that says that its names are in UTF-8, and has one that is not."""
    data = archive(ferrä__html=PAGE)
    return data.replace("ferrä".encode(), b"ferr\xff\xff")


def test_memory_is_limited():
    data = harmed(zipfile.ZIP_LZMA, 5, b"\0\0\0\xf0")  # says that it needs 4 GB to be unpacked
    with pytest.raises(ParseError, match="too much time or memory"):
        unpack_apart(data, "saved.zip")


REFUSED = {
    "broken LZMA": (harmed(zipfile.ZIP_LZMA, 12, b"\xff" * 20), "saved.zip", "zip archive cannot be unpacked"),
    "broken bzip2": (harmed(zipfile.ZIP_BZIP2, 8, b"\xff" * 20), "saved.zip", "zip archive cannot be unpacked"),
    "a name in no encoding": (named_in_no_encoding(), "saved.zip", "zip archive cannot be unpacked"),
    "MHTML with headers without end": (saved("; a*0*=''b" * 1_000), "a.mhtml", "no page"),
    "no gzip": (PAGE, "ferry.html.gz", "packed wrongly"),
    "half a gzip": (gzip.compress(PAGE)[:-12], "ferry.html.gz", "breaks off"),
    "half a zip": (archive(ferry__html=PAGE)[:-12], "saved.zip", "zip archive cannot be unpacked"),
    "MHTML without a page": (saved().replace(b"text/html", b"text/css"), "a.mhtml", "no page"),
    "two pages": (archive(a__html=PAGE, b__htm=PAGE), "saved.zip", "holds 2 pages"),
}


@pytest.mark.parametrize(("data", "name", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(data, name, reason):
    with pytest.raises(ParseError, match=rf"{reason}.*\.$"):
        unpack(data, name)
