"""`python -m bench.exchange 1000 100000`: annotations a second in and out, by format, and the memory that they took.

First each format alone, from values to a file and back; then with the database, SQLite, which takes most of the time
whatever the format is: in by `manage.py import_annotations`, out by the API's export. Each is done in a process of its
own, whose memory is its own. A hundred annotations lie on each article; every fourth is a claim with a source, a tag
and evidence.
"""

import io
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

os.environ |= {
    "DEBUG": "false",
    "HTTPS": "false",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "newsreader.settings",
}
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")  # of the process that starts the others

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from articles.document import NOTE_KINDS, Document, Evidence, Note, Paragraph, SourceRef, describe_span  # noqa: E402
from articles.formats import FORMATS, brat  # noqa: E402
from articles.formats.rows import About  # noqa: E402
from articles.formats.streams import decode  # noqa: E402
from articles.management.folders import brat_pairs, read_text  # noqa: E402
from articles.models import Annotation, from_document  # noqa: E402
from bench.rows import PER_ARTICLE, TEXT  # noqa: E402

NAMES = [*FORMATS, "brat"]
CHUNK = 65_536
PARAGRAPHS = tuple(Paragraph(f"p{number}", "paragraph", TEXT) for number in range(2, 7))
EVIDENCE = (Evidence("https://weather.example/", "The weather", "It rained for five days.", "disputes"),)


def documents(count: int) -> Iterator[Document]:
    """So many annotations, on articles of a hundred each."""
    for first in range(0, count, PER_ARTICLE):
        title = f"Article {first // PER_ARTICLE}"
        notes = tuple(map(make_note, range(first, min(first + PER_ARTICLE, count))))
        paragraphs = (Paragraph("p1", "heading", title, (), 1), *PARAGRAPHS)
        address = f"https://news.example/{first // PER_ARTICLE}"
        yield Document(title, url=address, paragraphs=paragraphs, notes=notes)


def make_note(number: int) -> Note:
    """A quote, a claim or a comment on some words."""
    start = number % 60
    spans = (describe_span(PARAGRAPHS[number % 5], start, start + 20),)
    said = {"id": f"n{number:09}", "creator": "Ines", "body": f"Remark {number}, of the usual length."}
    if number % 4:
        return Note(kind="quote" if number % 2 else "comment", spans=spans, **said)
    judged = {"verdict": "disputed", "verdict_reason": "It rained for five days.", "evidence": EVIDENCE}
    source = SourceRef(f"Source {number % 500}", "person")
    return Note(kind="claim", spans=spans, source=source, tags=("rain",), **judged, **said)


def pack(name: str, count: int) -> Iterator[str]:
    """The text of a file of this format, in pieces."""
    abouts = ((About(document.url, document.url, document.title), document) for document in documents(count))
    return FORMATS[name].write(FORMATS[name].pack(note, about) for about, document in abouts for note in document.notes)


def write(folder: Path, name: str, count: int) -> int:
    """Notes become a file, or brat's pairs of files."""
    if name == "brat":
        for document in documents(count):
            text, annotations = brat.dumps(document)
            (folder / f"{document.title}.txt").write_text(text)
            (folder / f"{document.title}.ann").write_text(annotations)
    else:
        with (folder / f"all.{FORMATS[name].suffix}").open("w", newline="") as file:
            file.writelines(pack(name, count))
    return count


def read(folder: Path, name: str, count: int) -> int:
    """A file becomes notes again."""
    if name == "brat":
        pairs = brat_pairs(folder)
        found = sum(len(brat.loads(read_text(pair.text), read_text(pair.annotations)).document.notes) for pair in pairs)
    else:
        article = next(documents(1))  # all have the same words
        with (folder / f"all.{FORMATS[name].suffix}").open("rb") as file:
            rows = FORMATS[name].read(decode(iter(partial(file.read, CHUNK), b"")))
            found = sum(FORMATS[name].unpack(row, article).kind in NOTE_KINDS for row in rows)
    assert found == count
    return count


def prepare(folder: Path, name: str, count: int) -> int:
    """Write what will be read, and store the articles that it is about."""
    call_command("migrate", verbosity=0)
    write(folder, name, count)
    for document in documents(count):
        from_document(Document(document.title, url=document.url, paragraphs=document.paragraphs))
    return count


def bring(folder: Path, name: str, count: int) -> int:
    """Import it."""
    call_command("import_annotations", folder, format=name, stdout=io.StringIO())
    assert Annotation.objects.count() == count
    return count


def take(folder: Path, name: str, count: int) -> int:
    """Export it, and look at none of it."""
    response = Client(SERVER_NAME="localhost").get("/api/v1/annotations/export", {"format": name})
    assert sum(map(len, response.streaming_content)) > 100 * count
    return count


STEPS = {"write": write, "read": read, "prepare": prepare, "in": bring, "out": take}


def step(name: str, *arguments: str) -> tuple[float, float]:
    """What a step did in a second, and the most megabytes that it held, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.exchange", name, *arguments]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    speed, memory = run.stdout.split()
    return float(speed), float(memory)


def table(names: list[str], counts: list[int], ways: tuple[str, str], before: str = "") -> None:
    """Go these ways with each number of annotations, and print what they took."""
    columns = " | ".join(f"{way} {count:,}, a second | MB" for way in ways for count in counts)
    print(f"\n| format | {columns} |\n|---|{'---:|' * 4 * len(counts)}")
    for name in names:
        found = {}
        for count in counts:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
                for way in filter(None, (before, *ways)):
                    found[way, count] = step(way, folder, name, str(count))
        cells = [f"{speed:,.0f} | {memory:.0f}" for way in ways for speed, memory in (found[way, n] for n in counts)]
        print(f"| `{name}` | {' | '.join(cells)} |", flush=True)


def main(counts: list[int]) -> None:
    """Measure the formats alone, and storing and exporting with one of them."""
    table(NAMES, counts, ("write", "read"))
    table(["json"], counts, ("in", "out"), "prepare")


if __name__ == "__main__":
    if sys.argv[1] in STEPS:
        begin = time.perf_counter()
        done = STEPS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
        print(done / (time.perf_counter() - begin), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        main(sorted(map(int, sys.argv[1:])))
