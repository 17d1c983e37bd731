"""The picture that stands for an article or a note where it is shared: its words, set in the site's type."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)  # the size that Open Graph's consumers cut least of
MARGIN = 80
PAPER, INK, SOFT = "#fdfbf6", "#1d1b18", "#5d5952"
COLOURS = {"quote": "#5a3aa3", "claim": "#944600", "source": "#1a5a86"}
LARGEST, SMALLEST = 76, 40
LEADING = 1.22
FACES = {"latin": "newsreader-latin-wght-normal.woff2", "more": "newsreader-latin-ext-wght-normal.woff2"}


def draw_card(fonts: Path, text: str, *, above: str = "", below: str = "", kind: str = "") -> bytes:
    """A PNG with `text` as large as it fits, a line above and one below it, and the colour of a kind of note.

    Letters that the site's faces do not have are left out with the words that they are in.
    """
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
    for word in filter(_has_letters, text.split()):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(fonts, longer, size, 560) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]


def _has_letters(word: str) -> bool:
    """Whether the faces have all letters of the word: Latin, and the signs around it."""
    return all(character < "\u0250" or "\u2010" <= character <= "\u206f" for character in word)


def _write(draw: ImageDraw.ImageDraw, fonts: Path, place: tuple, text: str, size: int, weight: int, fill: str) -> None:
    text = " ".join(filter(_has_letters, text.split()))
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
    runs: list[list[str]] = []
    for character in text:
        face = "more" if "\u0100" <= character < "\u0250" and character not in "ıŒœ" else "latin"
        if runs and runs[-1][1] == face:
            runs[-1][0] += character
        else:
            runs.append([character, face])
    return [(run, face) for run, face in runs]


@lru_cache(maxsize=64)
def _font(fonts: Path, face: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(fonts / FACES[face], size)
    font.set_variation_by_axes([weight])
    return font
