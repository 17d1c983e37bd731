"""Who says what in a folder of texts: python -m bench.attribution TEXT_DIR OUT.jsonl [--time].

One line of JSON a text, as the scorer of PolNeAR reads it: {"id", "attributions": [{"content", "cue", "source"}]},
offsets in the whole text. With --time it says how fast that was and how much memory it took.
"""

import argparse
import json
import re
import resource
import time
from pathlib import Path

from articles.document import Document, Note, Paragraph
from articles.suggesters import suggest

ROLES = ("content", "cue", "source")


def attributions(text: str) -> list[dict[str, list[list[int]]]]:
    """The quotes and claims proposed for a text of which every line is a paragraph."""
    lines = {f"p{number}": line for number, line in enumerate(re.finditer(r"[^\n]*\S[^\n]*", text), 1)}
    paragraphs = tuple(Paragraph(name, "paragraph", line.group()) for name, line in lines.items())
    notes = suggest(Document("", language="en", paragraphs=paragraphs))
    starts = {name: line.start() for name, line in lines.items()}
    return [_row(note, starts) for note in notes if note.kind in ("quote", "claim")]


def _row(note: Note, starts: dict[str, int]) -> dict[str, list[list[int]]]:
    return {
        role: [[starts[span.paragraph] + span.start, starts[span.paragraph] + span.end] for span in note.spans_of(role)]
        for role in ROLES
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--time", action="store_true")
    options = parser.parse_args()
    texts = {path.stem: path.read_bytes().decode() for path in sorted(options.texts.glob("*.txt"))}
    start = time.perf_counter()
    attributions("He said it rained.")
    loaded, used = time.perf_counter(), time.process_time()
    rows = [json.dumps({"id": name, "attributions": attributions(text)}) for name, text in texts.items()]
    took, used = time.perf_counter() - loaded, time.process_time() - used
    options.out.write_text("".join(f"{row}\n" for row in rows))
    if options.time:
        words = sum(len(text.split()) for text in texts.values())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"loaded in {loaded - start:.2f} s; {len(texts)} texts in {took:.1f} s ({used:.1f} s of processor)")
        print(
            f"{words / 700 / used:.1f} articles of 700 words a second of processor time, {words / 700 / took:.1f} by"
            f" the clock; at most {memory:.0f} MB"
        )


if __name__ == "__main__":
    main()
