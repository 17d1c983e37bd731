"""Readers and a writer who keep on while something is broken, and what they were answered."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.client import HTTPException


class Load:
    """Threads that read pages and write notes until told to stop."""

    def __init__(self, base: str, slug: str, token: str):
        self.base, self.slug, self.token = base, slug, token
        self.read, self.written, self.acknowledged = Counter(), Counter(), []
        self.details: set[str] = set()
        self._stop = threading.Event()
        pages = [f"/articles/{slug}/", "/", f"/articles/{slug}/?show=claims"]
        self._threads = [threading.Thread(target=self._reader, args=(page,)) for page in pages]
        self._threads.append(threading.Thread(target=self._writer))

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        time.sleep(1)
        return self

    def __exit__(self, *_):
        time.sleep(2)
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _reader(self, page: str) -> None:
        while not self._stop.wait(0.05):
            self.read[ask(self.base + page)[0]] += 1

    def _writer(self) -> None:
        span = {"paragraph": "p1", "start": 0, "end": 9}
        note = {"kind": "comment", "body": "Under load.", "article": self.slug, "spans": [span]}
        while not self._stop.wait(0.3):
            status, body = ask(f"{self.base}/api/v1/annotations/?allow_duplicate=1", note, self.token)
            self.written[status] += 1
            if status == 201:
                self.acknowledged.append(body["id"])
            elif isinstance(body, dict):
                self.details.add(body["detail"])


def ask(url: str, body: dict | None = None, token: str = "") -> tuple[int | str, dict | str]:
    """The status and the body; the name of the error where there is no answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Token {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode() if body else None, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, _parsed(response)
    except urllib.error.HTTPError as error:
        return error.code, _parsed(error)
    except (OSError, HTTPException) as error:
        return type(error).__name__, str(error)


def _parsed(response) -> dict | str:
    try:
        text = response.read().decode()
    except HTTPException as error:  # the status came, and then the line went dead
        return type(error).__name__
    return json.loads(text) if "json" in response.headers.get("Content-Type", "") else text
