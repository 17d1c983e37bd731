"""Headers in which Django's own requests, or the database, would end: asked of the application as a server asks it."""

from wsgiref.util import setup_testing_defaults

import pytest

from newsreader.wsgi import application, without_charset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_connection")]


def ask(address, body=b"", **headers):
    """The status of an answer to GET, or to POST if there is a body, and what it said."""
    path, _, query = address.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", **headers}
    setup_testing_defaults(environ)
    environ |= {"REQUEST_METHOD": "POST" if body else "GET", "CONTENT_LENGTH": str(len(body))}
    environ["wsgi.input"].write(body)
    environ["wsgi.input"].seek(0)
    said = []
    answer = application(environ, lambda status, headers: said.append(int(status[:3])))
    try:
        return said[0], b"".join(answer).decode()
    finally:
        answer.close()


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain; charset=rot13",
        "text/plain; charset=undefined",
        "text/plain; charset=utf-7",
        "text/plain; charset=unicode_escape",
        "text/plain; charset*=no-such-charset''x",
        "text/plain; x*=undefined''x",
        'text/plain; ; charset="" charset=undefined',
        "text/plain; ; charset=\"\" x*=undefined''x",
        'text/plain; boundary="" charset=undefined',
        "",
    ],
)
@pytest.mark.parametrize("query", ["q=%2B2AA-&tag=%5Cud800", "q=\\ud800&page=+2AA-"])
def test_all_is_utf_8_whatever_charset_is_named(media_type, query):
    for address in ("/", "/search/", "/sources/"):
        assert ask(f"{address}?{query}", CONTENT_TYPE=media_type)[0] == 200
    status, said = ask(f"/api/v1/annotations/?{query}", b"{}", CONTENT_TYPE=media_type)
    assert (status, '"status": 401' in said) == (401, True)


def test_what_is_searched_for_is_read_as_utf_8():
    assert "Fähre" in ask("/search/?q=F%C3%A4hre", CONTENT_TYPE="text/plain; charset=iso-8859-1")[1]


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ("", ""),
        ("application/json", "application/json"),
        ("text/plain; charset=utf-8", "text/plain"),
        ('application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"', "application/ld+json"),
        ("multipart/form-data; boundary=X", "multipart/form-data; boundary=X"),
        ("multipart/form-data; charset=rot13; Boundary = X; x=y", "multipart/form-data; Boundary = X"),
        ('multipart/form-data; boundary="a;charset=b"', 'multipart/form-data; boundary="a;charset=b"'),
        ('multipart/form-data; boundary="" charset=rot13', 'multipart/form-data; boundary=""'),
    ],
)
def test_of_a_type_only_the_boundary_of_its_parts_is_kept(named, left):
    assert without_charset(named) == left


@pytest.mark.parametrize("charset", ["rot13", "undefined", "unicode_escape", "utf-7"])
def test_a_form_in_parts_is_read_as_utf_8(charset):
    parts = b'--X\r\nContent-Disposition: form-data; name="username"\r\n\r\n\\ud800+2AA-\r\n--X--\r\n'
    assert ask("/sign-in/", parts, CONTENT_TYPE=f"multipart/form-data; boundary=X; charset={charset}")[0] == 403


@pytest.mark.parametrize("charset", ["no-such-charset", "undefined", "idna"])
def test_a_type_that_is_accepted_in_no_known_charset_is_passed_over(charset):
    accept = f"text/html; x*={charset}''%ff, application/json"
    for address in ("/annotations/", "/api/v1/annotations/"):
        assert ask(address, HTTP_ACCEPT=accept)[0] == 200
    assert ask("/annotations/nobody", HTTP_ACCEPT=accept)[0] == 404


@pytest.mark.parametrize("nul", [r"\000", r"\0\00000"])
def test_a_session_that_no_database_looks_for_is_none(nul):
    for address in ("/", "/account/", "/api/v1/annotations/"):
        assert ask(address, HTTP_COOKIE=f'sessionid="abcdefgh{nul}"')[0] in (200, 302)
