"""Articles in brat standoff as one ZIP file, written as it goes."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from articles.document import Document
from articles.formats import brat


class _Pipe(io.RawIOBase):
    """What is written, until it is taken."""

    def __init__(self):
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        data, self.parts = b"".join(self.parts), []
        return data


def pack(articles: Iterable[tuple[str, Document, str]]) -> Iterator[bytes]:
    """The archive of articles, each with a name and the text that it was made from; one is in memory at a time."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, document, original in articles:
            text, annotations = brat.dumps(document, original)
            file.writestr(f"{name}.txt", text)
            file.writestr(f"{name}.ann", annotations)
            yield pipe.take()
    yield pipe.take()
