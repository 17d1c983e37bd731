"""A server on this machine that plays the hosts of the world, bad manners included: each path answers in its way."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PAGE = b"<!doctype html><title>The ferry</title><p>The ferry sails again.</p>"


def answer(status: str = "200 OK", body: bytes = PAGE, length: int | None = None, **headers: str) -> bytes:
    """The bytes of an answer; underscores in the headers' names stand for hyphens."""
    lines = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body) if length is None else length)}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(status, b"", Location=to)


ANSWERS = {
    "/page": answer(),
    "/moved": redirect("/page", "301 Moved Permanently"),
    "/circle": redirect("/circle/there"),
    "/circle/there": redirect("/circle"),
    "/inside": redirect("http://169.254.169.254/latest/meta-data/"),
    "/file": redirect("file:///etc/passwd"),
    "/nowhere": answer("302 Found", b""),
    "/short": answer(length=len(PAGE) + 100),
    "/packed": answer(body=gzip.compress(PAGE), Content_Encoding="gzip"),
    "/half-packed": answer(body=gzip.compress(PAGE)[:-12], Content_Encoding="gzip"),
    "/not-packed": answer(Content_Encoding="gzip"),
    "/strange-packing": answer(Content_Encoding="zebra"),
    "/bomb": answer(body=gzip.compress(bytes(30_000_000)), Content_Encoding="gzip"),
    "/huge": answer(body=bytes(11_000_000)),
    "/picture": answer(Content_Type="image/png"),
    "/untyped": answer(Content_Type=""),
    "/latin": answer(body="<p>“Fähre”</p>".encode("cp1252"), Content_Type="text/html; charset=ISO-8859-1"),
    "/missing": answer("404 Not Found"),
    "/busy": answer("429 Too Many Requests", Retry_After="120"),
    "/unchanged": answer("304 Not Modified", b"", ETag='"a"'),
    "/nonsense": b"\x16\x03\x01 this is not HTTP at all\r\n\r\n",
    "/silent": b"",
}


@contextmanager
def serving(answers: dict[str, bytes] | None = None) -> Iterator["Host"]:
    """The server, running, and ended with the block."""
    host = Host(answers or ANSWERS)
    try:
        yield host
    finally:
        host.close()


class Host:
    """Answers each request by its path; keeps what was asked in `requests`."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers, self.requests = dict(answers), []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._is_open = True
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self._is_open = False
        self._socket.close()

    def _serve(self) -> None:
        while self._is_open:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[line], daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line:
            try:
                request = line.recv(65_536).decode("latin-1")
                self.requests.append(request)
                path = request.split(" ")[1]
                if path == "/drip":
                    self._drip(line)
                elif path.startswith("/chain/"):
                    line.sendall(redirect(f"/chain/{int(path[7:]) + 1}"))
                else:
                    line.sendall(self.answers.get(path.partition("?")[0], ANSWERS["/missing"]))
            except (OSError, IndexError):
                pass  # the one who asked has hung up

    def _drip(self, line: socket.socket) -> None:
        """A byte of a header now and then, for ever."""
        line.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while self._is_open:
            line.sendall(b"x")
            time.sleep(0.05)
