"""The only code that opens a connection to the outside: one page or feed by its address, within limits, or a reason."""

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from articles.checking import is_web_address
from articles.importers.addresses import SAFE_IN_ADDRESS, all_public, is_too_long, is_web_port
from articles.importers.text import MOST_BYTES

AGENT = "Newsreader/1 (article import; one request for each article that an editor or a feed names)"
SECONDS = 20.0  # for one address with all its redirects
MOST_REDIRECTS = 8
REDIRECTS = (301, 302, 303, 307, 308)
CHUNK = 65_536
LONGEST_CHARSET = 40  # of the names that IANA gives
PAGES = frozenset(("text/html", "application/xhtml+xml", "text/plain", "text/markdown"))
FEEDS = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/xml",
        "text/xml",
        "application/json",
    )
)
ENCODINGS = {"gzip": 47, "x-gzip": 47, "deflate": 47}  # zlib's window bits: 32 + 15 reads gzip and zlib
REASONS = {
    401: "asks for a password",
    402: "asks for payment",
    403: "does not let programs read this page",
    404: "has no such page",
    410: "has removed this page",
    429: "has been asked too often",
    451: "may not show this page for legal reasons",
}

Resolver = Callable[[str, int], list[str]]


class FetchError(Exception):
    """A sentence for people; `status` of the answer where there was one, `retry_after` in seconds where it said so."""

    def __init__(self, sentence: str, status: int | None = None, retry_after: float | None = None):
        super().__init__(sentence)
        self.status, self.retry_after = status, retry_after


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the address after all redirects, the bytes unpacked, how they are declared; names in lower case."""

    url: str
    data: bytes
    media_type: str = ""
    charset: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises OSError."""
    return list(dict.fromkeys(found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def fetch(
    url: str,
    *,
    allowed: Collection[str] = (),
    types: Collection[str] = PAGES,
    headers: Mapping[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
    resolver: Resolver = resolve,
) -> Fetched:
    """The page at `url`, or what it redirects to. Raises FetchError.

    `allowed` names hosts that may have private addresses. `types` are the media types that are read (none given by the
    server is taken as text). With If-None-Match or If-Modified-Since among `headers`, a status of 304 is an answer too.
    """
    deadline, seen = time.monotonic() + seconds, set()
    while url not in seen:
        if len(seen) > MOST_REDIRECTS:
            raise FetchError(f"It redirects more than {MOST_REDIRECTS} times.")
        seen.add(url)
        parts = _checked(url)
        found = _visit(parts, _pinned(parts, allowed, resolver, deadline), headers or {}, types, most_bytes, deadline)
        if found.status not in REDIRECTS:
            return found
        url = _redirected(found.url, found.headers["location"])
    raise FetchError("It redirects in a circle.")


def _redirected(url: str, location: str) -> str:
    """Where `location` leads to from `url`. Raises FetchError."""
    try:
        return _without_fragment(urljoin(url, location))
    except ValueError as error:
        raise FetchError(f"It redirects to “{location[:200]}”, which is not an address of the web.") from error


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be visited. Raises FetchError."""
    url = quote(url, safe=SAFE_IN_ADDRESS)
    if not is_web_address(url):
        raise FetchError(f"“{url[:200]}” is not an address that begins with http:// or https://.")
    if is_too_long(url):
        raise FetchError(f"“{url[:200]}…” is too long for an address.")
    parts = urlsplit(url)
    try:
        port = _port(parts)
        _ascii_host(parts)
    except ValueError as error:
        raise FetchError(f"“{url[:200]}” is not an address of the web.") from error
    if parts.username is not None:
        raise FetchError("Addresses with a user's name are not fetched.")
    if not is_web_port(port):
        raise FetchError(f"Port {port} is not a port of the web.")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname.rstrip(".")
    host = re.sub(r"(?:%[0-9a-fA-F]{2})+", lambda match: _unquoted(match.group()), host)
    return host if host.isascii() else host.encode("idna").decode()


def _unquoted(text: str) -> str:
    return bytes.fromhex(text.replace("%", "")).decode()


def _pinned(parts: SplitResult, allowed: Collection[str], resolver: Resolver, deadline: float) -> list[str]:
    """The addresses to connect to: looked up once, all of them public unless the host is allowed."""
    host, port = _ascii_host(parts), _port(parts)
    pool = ThreadPoolExecutor(1)  # the system's own lookup cannot be told when to end
    try:
        addresses = pool.submit(resolver, host, port).result(timeout=_left(deadline))
    except TimeoutError as error:
        raise FetchError(f"The name {host} was not found in time.") from error
    except (OSError, UnicodeError) as error:
        raise FetchError(f"There is no host {host}.") from error
    finally:
        pool.shutdown(wait=False)
    if host not in allowed and not all_public(addresses):
        raise FetchError(f"{host} is not a host of the public internet.")
    return addresses


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError("It took too long.")
    return left


def _visit(
    parts: SplitResult,
    addresses: list[str],
    headers: Mapping[str, str],
    types: Collection[str],
    most_bytes: int,
    deadline: float,
) -> Fetched:
    """One request and its answer, to one of these addresses and no other."""
    host = _ascii_host(parts)
    try:
        connection = _connected(parts, addresses, deadline)
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"{host} has no valid certificate.") from error
    except ssl.SSLError as error:
        raise FetchError(f"{host} does not answer in the way of https.") from error
    except OSError as error:
        raise FetchError(f"{host} does not answer.") from error
    # A server that sends a byte now and then never times out by itself: at the deadline the line is cut.
    watchdog = threading.Timer(_left(deadline), _cut, [connection.sock])
    watchdog.daemon = True
    watchdog.start()
    try:
        path = _without_fragment(parts._replace(scheme="", netloc="").geturl()) or "/"
        connection.request("GET", path, headers=_request_headers(headers, types))
        with connection.getresponse() as response:
            found = _answer(parts, response, types, most_bytes)
        _left(deadline)  # a line that was cut looks like the end of an answer
        return found
    except (OSError, http.client.HTTPException, ValueError) as error:
        _left(deadline)
        raise FetchError(f"{host} answers in a way that cannot be understood.") from error
    finally:
        watchdog.cancel()
        connection.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # it has ended by itself
        line.shutdown(socket.SHUT_RDWR)


def _connected(parts: SplitResult, addresses: list[str], deadline: float) -> http.client.HTTPConnection:
    """A connection to the first of the addresses that answers. Raises OSError, or FetchError when time is up."""
    host, port = _ascii_host(parts), _port(parts)
    connection = http.client.HTTPConnection(host, port if parts.port else None)
    problem: OSError | None = None
    for address in addresses[:4]:
        try:
            line = socket.create_connection((address, port), timeout=_left(deadline))
            if parts.scheme == "https":
                connection.default_port = 443
                line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
            connection.sock = line
            return connection
        except OSError as error:
            problem = error
    raise problem or OSError("no address")


def _request_headers(headers: Mapping[str, str], types: Collection[str]) -> dict[str, str]:
    return {
        "User-Agent": AGENT,
        "Accept": ", ".join(sorted(types)) + ", */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Accept-Language": "*",
        "Connection": "close",
    } | dict(headers)


def _answer(parts: SplitResult, response: http.client.HTTPResponse, types: Collection[str], most_bytes: int) -> Fetched:
    url = parts.geturl()
    headers = {name.lower(): value.replace("\0", " ") for name, value in response.getheaders()}  # RFC 9110, 5.5
    media_type = response.headers.get_content_type() if "content-type" in headers else ""
    charset = response.headers.get_content_charset("") or ""
    charset = charset if len(charset) <= LONGEST_CHARSET and charset.isprintable() else ""
    told = Fetched(url, b"", media_type, charset, response.status, headers)
    if (response.status in REDIRECTS and "location" in headers) or response.status == 304:
        return told
    if response.status != 200:
        host, reason = parts.hostname, REASONS.get(response.status, "has an error")
        raise FetchError(f"{host} {reason} ({response.status}).", response.status, _retry_after(headers))
    if media_type and media_type not in types:
        raise FetchError(f"It is “{media_type[:80]}”, which cannot be read as {_what(types)}.")
    return Fetched(url, _body(response, headers, most_bytes), media_type, charset, response.status, headers)


def _what(types: Collection[str]) -> str:
    return "a feed" if "application/rss+xml" in types else "an article"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server wants to be left alone; None if it says nothing that is understood."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _body(response: http.client.HTTPResponse, headers: Mapping[str, str], most_bytes: int) -> bytes:
    """The bytes of an answer, unpacked. Raises FetchError when they are too many, too few, or packed in another way."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", *ENCODINGS):
        raise FetchError(f"It is packed as “{encoding[:40]}”, which cannot be read.")
    unpacker = zlib.decompressobj(ENCODINGS[encoding]) if encoding in ENCODINGS else None
    pieces, received, size = [], 0, 0
    while not (unpacker and unpacker.eof) and (piece := response.read(CHUNK)):
        received += len(piece)
        try:
            piece = unpacker.decompress(piece, most_bytes + 1) if unpacker else piece
        except zlib.error as error:
            raise FetchError("It is packed wrongly.") from error
        size += len(piece)
        if max(size, received) > most_bytes:  # bytes that unpack to nothing count, too
            raise FetchError(f"It is more than {most_bytes / 1_000_000:g} MB.")
        pieces.append(piece)
    if not unpacker.eof if unpacker else response.length:
        raise FetchError("It broke off before its end.")
    return b"".join(pieces)
