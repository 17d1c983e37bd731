"""The article of every page in a folder: bench/extraction.py HTML_DIR OUT.json

HTML_DIR holds ID.html.gz; OUT.json becomes {ID: {"articleBody": text}}, with an empty text where nothing was found.
"""

import argparse
import gzip
import json
import sys
import time
from pathlib import Path
from statistics import median

from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from articles.document import Document
from articles.importers import ParseError, html, parse
from articles.importers.forest import Forest
from articles.importers.text import decode


def article_text(data: bytes, forest: Forest | None = None) -> str:
    """The paragraphs of a page's article, a line feed between them."""
    try:
        document = parse(data, "html") if forest is None else _parse_with(data, forest)
    except ParseError:
        return ""
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def _parse_with(data: bytes, forest: Forest) -> Document:
    return html.parse(decode(data), forest=forest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    found, times = {}, []
    for path in tqdm(sorted(args.folder.glob("*.html.gz")), unit="page", disable=not sys.stderr.isatty()):
        start = time.process_time()
        found[path.name.removesuffix(".html.gz")] = {"articleBody": article_text(gzip.decompress(path.read_bytes()))}
        times.append(time.process_time() - start)
    args.out.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    if times:
        slowest = max(times) / median(times)
        print(f"{len(times)} pages, {len(times) / sum(times):.1f} a second, the slowest {slowest:.1f} times the median")


if __name__ == "__main__":
    main()
