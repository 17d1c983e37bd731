"""`import_article` stores what can be read, names what cannot in one line each, and leaves nothing half stored."""

import gzip
import io
import sys
import zipfile
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.management import fetching
from articles.models import Article, Paragraph, Publication, Revision, Source
from tests.importers.hosts import ANSWERS, answer, serving

pytestmark = pytest.mark.django_db

HTML = """<!doctype html><html lang="en"><head><title>The dam</title></head><body><article><h1>The dam</h1>
<p>The dam will hold, said the engineer, who has looked after it for eleven years and lives below it.</p>
<p>It rained for a week, and the river rose by more than two metres before it began to fall on Friday.</p>
</article></body></html>"""
MARKDOWN = "# The dam\n\nThe dam will **hold**.\n\n* It rained\n* for a week\n"
TEXT = "The dam\n\nThe dam will hold, said the engineer.\n\nIt rained for a week.\n"


def run(*arguments):
    """The command's output, its errors and whether it ended well."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_article", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return SimpleNamespace(out=out.getvalue(), err=err.getvalue(), refusal=str(error), code=error.returncode)
    return SimpleNamespace(out=out.getvalue(), err=err.getvalue(), refusal="", code=0)


def lines(text):
    return [line for line in text.splitlines() if line]


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def stdin(monkeypatch):
    """Give the command bytes on its standard input."""
    return lambda data: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("name", "content", "arguments", "count"),
    [
        ("dam.html", HTML, [], 2),
        ("dam.md", MARKDOWN, [], 3),
        ("dam.txt", TEXT, [], 2),
        ("dam", HTML, [], 2),
        ("dam.bin", HTML, ["--format", "html"], 2),
        ("dam.bin", MARKDOWN, ["--format", "markdown"], 3),
        ("dam.bin", TEXT, ["--format", "text"], 2),
    ],
)
def test_a_file_of_each_format(tmp_path, name, content, arguments, count):
    path = write(tmp_path, name, content)
    result = run(path, *arguments)
    article = Article.objects.get()
    assert (article.title, article.state, article.paragraphs.count()) == ("The dam", "published", count)
    assert result.out.strip() == f"{path}: “The dam”, {count} paragraphs, {article.get_absolute_url()}"
    assert (result.err, result.code) == ("", 0)
    assert bytes(article.current_revision.original) == content.encode()


def test_its_page_opens(tmp_path, client):
    run(write(tmp_path, "dam.html", HTML))
    assert "The dam will hold" in client.get(Article.objects.get().get_absolute_url()).text


def test_standard_input(stdin):
    stdin(MARKDOWN.encode())
    result = run("-", "--format", "markdown", "--url", "https://a.example/dam")
    article = Article.objects.get()
    assert (article.title, article.url) == ("The dam", "https://a.example/dam")
    assert result.out.startswith("-: “The dam”")


def test_a_draft_is_stored_as_one(tmp_path, client):
    run(write(tmp_path, "dam.md", MARKDOWN), "--draft")
    article = Article.objects.get()
    assert article.state == "draft"
    assert client.get(article.get_absolute_url()).status_code == 404


def test_one_failing_keeps_no_other_from_being_imported(tmp_path):
    paths = [
        write(tmp_path, "one.md", MARKDOWN),
        write(tmp_path, "empty.md", ""),
        tmp_path / "missing.md",
        write(tmp_path, "two.txt", TEXT),
    ]
    result = run(*paths)
    assert Article.objects.count() == 2
    *imported, summary = lines(result.out)
    assert [line.split(":")[0] for line in imported] == [str(paths[0]), str(paths[3])]
    assert summary == "2 imported, 0 stored already, 2 failed."
    assert [line.split(":")[0] for line in lines(result.err)] == [str(paths[1]), str(paths[2])]
    assert (result.refusal, result.code) == ("2 of 4 could not be imported.", 1)


def test_no_line_is_empty(tmp_path):
    result = run(write(tmp_path, "one.md", MARKDOWN), tmp_path, write(tmp_path, "two.txt", TEXT))
    assert result.out.splitlines() == lines(result.out)
    assert result.err.splitlines() == lines(result.err)


def test_another_text_from_the_same_address(tmp_path):
    run(write(tmp_path, "dam.md", MARKDOWN), "--url", "https://a.example/dam")
    path = write(tmp_path, "other.txt", TEXT)
    result = run(path, "--url", "https://a.example/dam?utm_source=mail")
    assert lines(result.err) == [f"{path}: https://a.example/dam is stored already."]
    assert result.code
    assert Article.objects.count() == 1


@pytest.mark.parametrize("url", [[], ["--url", "https://a.example/dam"]])
def test_a_file_that_comes_again_is_stored_once(tmp_path, url):
    path = write(tmp_path, "dam.md", MARKDOWN)
    run(path, *url)
    result = run(path, *url)
    assert lines(result.out) == [f"{path}: stored already, {Article.objects.get().get_absolute_url()}"]
    assert not result.code


def test_the_same_text_from_two_addresses_is_two_articles(tmp_path):
    path = write(tmp_path, "dam.md", MARKDOWN)
    for url in ("https://a.example/dam", "https://b.example/dam"):
        run(path, "--url", url)
    assert Article.objects.count() == 2


def test_one_paragraph_is_no_paragraphs(tmp_path):
    assert "”, 1 paragraph, /articles/" in run(write(tmp_path, "a.txt", "The ferry\n\nThe ferry sank.")).out


REFUSED = {
    "empty": (b"", "empty"),
    "only spaces": (b" \n\t\n", ""),
    "binary": (bytes(range(256)) * 40, "binary"),
    "NUL bytes": (b"\0" * 5_000, "binary"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "PNG"),
    "a PDF": (b"%PDF-1.7\n" + b"x" * 500, "PDF"),
    "a zip": (b"PK\x03\x04" + bytes(500), "zip"),
    "50 MB": (b"word " * 10_000_000, "10 MB"),
    "a page without text": (b"<html><body><script>x</script></body></html>", ""),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_one_line(tmp_path, content, words):
    refused(write(tmp_path, "article", content), words)


def test_a_directory(tmp_path):
    refused(tmp_path, "directory")


def test_a_missing_file(tmp_path):
    refused(tmp_path / "missing", "No such file")


def test_an_unknown_format(tmp_path):
    refused(write(tmp_path, "dam.md", MARKDOWN), "html, markdown or text", "--format", "docx")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "no address"])
def test_an_address_that_is_none(tmp_path, address):
    result = run(write(tmp_path, "dam.md", MARKDOWN), "--url", address)
    assert "is not an address" in result.refusal
    assert not Article.objects.exists()


def test_somebody_has_to_read(tmp_path):
    assert run(write(tmp_path, "dam.md", MARKDOWN), "--at-once", 0).refusal == "--at-once is 1 or more."


def test_an_empty_standard_input(stdin):
    stdin(b"")
    refused("-", "empty")


def refused(path, words, *arguments):
    result = run(path, *arguments)
    assert result.code == 1
    assert len(lines(result.err)) == 1
    assert result.err.startswith(f"{path}: ")
    assert words in result.err
    assert len(result.err) < len(str(path)) + 200
    assert result.out == ""
    for model in (Article, Revision, Paragraph, Publication, Source):
        assert not model.objects.exists()


def test_one_address_does_not_name_several_articles(tmp_path):
    paths = [write(tmp_path, name, MARKDOWN) for name in ("a.md", "b.md")]
    result = run(*paths, "--url", "https://a.example/")
    assert "--url" in result.refusal
    assert not Article.objects.exists()


def test_a_path_is_needed():
    with pytest.raises(CommandError, match="PATH"):
        call_command("import_article")


@pytest.fixture
def server(settings, monkeypatch):
    settings.PRIVATE_HOSTS = ["localhost"]
    monkeypatch.setattr(fetching, "PAUSE", timedelta(0))
    story = HTML.replace("<head>", '<head><link rel="canonical" href="/dam">').encode()
    with serving({**ANSWERS, "/dam": answer(body=story), "/amp/dam": answer(body=story)}) as host:
        yield host


class TestWeb:
    def test_a_list_can_be_gone_on_with(self, server, tmp_path):
        urls = [server.url(path, "localhost") for path in ("/dam?utm_source=list", "/missing", "/amp/dam")]
        listing = write(tmp_path, "list.txt", "# ours\n\n" + "\n".join([*urls, urls[0]]))
        first = run("--from-file", listing)
        assert lines(first.out)[-1] == "1 imported, 1 stored already, 1 failed."
        assert "has no such page (404)" in first.err
        assert first.refusal == "1 of 3 could not be imported."
        asked = len(server.requests)
        server.answers["/missing"] = answer(body=HTML.replace("dam", "weir").encode())
        second = run("--from-file", listing)
        assert lines(second.out)[-1] == "1 imported, 2 stored already, 0 failed."
        assert len(server.requests) == asked + 1
        assert {article.url for article in Article.objects.all()} == {
            server.url("/dam", "localhost"),
            server.url("/missing", "localhost"),
        }

    def test_what_is_no_address_is_named_and_the_rest_imported(self, server):
        result = run("http://[", server.url("/dam", "localhost"))
        assert lines(result.err) == ["http://[: “http://[” is not an address that begins with http:// or https://."]
        assert (Article.objects.count(), result.refusal) == (1, "1 of 2 could not be imported.")

    def test_private_hosts_are_refused(self, server, settings):
        settings.PRIVATE_HOSTS = []
        result = run(server.url("/dam", "localhost"))
        assert "not a host of the public internet" in result.err
        assert not server.requests

    @pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
    def test_a_list_that_cannot_be_read(self, tmp_path, content):
        path = tmp_path / "list.txt" if content is None else write(tmp_path, "list.txt", content)
        assert run("--from-file", path).refusal.startswith(f"{path}: ")


class TestSavedPages:
    def test_packed_with_gzip(self, tmp_path):
        result = run(write(tmp_path, "dam.html.gz", gzip.compress(HTML.encode())))
        assert (result.code, Article.objects.get().title) == (0, "The dam")

    def test_in_an_archive(self, tmp_path):
        path = tmp_path / "saved.zip"
        canonical = '<head><link rel="canonical" href="https://dam.example/news">'
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("news/dam.html", HTML.replace("<head>", canonical))
            archive.writestr("news/weir.html.gz", gzip.compress(HTML.replace("dam", "weir").encode()))
            archive.writestr("news/broken.html.gz", b"no gzip")
            archive.writestr("__MACOSX/dam.html", b"\0\0")
            archive.writestr("news/style.css", b"a {}")
        result = run(path)
        assert lines(result.out)[-1] == "2 imported, 0 stored already, 1 failed."
        assert f"{path}: news/broken.html.gz: It is packed wrongly." in result.err
        assert Article.objects.get(title="The dam").url == "https://dam.example/news"

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("saved.zip", b"no archive", "no zip archive"),
            ("bomb.html.gz", gzip.compress(bytes(30_000_000)), "at most 10 MB"),
        ],
    )
    def test_what_cannot_be_unpacked(self, tmp_path, name, content, reason):
        assert reason in run(write(tmp_path, name, content)).err
        assert not Article.objects.exists()


class TestSeed:
    @pytest.fixture
    def seed(self, shared):
        (path,) = (shared / "seed").glob("*.txt")
        run(path)
        return Article.objects.get()

    def test_its_head(self, seed):
        assert seed.title == "US-backed assault on Basra ends in humiliation for Maliki government"
        assert (seed.byline, seed.published, seed.language) == ("Bill Van Auken", date(2008, 4, 1), "en")

    def test_its_text(self, seed):
        texts = list(seed.paragraphs.values_list("text", flat=True))
        assert len(texts) == 42
        assert texts[0].startswith("Relative calm returned—at least temporarily—to the southern Iraqi city of Basra")
        assert texts[0].endswith("Muqtada al-Sadr.")
        assert not [text for text in texts if "\n" in text or "Bill Van Auken" in text or text.startswith("#")]

    def test_its_page(self, seed, client):
        text = client.get(seed.get_absolute_url()).text
        assert text.count('class="paragraph"') == 42
        assert "Nobody has annotated this article yet." in text


def test_what_was_interrupted_is_gone_on_with(tmp_path):
    paths = [write(tmp_path, f"{name}.txt", f"{name}\n\nIt rained on {name}.\n") for name in ("one", "two", "three")]

    def interrupt(execute, sql, params, many, context):
        """Somebody presses Ctrl-C while the second article is being stored."""
        if sql.startswith("INSERT") and "two" in map(str, params):
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with connection.execute_wrapper(interrupt):
        result = run(*paths)
    assert (result.code, lines(result.out)[-1]) == (130, "1 imported, 0 stored already, 0 failed.")
    assert result.refusal == "Interrupted. The same command goes on where this one ended."
    assert [article.title for article in Article.objects.all()] == ["one"]
