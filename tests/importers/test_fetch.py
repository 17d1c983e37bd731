"""Fetching against a real server on this machine, and addresses that must be refused."""

import ssl
from shutil import which
from subprocess import run

import pytest

from articles.importers import fetch as fetching
from articles.importers.addresses import is_public, is_public_host
from articles.importers.fetch import FEEDS, FetchError, fetch
from tests.importers.hosts import PAGE, serving

HOST = "news.example"


def here(host: str, port: int) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]


@pytest.fixture(scope="module")
def server():
    with serving() as host:
        yield host


def get(server, path: str, **options):
    return fetch(server.url(path), allowed=[HOST], **{"resolver": here, **options})


@pytest.mark.parametrize(
    ("host", "public"),
    [
        *((host, True) for host in ("news.example", "News.Example.", "zeitung.müller.de", "2130.example", "1.1.1.1")),
        *((host, True) for host in ("2606:4700::1111", "[2606:4700::1111]", "local.example")),
        *((host, False) for host in ("nope", "localhost", "LOCALHOST.", "a.localhost", "printer.local", "db.internal")),
        *((host, False) for host in ("127.0.0.1", "127.1", "0x7f.1", "2130706433", "0x7f000001", "10.0.0.1", "::1")),
        *((host, False) for host in ("[::1]", "169.254.169.254", "nas.home.arpa", "", ".", "1.2.3.4.5")),
    ],
)
def test_what_a_name_tells_without_a_look_up(host, public):
    assert is_public_host(host) is public


@pytest.mark.parametrize(
    "path",
    ["/page", "/moved", "/packed", "/untyped", "/no-length", "/length-below-zero", "/length-of-words", "/in-chunks"],
)
def test_pages_that_come(server, path):
    assert get(server, path).data == PAGE


def test_more_than_was_promised_is_not_read(server):
    assert get(server, "/long").data == PAGE[:-10]


def test_what_is_said_of_a_page(server):
    found = get(server, "/moved")
    assert (found.url, found.media_type, found.charset) == (server.url("/page"), "text/html", "utf-8")
    assert get(server, "/latin").charset == "iso-8859-1"


@pytest.mark.parametrize("path", ["/long-charset", "/nul-in-headers"])
def test_headers_that_cannot_be_kept(server, path):
    found = get(server, path)
    assert found.charset == ""
    assert "\0" not in "".join(found.headers.values())


def test_who_asks(server):
    get(server, "/page?a=b")
    assert server.requests[-1].startswith("GET /page?a=b HTTP/1.1\r\nHost: news.example:")
    assert "User-Agent: Newsreader/" in server.requests[-1]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/circle", "in a circle"),
        ("/chain/1", "more than 8 times"),
        ("/inside", "not a host of the public internet"),
        ("/file", "not an address that begins with http"),
        ("/bracket", "redirects to “http://[”, which is not an address"),
        ("/very-far", "is too long for an address"),
        ("/nowhere", "has an error (302)"),
        ("/short", "broke off"),
        ("/half-chunks", "cannot be understood"),
        ("/wrong-chunks", "cannot be understood"),
        ("/half-packed", "broke off"),
        ("/not-packed", "packed wrongly"),
        ("/strange-packing", "packed as “zebra”"),
        ("/bomb", "more than 10 MB"),
        ("/bomb-twice", "packed as “gzip, gzip”"),
        ("/endless-body", "more than 10 MB"),
        ("/endless-nothing", "more than 10 MB"),
        ("/endless-headers", "cannot be understood"),
        ("/many-headers", "cannot be understood"),
        ("/long-header", "cannot be understood"),
        ("/huge", "more than 10 MB"),
        ("/picture", "“image/png”, which cannot be read as an article"),
        ("/missing", "has no such page (404)"),
        ("/busy", "asked too often (429)"),
        ("/busy-till-whenever", "asked too often (429)"),
        ("/nonsense", "cannot be understood"),
        ("/silent", "cannot be understood"),
    ],
)
def test_pages_that_are_refused(server, path, reason):
    with pytest.raises(FetchError, match=r".+\.$") as error:
        get(server, path)
    assert reason in str(error.value)


@pytest.mark.parametrize("path", ["/drip", "/drip-body", "/endless-promises"])
def test_a_server_that_drips_is_cut_off(server, path):
    with pytest.raises(FetchError, match="took too long"):
        get(server, path, seconds=2)


def test_what_follows_what_is_packed_is_not_read(server):
    assert get(server, "/endless-rest").data == PAGE
    assert len(get(server, "/bomb-in-parts").data) == 9_000_000


def test_a_server_without_https(server):
    with pytest.raises(FetchError, match="does not answer in the way of https"):
        fetch(server.url("/page").replace("http:", "https:"), allowed=[HOST], resolver=here)


@pytest.mark.skipif(which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_that_nobody_vouches_for(tmp_path):
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=news.example -keyout key.pem -out certificate.pem"
    run(["openssl", *made.split()], cwd=tmp_path, check=True, capture_output=True)
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with serving(secure=secure) as host, pytest.raises(FetchError, match="has no valid certificate"):
        get(host, "/page")
    assert host.requests == []


def test_when_to_come_again(server):
    with pytest.raises(FetchError) as error:
        get(server, "/busy")
    assert (error.value.status, error.value.retry_after) == (429, 120)


def test_a_condition_can_be_answered(server):
    found = get(server, "/unchanged", headers={"If-None-Match": '"a"'}, types=FEEDS)
    assert found.status == 304
    assert 'If-None-Match: "a"' in server.requests[-1]


def test_a_name_that_changes_its_mind_is_asked_once(server):
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    asked = []

    def resolver(host, port):
        asked.append(host)
        return next(answers)

    assert get(server, "/page", resolver=resolver).data == PAGE
    assert asked == [HOST]


def test_a_name_with_one_private_address_is_refused(server):
    with pytest.raises(FetchError, match="public internet"):
        fetch(server.url("/page"), resolver=lambda host, port: ["93.184.216.34", "127.0.0.1"])


def test_a_redirect_to_another_name_is_checked_again(server):
    answers = {HOST: ["127.0.0.1"], "inside.example": ["192.168.0.1"]}
    server.answers["/other"] = b"HTTP/1.1 302 Found\r\nLocation: http://inside.example/\r\n\r\n"
    with pytest.raises(FetchError, match=r"inside\.example is not a host of the public internet"):
        get(server, "/other", resolver=lambda host, port: answers[host])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/",
        "file:///etc/passwd",
        "gopher://news.example/",
        "javascript:alert(1)",
        "//news.example/",
        "news.example",
        "http://",
        "http://user:password@news.example/",
        "http://user@news.example/",
        "http://news.example:22/",
        "http://news.example:99999/",
        "http://[::1",
        "http://a b/",
        "http://localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[ff02::1]/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/",
        "http://[fd00:ec2::254]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http:///page",
        "https:news.example",
        "http://news.example:80:80/",
        "http://news.example:0x50/",
        "http://news.example:-1/",
        "http://news.example:25/",
        "http://localhost./",
        "http://.example/",
        f"http://{'a' * 70}.example/",
        "http://0/",
        "http://017700000001/",
        "http://%31%32%37.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://news.example\\@127.0.0.1/",
        "http://127.0.0.1%2f@news.example/",
        "http://127.0.0.1:80#@news.example/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2001:0:7f00:1::]/",
        "http://[2001:db8::1]/",
        "http://[100::1]/",
        "http://[fec0::1]/",
        "http://[fe80::1%25eth0]/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://192.0.2.1/",
        "http://198.18.0.1/",
        "http://240.0.0.1/",
    ],
)
def test_addresses_that_are_refused(url):
    with pytest.raises(FetchError, match=r"^.+\.$"):
        fetch(url, seconds=3)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "2002:5db8:d822::1"])
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "169.254.169.254", "168.63.129.16", "192.0.0.192", "100.100.100.200", "224.0.0.1",
        "::", "::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822", "2002:a00:1::", "fec0::1", "fe80::1%eth0", "ff02::1",
        "2001:0:a00:1::", "fd00:ec2::254", "", "news.example",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


def test_the_line_is_not_given_to_a_proxy(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert get(server, "/page").data == PAGE
    assert fetching.AGENT.isascii()
