"""Bytes are decoded as they were meant, and refused when they are no text."""

import codecs
import gzip
import random

import pytest

from articles.importers import ParseError, parse
from articles.importers.text import clean, decode, one_line

FRENCH = "Le maire a déclaré que la décision était prise — “c’est fini”, a-t-il ajouté."
ENCODED = {
    "UTF-8": FRENCH.encode(),
    "UTF-8 with a mark": codecs.BOM_UTF8 + FRENCH.encode(),
    "UTF-16 with a mark": FRENCH.encode("utf-16"),
    "UTF-16-BE with a mark": codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"),
    "UTF-16-LE without": FRENCH.encode("utf-16-le"),
    "UTF-16-BE without": FRENCH.encode("utf-16-be"),
    "UTF-32 with a mark": FRENCH.encode("utf-32"),
    "windows-1252": FRENCH.encode("cp1252"),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_decode(data):
    assert decode(data) == FRENCH


DETECTED = {
    "cp1251": "Мэр сказал, что улица будет закрыта несколько дней. О причинах он не сообщил.",
    "koi8-r": "Мэр сказал, что улица будет закрыта несколько дней. О причинах он не сообщил.",
    "cp1250": "Burmistrz powiedział, że ulica będzie zamknięta. Źródła milczą, choć świadków było wielu.",
    "cp1253": "Ο δήμαρχος είπε ότι ο δρόμος θα μείνει κλειστός για αρκετές ημέρες.",
    "shift_jis": "市長は、道路が数日間閉鎖されると述べた。理由については語らなかった。",
    "euc-jp": "市長は、道路が数日間閉鎖されると述べた。理由については語らなかった。",
    "gb18030": "市长说，这条街将关闭几天。他没有说明原因。",
    "euc-kr": "시장은 거리가 며칠 동안 폐쇄될 것이라고 말했다. 이유는 밝히지 않았다.",
    "cp1252": "Der Bürgermeister sagte, die Straße bleibe für mehrere Tage geschlossen.",
    "latin-1": "café",
    "utf-16-le": "Мэр сказал, что улица закрыта.",
}


@pytest.mark.parametrize(("encoding", "text"), DETECTED.items())
def test_undeclared_encodings(encoding, text):
    assert decode(text.encode(encoding)) == text


DECLARED = {
    "charset": (b'<meta charset="windows-1251"><p>', "Мэр", "cp1251"),
    "http-equiv": (
        b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"><p>',
        "Łódź",
        "iso-8859-2",
    ),
    "XML": (b'<?xml version="1.0" encoding="koi8-r"?><html><p>', "Мэр", "koi8-r"),
    "Latin-1 is windows-1252": (b"<meta charset=iso-8859-1><p>", "“x” – €5", "cp1252"),
    "a name that does not exist": (b"<meta charset=klingon><p>", "é", "utf-8"),
    "one for names of hosts": (b"<meta charset=idna><p>", "é", "utf-8"),
    "UTF-16, which it cannot be": (b"<meta charset=utf-16><p>", "é", "utf-8"),
    "a wrong one": (b"<meta charset=utf-8><p>", "“Où est-il ?”", "cp1252"),
}


@pytest.mark.parametrize(("head", "text", "encoding"), DECLARED.values(), ids=DECLARED)
def test_declared_encodings(head, text, encoding):
    assert parse(head + text.encode(encoding), "html").paragraphs[0].text == text


def test_a_damaged_character_is_marked():
    assert decode(("The ferry “Aurora” sank – all saved. " * 5).encode() + b"\xff!") == (
        "The ferry “Aurora” sank – all saved. " * 5 + "\ufffd!"
    )


def test_a_page_that_lost_its_characters_long_ago():
    text = "The ferry \ufffdAurora\ufffd sank."
    assert decode(text.encode()) == text


def noise(length, seed=7):
    return random.Random(seed).randbytes(length)


REFUSED = {
    "empty": (b"", "The file is empty."),
    "empty text": ("", "The file is empty."),
    "white space": (b" \n\t\r\n ", "The file is empty."),
    "a mark of order alone": (codecs.BOM_UTF8, "The file is empty."),
    "PDF": (b"%PDF-1.7\n" + noise(1000), "This looks like a binary file (a PDF), not text."),
    "PNG": (b"\x89PNG\r\n\x1a\n" + noise(1000), "This looks like a binary file (a PNG image), not text."),
    "zip": (
        b"PK\x03\x04" + noise(1000),
        "This looks like a binary file (a zip archive or an office document), not text.",
    ),
    "gzip": (gzip.compress(b"The ferry sank."), "This looks like a binary file (a gzip archive), not text."),
    "NUL": (b"\0" * 100_000, "This looks like a binary file (nothing but NUL bytes), not text."),
    "NUL and noise": (b"\0\0\0\1" * 10_000, "This looks like a binary file, not text."),
    "noise": (noise(100_000), "This looks like a binary file, not text."),
    "50 MB": (b"a" * 52_428_800, "It is 52.5 MB; at most 10 MB can be read."),
    "a text of 11 MB": ("a" * 11_000_000, "It is 11 MB; at most 10 MB can be read."),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(data, message):
    with pytest.raises(ParseError) as caught:
        parse(data)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\nd\u2028e\ff", "a\nb\nc\nd\ne\nf"),
        ("a\u2029b", "a\n\nb"),
        ("a\0b\x07c\x1bd\x7fe", "abcde"),
        ("fer\u00adry \u200b\u2060\ufeffx", "ferry x"),
        ("\x93quoted\x94 \x96 \x81", "“quoted” – "),
        ("\ud83d\ude00 \ud800", "😀 \ufffd"),
        ("e\u0301 \u200d \u200c \u200f \u2066", "e\u0301 \u200d \u200c \u200f \u2066"),
        ("a\u00a0b\tc", "a\u00a0b\tc"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected
    assert clean(expected) == expected


def test_one_line():
    assert one_line(" a\n b\t\u00a0c ") == "a b c"
