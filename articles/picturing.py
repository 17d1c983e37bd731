"""The picture that stands for an article or a note where it is shared: its words, set in the site's type."""

import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from bidi.algorithm import get_display
from PIL import Image, ImageDraw, ImageFont

from articles.scripts import runs_leftwards

SIZE = (1200, 630)  # the size that Open Graph's consumers cut least of
MARGIN = 80
PAPER, INK, SOFT = "#fdfbf6", "#1d1b18", "#5d5952"
COLOURS = {"quote": "#5a3aa3", "claim": "#944600", "source": "#1a5a86"}
QUESTION = "Who says so?"
LARGEST, SMALLEST = 76, 40
LEADING = 1.22
# What each face has: of the site's own, as its style says it; the others lend it their letters, for pictures alone.
LATIN = "\x20-\xff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215"
MORE = "\u0100-\u02ba\u1e00-\u1e9f\u1ef2-\u1eff\u20a0-\u20c0\u2113"
CYRILLIC = "\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116"
GREEK = "\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce"
HEBREW = "\u05be\u05c0\u05c3\u05d0-\u05ea\u05ef-\u05f4"
# Vowels of Hebrew, which it is read without, and signs that are not seen: python-bidi does not know all of them.
LEFT_OUT = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\xad\u200b-\u200d\u202a-\u202e\u2060-\u206f]")
RUN = re.compile(
    f"(?P<latin>[{LATIN}]+)|(?P<more>[{MORE}]+)|(?P<cyrillic>[{CYRILLIC}]+)|(?P<greek>[{GREEK}]+)|(?P<hebrew>[{HEBREW}]+)"
)
FACES = {
    "latin": "newsreader-latin-wght-normal.woff2",
    "more": "newsreader-latin-ext-wght-normal.woff2",
    "cyrillic": "source-serif-4-cyrillic-wght-normal.woff2",
    "greek": "source-serif-4-greek-wght-normal.woff2",
    "hebrew": "noto-serif-hebrew-hebrew-wght-normal.woff2",
}
MARKS = re.compile("[\u200e\u200f]")
RIGHTWARDS, LEFTWARDS = "\u200e", "\u200f"  # marks that are not seen, and say which way the signs beside them run


def draw_card(fonts: Path, text: str, *, above: str = "", below: Iterable[str] = (), kind: str = "") -> bytes:
    """A PNG with `text` as large as it fits, a line above it, one of several parts below, and the colour of a kind.

    What has letters that the faces do not have is left out; in place of such a text stands our question.
    """
    text, above, *below = (drawable(" ".join(part.split())) for part in (text, above, *below))
    text, above = text if can_set(text) else QUESTION, above if can_set(above) else ""
    below = [f"{LEFTWARDS}{part}{LEFTWARDS}" if runs_leftwards(part) else part for part in filter(can_set, below)]
    below = f"{RIGHTWARDS} · {RIGHTWARDS}".join(below)
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, SIZE[1]), fill=COLOURS.get(kind, INK))
    _write(draw, fonts, (MARGIN, 62), above, 30, 600, COLOURS.get(kind, SOFT))
    _write(draw, fonts, (MARGIN, SIZE[1] - 92), below, 30, 400, SOFT)
    width, height = SIZE[0] - 2 * MARGIN, SIZE[1] - 2 * 62 - 100
    for size in range(LARGEST, SMALLEST - 1, -4):
        lines = _lines(fonts, text, size, width)
        if len(lines) * size * LEADING <= height:
            break
    fitting = int(height / (size * LEADING))
    if len(lines) > fitting:
        lines = [*lines[: fitting - 1], lines[fitting - 1].rstrip(" ,;:.") + "…"]
    top = 120 + (height - len(lines) * size * LEADING) / 2
    leftwards = runs_leftwards(text)
    for number, line in enumerate(lines):
        _write(draw, fonts, (MARGIN, top + number * size * LEADING), line, size, 560, INK, leftwards)
    file = BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def drawable(text: str) -> str:
    """A text without what is not drawn."""
    return LEFT_OUT.sub("", normalize("NFC", text))


def _lines(fonts: Path, text: str, size: int, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(fonts, longer, size, 560) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]


def can_set(text: str) -> bool:
    """Whether it says something, and the faces have all letters of it."""
    return bool(text) and sum(len(run[0]) for run in RUN.finditer(text)) == len(text)


def in_order(line: str, leftwards: bool) -> str:
    """The letters of a drawable line, running leftwards or not, in the order in which they stand from the left."""
    return MARKS.sub("", get_display(line, base_dir="R" if leftwards else "L"))


def _write(
    draw: ImageDraw.ImageDraw,
    fonts: Path,
    place: tuple,
    text: str,
    size: int,
    weight: int,
    fill: str,
    leftwards: bool = False,
) -> None:
    while text and _width(fonts, text, size, weight) > SIZE[0] - 1.5 * MARGIN:
        text = text[:-2].rstrip() + "…"
    text = in_order(text, leftwards)
    left, top = place
    if leftwards:
        left = SIZE[0] - MARGIN - _width(fonts, text, size, weight)
    base = top + _font(fonts, "latin", size, weight).getmetrics()[0]
    for run, face in _runs(text):
        font = _font(fonts, face, size, weight)
        draw.text((left, base), run, font=font, fill=fill, anchor="ls")
        left += font.getlength(run)


def _width(fonts: Path, text: str, size: int, weight: int) -> float:
    return sum(_font(fonts, face, size, weight).getlength(run) for run, face in _runs(text))


def _runs(text: str) -> list[tuple[str, str]]:
    """The text in pieces of one face each."""
    return [(run[0], run.lastgroup) for run in RUN.finditer(text)]


@lru_cache(maxsize=64)
def _font(fonts: Path, face: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    # Its letters are in the order of the line already: with libfribidi on the machine, Pillow would turn them back.
    layout = ImageFont.Layout.BASIC if face == "hebrew" else None
    font = ImageFont.truetype(fonts / FACES[face], size, layout_engine=layout)
    font.set_variation_by_axes([weight])
    return font
