"""What pages and front matters declare about their articles."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from articles.importers import parse

EAST = timezone(timedelta(hours=2))
JSONLD = '<script type="application/ld+json">%s</script>'

CASES = {
    "title of the page": ("<title>Ferry sinks</title>", {"title": "Ferry sinks"}),
    "title without the site": ("<title>Ferry sinks off the coast | The Herald</title>", {
        "title": "Ferry sinks off the coast", "publication": "The Herald",
    }),
    "the site after the title": (
        '<meta property="og:title" content="Ferry sinks off the coast"><title>Ferry sinks – The Herald</title>',
        {"title": "Ferry sinks off the coast", "publication": "The Herald"},
    ),
    "words after the title": (
        '<meta property="og:title" content="Ferry sinks off the coast"><title>Ferry sinks - off the coast</title>',
        {"publication": ""},
    ),
    "a title of two parts": ("<title>Ferry sinks – all 212 on board were saved by two ships</title>", {
        "publication": "",
    }),
    "title with a dash of its own": ('<meta property="og:title" content="Ferry - a report">', {
        "title": "Ferry - a report",
    }),
    "title on line ends": ("<title>Ferry\n  sinks</title>", {"title": "Ferry sinks"}),
    "Open Graph": (
        '<meta property="og:title" content="Ferry sinks - The Herald"><meta property="og:site_name" '
        'content="The Herald"><meta property="article:published_time" content="2026-03-01T23:30:00+02:00">'
        '<meta property="og:locale" content="en_GB">',
        {"title": "Ferry sinks", "publication": "The Herald", "language": "en-GB",
         "published": datetime(2026, 3, 1, 23, 30, tzinfo=EAST)},
    ),
    "meta names": (
        '<meta name="author" content="By Jane Doe"><meta name="date" content="1 March 2026">'
        '<meta name="copyright" content="© 2026 The Herald">',
        {"byline": "Jane Doe", "published": date(2026, 3, 1), "licence": "© 2026 The Herald"},
    ),
    "several authors": ("".join(f'<meta name="author" content="{name}">' for name in ("A B", "C D", "E F", "A B")), {
        "byline": "A B, C D and E F",
    }),
    "an address is no author": ('<meta property="article:author" content="https://facebook.example/jane">', {
        "byline": "",
    }),
    "a time without its zone is a day": ('<meta name="date" content="2026-03-01T23:30:00">', {
        "published": date(2026, 3, 1),
    }),
    "a time element": ('</head><body><article><time datetime="2026-03-01T10:00:00Z">today</time>', {
        "published": datetime(2026, 3, 1, 10, tzinfo=UTC),
    }),
    "microdata": (
        '</head><body><span itemprop="author"><b itemprop="name">Jane Doe</b></span>'
        '<meta itemprop="datePublished" content="2026-03-01">',
        {"byline": "Jane Doe", "published": date(2026, 3, 1)},
    ),
    "a byline of the page": ('</head><body><div class="byline">By Jane Doe and John Roe</div>', {
        "byline": "Jane Doe and John Roe",
    }),
    "language of the page": ('<html lang="pt-br">', {"language": "pt-BR"}),
    "no language": ('<html lang="english">', {"language": ""}),
    "section and picture": (
        '<meta property="article:section" content="Sea"><meta property="og:image" content="https://a.example/ferry.jpg">'
        '<meta property="og:image:alt" content="The ferry">',
        {"section": "Sea", "picture": "https://a.example/ferry.jpg", "picture_caption": "The ferry"},
    ),
    "picture of JSON-LD": (
        JSONLD % '{"@type": "NewsArticle", "articleSection": ["Sea", "Ships"], "image": [{"@type": "ImageObject", '
        '"url": "https://a.example/ferry.jpg", "caption": "The ferry in May"}]}',
        {"section": "Sea", "picture": "https://a.example/ferry.jpg", "picture_caption": "The ferry in May"},
    ),
    "a picture in the page": ('<meta property="og:image" content="data:image/png;base64,aa">', {"picture": ""}),
    "a licence link": ('<link rel="license" href="https://licence.example/by/4.0/">', {
        "licence": "https://licence.example/by/4.0/",
    }),
    "JSON-LD": (
        JSONLD % '{"@type": "NewsArticle", "headline": "Ferry &amp; sea", "author": {"name": "Jane Doe"}, '
        '"publisher": {"name": "The Herald"}, "datePublished": "2026-03-01T10:00:00Z", "inLanguage": "en-GB", '
        '"copyrightHolder": {"name": "Herald Ltd"}, "copyrightYear": 2026}',
        {"title": "Ferry & sea", "byline": "Jane Doe", "publication": "The Herald", "language": "en-GB",
         "published": datetime(2026, 3, 1, 10, tzinfo=UTC), "licence": "© 2026 Herald Ltd"},
    ),
    "JSON-LD in a list": (JSONLD % '[{"@type": "Website"}, {"@type": ["BlogPosting"], "author": ["A B", "C D"]}]', {
        "byline": "A B and C D",
    }),
    "JSON-LD in a graph": (
        JSONLD % '{"@graph": [{"@type": "ReportageNewsArticle", "author": [{"@id": "#jane"}]}, '
        '{"@id": "#jane", "@type": "Person", "name": "Jane Doe"}]}',
        {"byline": "Jane Doe"},
    ),
    "JSON-LD with an author's name as a list": (JSONLD % '{"@type": "Article", "author": {"name": ["A B", "C D"]}}', {
        "byline": "A B and C D",
    }),
    "careless JSON-LD": (JSONLD % '<!-- {"@type": "Article", "headline": "Ferry\nsinks",} -->', {
        "title": "Ferry sinks",
    }),
    "JSON-LD of a page": (
        JSONLD % '{"@type": "MedicalWebPage", "author": {"name": "Jane Doe"}, "datePublished": "2026-03-01"}',
        {"byline": "Jane Doe", "published": date(2026, 3, 1)},
    ),
    "JSON-LD of a page and its article": (
        JSONLD % '[{"@type": "WebPage", "datePublished": "2026-03-01"}, {"@type": "Article", "author": "Jane Doe"}]',
        {"byline": "Jane Doe", "published": None},
    ),
    "broken JSON-LD": (JSONLD % '{"@type": "Article", "headline": "Fer' + "<title>Ferry</title>", {"title": "Ferry"}),
    "JSON-LD of nothing": (JSONLD % "null" + JSONLD % '{"@type": null, "author": 7}', {"byline": ""}),
    "a deep JSON-LD": (JSONLD % ("[" * 100_000), {"byline": ""}),
    "a date that cannot be": ('<meta name="date" content="2026-02-30">', {"published": None}),
    "an ambiguous date": ('<meta name="date" content="03/04/2026">', {"published": None}),
    "a date of year one": ('<meta name="date" content="0001-01-01T00:00:00Z">', {"published": None}),
}  # fmt: skip


@pytest.mark.parametrize(("head", "expected"), CASES.values(), ids=CASES)
def test_metadata(head, expected):
    document = parse(f"{head}<p>Xyzzy.</p>", "html")
    assert {name: getattr(document, name) for name in expected} == expected


PAGE = "https://www.herald.example/2026/ferry?utm_source=x"
ADDRESSES = {
    "given": ("", PAGE, PAGE),
    "canonical": ('<link rel=canonical href="https://herald.example/ferry">', PAGE, "https://herald.example/ferry"),
    "canonical, relative": ('<link rel=canonical href="/ferry">', PAGE, "https://www.herald.example/ferry"),
    "canonical of another host": ('<link rel=canonical href="https://evil.example/ferry">', PAGE, PAGE),
    "canonical of the whole site": ('<link rel=canonical href="https://herald.example/">', PAGE, PAGE),
    "canonical alone": ('<link rel=canonical href="https://herald.example/ferry">', "", "https://herald.example/ferry"),
    "Open Graph alone": ('<meta property="og:url" content="https://herald.example/f">', "", "https://herald.example/f"),
    "canonical, and no address": (
        "<link rel=canonical href='https://herald.example/f'>",
        "f",
        "https://herald.example/f",
    ),
    "no address": ('<link rel=canonical href="javascript:x">', "ferry.html", ""),
}


@pytest.mark.parametrize(("head", "url", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_address(head, url, expected):
    assert parse(f"{head}<p>The ferry sank.</p>", "html", url=url).url == expected


@pytest.mark.parametrize(
    ("url", "head", "day"),
    [
        ("https://herald.example/2026/03/01/ferry", "", date(2026, 3, 1)),
        ("https://herald.example/sea/2026/mar/01/ferry", "", date(2026, 3, 1)),
        ("https://herald.example/story/2026-03-01/ferry", "", date(2026, 3, 1)),
        ("https://herald.example/2026/3/1?from=mail", "", date(2026, 3, 1)),
        ("https://herald.example/ferry?day=/2026/03/01/", "", None),
        ("https://herald.example/2026/03/ferry", "", None),
        ("https://herald.example/2026/13/01/ferry", "", None),
        ("https://herald.example/2026/03/011", "", None),
        ("https://herald.example/2026/03/01/", '<meta name="date" content="2026-02-28">', date(2026, 2, 28)),
    ],
)
def test_the_day_in_an_address_is_better_than_none(url, head, day):
    assert parse(f"{head}<p>The ferry sank.</p>", "html", url=url).published == day


HEADINGS = {
    "h1 and title agree": ("<title>Ferry sinks off Port Vale | Herald</title><h1>Ferry sinks off Port Vale</h1>",
                           "Ferry sinks off Port Vale"),
    "h1 is the site": ("<title>Ferry sinks off Port Vale - Herald</title><h1>Herald</h1>", "Ferry sinks off Port Vale"),
    "h1 agrees with og:title alone": (
        '<meta property="og:title" content="Ferry sinks off Port Vale">' + JSONLD % '{"@type": "Article", "headline": '
        '"What is known so far"}' + "<h1>Ferry sinks off Port Vale</h1>", "Ferry sinks off Port Vale"),
    "h1 only": ("<h1>Ferry sinks</h1>", "Ferry sinks"),
}  # fmt: skip


@pytest.mark.parametrize(("head", "title"), HEADINGS.values(), ids=HEADINGS)
def test_title_is_not_repeated(head, title):
    document = parse(f"{head}<p>By Jane Doe</p><p>1 March 2026</p><p>The ferry sank.</p>", "html")
    assert (document.title, document.byline, document.published) == (title, "Jane Doe", date(2026, 3, 1))
    assert document.paragraphs[-1].text == "The ferry sank."
    assert title not in [paragraph.text for paragraph in document.paragraphs]


def test_front_matter():
    text = (
        "---\nTitle: \"Ferry: it sinks\"\nauthors: [Jane Doe, 'John Roe']\ndate: 2026-03-01 10:00 +02:00\n"
        "source: Herald\ncanonical: https://herald.example/ferry\nlang: en_gb\nlicense: CC BY 4.0\n"
        "tags:\n  - sea\n---\nThe ferry sank.\n"
    )
    document = parse(text)
    assert (document.title, document.byline, document.publication) == (
        "Ferry: it sinks",
        "Jane Doe and John Roe",
        "Herald",
    )
    assert document.published == datetime(2026, 3, 1, 10, tzinfo=EAST)
    assert (document.url, document.language) == ("https://herald.example/ferry", "en-GB")
    assert document.licence == "CC BY 4.0"
    assert [paragraph.text for paragraph in document.paragraphs] == ["The ferry sank."]


@pytest.mark.parametrize(
    ("lines", "title", "byline"),
    [
        ("title: >-\n  Ferry: it\n  sinks\nauthor: Jane Doe", "Ferry: it sinks", "Jane Doe"),
        ("title: 'It''s gone'\nauthors:\n- Jane Doe\n- John Roe", "It's gone", "Jane Doe and John Roe"),
        ('title: "The \\"Aurora\\""\nauthor:\n  - name: Jane Doe\n    url: https://a.example/\n  - name: John Roe',
         'The "Aurora"', "Jane Doe and John Roe"),
        ("author:\n  name: Jane Doe\n  url: https://a.example/\ntitle: Ferry", "Ferry", "Jane Doe"),
    ],
)  # fmt: skip
def test_front_matter_of_several_lines(lines, title, byline):
    document = parse(f"---\n{lines}\n---\nThe ferry sank.\n")
    assert (document.title, document.byline) == (title, byline)


def test_lengths_are_cut():
    document = parse(f"<title>{'word ' * 100}</title><meta name=author content='{'Jane ' * 100}'><p>x</p>", "html")
    assert len(document.title) <= 300
    assert document.title.endswith("word…")
    assert len(document.byline) <= 300


LANGUAGES = {
    "The mayor of the town said that it was time for the council to act on the plan and in public.": "en",
    "Der Rat der Stadt hat die Pläne nicht gebilligt, und das ist für die Menschen von großer Bedeutung.": "de",
    "Le maire a dit que les habitants de la ville ne sont pas prêts pour une telle décision dans les mois.": "fr",
    "市長は、道路が数日間閉鎖されると述べた。": "ja",
    "Ferry sinks.": "",
    "Xyzzy plugh frobnicate quux.": "",
}


@pytest.mark.parametrize(("text", "language"), LANGUAGES.items())
def test_language_is_guessed_only_when_clear(text, language):
    assert parse(text, "text").language == language
