"""The picture that stands for an article or a note where it is shared: its words, set in the site's type."""

import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)  # the size that Open Graph's consumers cut least of
MARGIN = 80
PAPER, INK, SOFT = "#fdfbf6", "#1d1b18", "#5d5952"
COLOURS = {"quote": "#5a3aa3", "claim": "#944600", "source": "#1a5a86"}
QUESTION = "Who says so?"
LARGEST, SMALLEST = 76, 40
LEADING = 1.22
# What each face has, as the site's style says it.
LATIN = "\x20-\xff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215"
MORE = "\u0100-\u02ba\u1e00-\u1e9f\u1ef2-\u1eff\u20a0-\u20c0\u2113"
RUN = re.compile(f"(?P<latin>[{LATIN}]+)|(?P<more>[{MORE}]+)")
FACES = {"latin": "newsreader-latin-wght-normal.woff2", "more": "newsreader-latin-ext-wght-normal.woff2"}


def draw_card(fonts: Path, text: str, *, above: str = "", below: Iterable[str] = (), kind: str = "") -> bytes:
    """A PNG with `text` as large as it fits, a line above it, one of several parts below, and the colour of a kind.

    What has letters that the site's faces do not have is left out; in place of such a text stands our question.
    """
    text, above, *below = (" ".join(normalize("NFC", part).split()) for part in (text, above, *below))
    text, above = text if can_set(text) else QUESTION, above if can_set(above) else ""
    below = " · ".join(filter(can_set, below))
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
    for number, line in enumerate(lines):
        _write(draw, fonts, (MARGIN, top + number * size * LEADING), line, size, 560, INK)
    file = BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


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


def _write(draw: ImageDraw.ImageDraw, fonts: Path, place: tuple, text: str, size: int, weight: int, fill: str) -> None:
    while text and _width(fonts, text, size, weight) > SIZE[0] - 1.5 * MARGIN:
        text = text[:-2].rstrip() + "…"
    left, top = place
    for run, face in _runs(text):
        font = _font(fonts, face, size, weight)
        draw.text((left, top), run, font=font, fill=fill)
        left += font.getlength(run)


def _width(fonts: Path, text: str, size: int, weight: int) -> float:
    return sum(_font(fonts, face, size, weight).getlength(run) for run, face in _runs(text))


def _runs(text: str) -> list[tuple[str, str]]:
    """The text in pieces of one face each."""
    return [(run[0], run.lastgroup) for run in RUN.finditer(text)]


@lru_cache(maxsize=64)
def _font(fonts: Path, face: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(fonts / FACES[face], size)
    font.set_variation_by_axes([weight])
    return font
