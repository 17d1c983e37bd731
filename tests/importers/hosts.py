"""A server on this machine that plays the hosts of the world, bad manners included: each path answers in its way."""

import gzip
import socket
import ssl
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


def in_chunks(body: bytes, size: int = 16) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body) + size, size))  # the last one is empty
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


ANSWERS = {
    "/page": answer(),
    "/moved": redirect("/page", "301 Moved Permanently"),
    "/circle": redirect("/circle/there"),
    "/circle/there": redirect("/circle"),
    "/inside": redirect("http://169.254.169.254/latest/meta-data/"),
    "/file": redirect("file:///etc/passwd"),
    "/bracket": redirect("http://["),
    "/very-far": redirect("/" + "%E6%B8%AF" * 300),
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
    "/long-charset": answer(Content_Type=f"text/html; charset={'x' * 400}"),
    "/nul-in-headers": answer(Content_Type="text/html; charset=a\0b", ETag='"a\0b"'),
    "/missing": answer("404 Not Found"),
    "/busy": answer("429 Too Many Requests", Retry_After="120"),
    "/busy-till-whenever": answer("429 Too Many Requests", Retry_After="?").replace(b"?", b"\xb2"),
    "/unchanged": answer("304 Not Modified", b"", ETag='"a"'),
    "/long": answer(length=len(PAGE) - 10),
    "/no-length": answer(length=0).replace(b"Content-Length: 0\r\n", b""),
    "/length-below-zero": answer(length=-1),
    "/length-of-words": answer().replace(b"Content-Length: ", b"Content-Length: about "),
    "/in-chunks": answer(body=in_chunks(PAGE), Transfer_Encoding="chunked", Content_Length=""),
    "/half-chunks": answer(body=in_chunks(PAGE)[:-30], Transfer_Encoding="chunked", Content_Length=""),
    "/wrong-chunks": answer(body=b"eight\r\n<p>The f\r\n", Transfer_Encoding="chunked", Content_Length=""),
    "/bomb-in-parts": answer(body=gzip.compress(bytes(9_000_000)) * 100, Content_Encoding="gzip"),
    "/bomb-twice": answer(body=gzip.compress(gzip.compress(bytes(30_000_000))), Content_Encoding="gzip, gzip"),
    "/many-headers": b"HTTP/1.1 200 OK\r\n" + b"X-More: a\r\n" * 500 + b"\r\n",
    "/long-header": b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n",
    "/nonsense": b"\x16\x03\x01 this is not HTTP at all\r\n\r\n",
    "/silent": b"",
}

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ENDLESS = {  # how it begins, what comes again and again, and after how many seconds
    "/drip": (HEAD + b"X-Drip: ", b"x", 0.05),
    "/drip-body": (HEAD + b"\r\n", b"x", 0.05),
    "/endless-body": (HEAD + b"\r\n", b"The ferry sails. " * 4_000, 0),
    "/endless-rest": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE), bytes(100_000), 0),
    "/endless-nothing": (HEAD + b"Content-Encoding: deflate\r\n\r\n\x78\x9c", b"\0\0\0\xff\xff" * 20_000, 0),
    "/endless-headers": (HEAD, b"X-More: a\r\n" * 1_000, 0),
    "/endless-promises": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
}


@contextmanager
def serving(answers: dict[str, bytes] | None = None, secure: ssl.SSLContext | None = None) -> Iterator["Host"]:
    """The server, running, and ended with the block; with `secure` it speaks https."""
    host = Host(answers or ANSWERS, secure)
    try:
        yield host
    finally:
        host.close()


class Host:
    """Answers each request by its path; keeps what was asked in `requests`."""

    def __init__(self, answers: dict[str, bytes], secure: ssl.SSLContext | None) -> None:
        self.answers, self.requests, self._secure = dict(answers), [], secure
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._is_open = True
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str, host: str = "news.example") -> str:
        return f"{'https' if self._secure else 'http'}://{host}:{self.port}{path}"

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
                line = self._secure.wrap_socket(line, server_side=True) if self._secure else line
                request = line.recv(65_536).decode("latin-1")
                self.requests.append(request)
                path = request.split(" ")[1]
                if path in ENDLESS:
                    self._go_on(line, *ENDLESS[path])
                elif path.startswith("/chain/"):
                    line.sendall(redirect(f"/chain/{int(path[7:]) + 1}"))
                else:
                    line.sendall(self.answers.get(path.partition("?")[0], ANSWERS["/missing"]))
            except (OSError, IndexError):
                pass  # the one who asked has hung up

    def _go_on(self, line: socket.socket, beginning: bytes, piece: bytes, pause: float) -> None:
        """An answer that never ends, until the one who asked hangs up."""
        line.sendall(beginning)
        while self._is_open:
            line.sendall(piece)
            time.sleep(pause)
