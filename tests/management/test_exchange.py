"""The commands for folders: what can be stored is, what cannot is named in a line, and nothing is stored by half."""

import io
import json
import re
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.formats import FORMATS
from articles.models import Annotation, Article, Source, add_notes, from_document, to_document
from tests.views.samples import COMMENT, DOCUMENT, titled

pytestmark = pytest.mark.django_db

TEXT = "Dam to hold.\r\n\n“It will hold,” said Ana Lund.\n \nShe likes it.\n"
ANN = (
    "T1\tContent 15 30\t“It will hold,”\n"
    "T2\tCue 31 35\tsaid\n"
    "T3\tSource 36 44\tAna Lund\n"
    "T4\tAttribution 31 35\tsaid\n"
    "E1\tAttribution:T4 Content:T1 Cue:T2 Source:T3\n"
    "T5\tContent 15 20;31 35\t“It w said\n"
    "E2\tAttribution:T4 Content:T5 Cue:T2\n"
    "E3\tAttribution:T4 Cue:T2\n"
    "T6\tDiscuss 0 3\tDam\n"
)


class Interrupting(io.StringIO):
    """A terminal on which somebody presses Ctrl-C while a certain file is at work."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def write(self, text):
        if text.startswith(self.name):
            raise KeyboardInterrupt
        return super().write(text)


def run(command, *arguments, out=None):
    """The command's output, its errors and how it ended."""
    out, err, refusal, code = out or io.StringIO(), io.StringIO(), "", 0
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        refusal, code = str(error), error.returncode
    return SimpleNamespace(out=out.getvalue(), err=err.getvalue(), refusal=refusal, code=code)


def bring(*arguments, **options):
    return run("import_annotations", "--format", *arguments, **options)


def take(*arguments):
    return run("export_annotations", "--format", *arguments)


def write(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / re.sub("_(?=[a-z]+$)", ".", name)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def corpus(tmp_path):
    return write(tmp_path / "in", dam_txt=TEXT, dam_ann=ANN)


class TestBrat:
    def test_an_article_with_its_attributions(self, corpus):
        result = bring("brat", corpus)
        assert result.out.splitlines() == [
            "dam: E3: it has no content.",
            "dam: 1 × “Discuss”: in no attribution.",
            "1 file: 1 new article, 2 new annotations, each at its characters, 0 there already, 1 left out,"
            " 0 files failed.",
        ]
        article = Article.objects.get()
        assert (article.slug, article.title) == ("dam", "Dam to hold.")
        quote, second = to_document(article).notes
        assert (quote.kind, quote.source.name, quote.spans[0].exact) == ("quote", "Ana Lund", "“It will hold,”")
        assert [span.exact for span in second.spans_of("content")] == ["“It w", "said"]

    def test_twice_is_once_and_what_is_new_is_added(self, corpus):
        write(corpus, dam_ann=ANN.partition("T5")[0])
        assert "1 new article, 1 new annotation," in bring("brat", corpus).out
        write(corpus, dam_ann=ANN)
        assert "0 new articles, 1 new annotation, each at its characters, 1 there already" in bring("brat", corpus).out
        assert "0 new articles, 0 new annotations, each at its characters, 2 there already" in bring("brat", corpus).out
        assert (Article.objects.count(), Annotation.objects.count()) == (1, 2)

    def test_back_it_is_the_same(self, corpus, tmp_path):
        bring("brat", corpus)
        take("brat", tmp_path / "out")
        assert (tmp_path / "out/dam.txt").read_bytes() == TEXT.encode()
        assert attributions((tmp_path / "out/dam.ann").read_text()) == attributions(ANN)

    def test_a_dry_run_stores_nothing(self, corpus):
        result = bring("brat", corpus, "--dry-run")
        assert result.out.splitlines()[-1].startswith("Dry run, nothing is stored. 1 file: 1 new article, 2 new")
        assert not Article.objects.exists()
        assert not Source.objects.exists()

    def test_the_first_annotator_counts_in_folders_of_their_own(self, tmp_path):
        write(tmp_path / "text", dam_txt=TEXT)
        (tmp_path / "marks").mkdir()
        (tmp_path / "marks/dam_b2.ann").write_text("T1\tContent 0 999\tx")
        (tmp_path / "marks/dam_a1.ann").write_text(ANN)
        assert "2 new annotations" in bring("brat", tmp_path).out

    def test_what_is_said_beside_is_taken(self, corpus):
        head = "filename\tpublisher\tpublication_date\tauthor\ttitle"
        (corpus / "metadata.tsv").write_text(f"{head}\ndam\tThe Reservoir\t2026-04-01\tNone\tDam “to hold”\n")
        bring("brat", corpus)
        article = Article.objects.get()
        assert (article.title, str(article.publication), article.byline) == ("Dam “to hold”", "The Reservoir", "")
        assert article.published.isoformat() == "2026-04-01"

    def test_interrupted_it_goes_on_where_it_ended(self, tmp_path):
        for name in ("a", "b", "c"):
            write(tmp_path, **{f"{name}_txt": f"Article {name}.\n\n{TEXT}"})
            (tmp_path / f"{name}.ann").write_text("T1\tDiscuss 0 7\tArticle\n")
        result = bring("brat", tmp_path, out=Interrupting("b:"))
        assert (result.code, result.refusal) == (130, "Interrupted. The same command goes on where this one ended.")
        assert result.out.splitlines()[-1].startswith("1 file: 1 new article,")
        assert [article.slug for article in Article.objects.all()] == ["a"]
        assert "3 files: 2 new articles" in bring("brat", tmp_path).out


@pytest.mark.parametrize(
    ("annotations", "sentence"),
    [
        (ANN[:20], "T1: at Content 15 30 stands ““It will hold,””, not ““It”."),
        (ANN[:12], "T1: “Content 1” is no type with offsets; the file may be cut off."),
        (
            ANN.partition("T3")[0] + ANN[ANN.index("T4") : ANN.index("T6")],
            "E1: there is no T3; the file may be cut off.",
        ),
        (b"T1\tContent 0 3\tD\xe4m", "bad.ann is not in UTF-8: invalid continuation byte at byte 16."),
        ("T1\tContent 15 3000\tx", "T1: 15–3000 is not within the text, which has 62 characters."),
        ("T1\tContent 15 20\tother", "T1: at Content 15 20 stands ““It w”, not “other”."),
        (b"PK\x03\x04" + b"\0" * 99, "bad.ann is a packed file, not a text; unpack it first."),
        (b"\x1f\x8b\x08" + b"\0" * 99, "bad.ann is a packed file, not a text; unpack it first."),
        ("{}\n", "“{}” begins no line of brat standoff."),
    ],
)
def test_a_bad_file_is_named_in_a_line_and_the_others_are_stored(corpus, annotations, sentence):
    write(corpus, bad_txt=TEXT.replace("Dam", "Dum"), bad_ann=annotations)
    result = bring("brat", corpus)
    assert result.err.splitlines() == [f"bad: {sentence}"]
    assert result.refusal == "1 of 2 could not be imported."
    assert [article.slug for article in Article.objects.all()] == ["dam"]


def test_annotations_without_a_text_are_named(corpus):
    write(corpus, lost_ann=ANN)
    result = bring("brat", corpus)
    assert (result.err.splitlines(), result.code) == ([f"{corpus / 'lost.txt'}: No such file or directory."], 1)
    assert Article.objects.count() == 1


def test_half_a_character_is_no_address(tmp_path):
    bad = json.dumps({"format": "newsreader-article", "version": 1, "title": "A", "url": "https://a.example/\ud800"})
    result = bring("article", write(tmp_path, bad_json=bad))
    assert result.refusal == "1 of 1 could not be imported."
    assert "/url" in result.err


class TestTooLarge:
    """Sparse files: nothing of 200 MB is on the disk, and next to nothing of it is read."""

    @pytest.fixture
    def sparse(self, tmp_path):
        def make(name, begin=b""):
            path = tmp_path / name
            with path.open("wb") as file:
                file.write(begin)
                file.truncate(200_000_000)
            return path

        return make

    @pytest.mark.parametrize("name", ["dam.txt", "dam.ann"])
    def test_brat(self, corpus, sparse, name):
        sparse(f"in/{name}")
        result = bring("brat", corpus)
        assert result.err.splitlines() == [
            f"dam: {name} has more than 10,000,000 bytes, which is the most that is read."
        ]
        assert not Article.objects.exists()

    @pytest.mark.parametrize("begin", [b"", b"[", b'[{"body": "', b"id,kind\r\n", b'id,kind\r\n"'])
    @pytest.mark.parametrize("name", FORMATS)
    def test_annotations(self, sparse, name, begin):
        path = sparse(f"many.{FORMATS[name].suffix}", begin)
        with path.open("rb") as file:
            (line,) = bring(name, path).err.splitlines()
            assert file.tell() == 0
        assert line.startswith(f"{path}: ")
        assert not Annotation.objects.exists()


@pytest.mark.parametrize("name", [*FORMATS, "article"])
def test_every_format_there_and_back(name, tmp_path):
    article = from_document(DOCUMENT)
    before = to_document(article)
    assert take(name, tmp_path).out == "1 article: 1 written, 0 there already.\n"
    if name == "article":
        article.delete()
    else:
        Annotation.objects.all().delete()
    assert "4 new annotations" in bring(name, tmp_path).out
    assert to_document(Article.objects.get()) == before
    assert "0 new annotations, each at its characters, 4 there already" in bring(name, tmp_path).out


class TestExport:
    def test_what_is_there_stays_unless_it_is_told(self, tmp_path):
        slug = from_document(DOCUMENT).slug
        path = tmp_path / f"{slug}.ndjson"
        path.write_text("mine")
        assert take("ndjson", tmp_path).out == "1 article: 0 written, 1 there already.\n"
        assert path.read_text() == "mine"
        take("ndjson", tmp_path, "--overwrite")
        assert len(path.read_text().splitlines()) == 4

    def test_a_dry_run_writes_nothing(self, tmp_path):
        from_document(DOCUMENT)
        assert "1 written" in take("brat", tmp_path / "out", "--dry-run").out
        assert not (tmp_path / "out").exists()

    def test_what_not_everybody_sees_stays(self, tmp_path):
        article = from_document(DOCUMENT)
        article.annotations.filter(kind="quote").update(visibility="private")
        article.annotations.filter(kind="claim").update(status="suggested")
        draft = from_document(DOCUMENT.__class__("Draft", paragraphs=DOCUMENT.paragraphs), state="draft")
        take("json", tmp_path)
        (path,) = tmp_path.iterdir()
        assert draft.slug not in path.name
        assert {row["kind"] for row in json.loads(path.read_text())["results"]} == {"source", "comment"}

    def test_a_folder_that_cannot_be_is_named(self, tmp_path):
        slug = from_document(DOCUMENT).slug
        (tmp_path / "file").write_text("mine")
        for path in (tmp_path / "file", tmp_path / "file" / "out"):
            refusal = take("json", path).refusal
            assert refusal.startswith(f"{path} cannot be written: ")
        (tmp_path / f".{slug}.json.part").mkdir()
        assert take("json", tmp_path).refusal == f"{tmp_path}/.{slug}.json.part cannot be written: Is a directory."

    def test_what_was_interrupted_is_gone_on_with(self, tmp_path):
        slugs = [from_document(titled(name)).slug for name in ("One", "Two", "Three")]
        second = Article.objects.get(slug=slugs[1])
        for article in Article.objects.all():
            add_notes(article, [replace(COMMENT, id=f"remark{article.pk}")], actor=None)

        def interrupt(execute, sql, params, many, context):
            """Somebody presses Ctrl-C while the notes of the second article are read."""
            if '"articles_annotation"."article_id" = ' in sql and second.pk in params:
                raise KeyboardInterrupt
            return execute(sql, params, many, context)

        with connection.execute_wrapper(interrupt):
            result = take("csv", tmp_path)
        assert (result.code, result.refusal) == (130, "Interrupted. The same command goes on where this one ended.")
        assert [path.name for path in tmp_path.iterdir()] == [f"{slugs[0]}.csv"]
        assert take("csv", tmp_path).out == "3 articles: 2 written, 1 there already.\n"

    def test_an_unknown_article_is_named(self, tmp_path):
        assert take("json", tmp_path, "--article", "nowhere").refusal == "There is no article “nowhere”."


RECORD = re.compile(r"^(T\d+)\t\S+ ([\d ;]+)\t|^E\d+\t(\S[^\n]*)$", re.MULTILINE)


def attributions(annotations: str) -> Counter:
    """The attributions with content in an .ann file, each as its words' places, read without our own code."""
    places, events = {}, []
    for key, pieces, arguments in RECORD.findall(annotations):
        if key:
            places[key] = [tuple(map(int, piece.split())) for piece in pieces.split(";")]
        else:
            events.append([argument.split(":") for argument in arguments.split()[1:]])
    found = Counter()
    for event in events:
        roles = {}
        for role, key in event:
            roles.setdefault(role.rstrip("2"), []).extend(places[key])
        if "Content" in roles:
            found[frozenset((role, tuple(pieces)) for role, pieces in roles.items())] += 1
    return found


def test_a_real_corpus_arrives_at_its_characters(shared, tmp_path):
    train = shared / "data/polnear/train"
    for text in sorted((train / "text").glob("*.txt"))[::60]:
        (tmp_path / text.name).symlink_to(text)
        for path in (train / "attributions").glob(f"{text.stem}_*.ann"):
            (tmp_path / path.name).symlink_to(path)
    result = bring("brat", tmp_path)
    assert (re.search(r"\d+ new articles", result.out)[0], result.code) == ("14 new articles", 0)
    take("brat", tmp_path / "out")
    for text in tmp_path.glob("*.txt"):
        assert (tmp_path / "out" / text.name).read_bytes() == text.read_bytes()
        first = min(tmp_path.glob(f"{text.stem}_*.ann"))
        exported = (tmp_path / "out" / f"{text.stem}.ann").read_text()
        assert attributions(exported) == attributions(first.read_text())
