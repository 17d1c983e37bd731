"""What a page or a front matter says about its article: title, byline, publication, day, address, language, licence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from articles.importers import jsonld
from articles.importers.byline import join_names, read_line
from articles.importers.canonical import is_same_site
from articles.importers.dates import parse_date
from articles.importers.dom import web_address
from articles.importers.language import language_tag
from articles.importers.page import attribute
from articles.importers.text import one_line

TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title")
BYLINES = ("author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author", "byl")
PUBLICATIONS = ("og:site_name", "dc.publisher", "dcterms.publisher", "application-name")
_DATES = (
    "article:published_time article:published datepublished og:published_time parsely-pub-date sailthru.date pubdate "
    "publishdate dc.date.issued dcterms.issued dcterms.created dc.date dcterms.date date"
)
DATES = _DATES.split()
ADDRESSES = ("og:url", "twitter:url")
LANGUAGES = ("content-language", "language", "dc.language", "og:locale")
LICENCES = ("copyright", "dc.rights", "dcterms.rights", "dcterms.license", "rights")
ROLE_ATTRIBUTES = ("class", "itemprop", "rel")  # their words say what an element is to the article
ROLES = frozenset(("author", "byline", "datePublished", "license"))
SECTIONS = ("article:section", "parsely-section", "sailthru.section", "dc.subject.section")
PICTURES = ("og:image", "og:image:url", "twitter:image", "twitter:image:src")
TITLE_BORDER = re.compile(r"\s+[|–—»·•:-]\s+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of a Document beside its text, each empty when unknown."""

    title: str = ""
    byline: str = ""
    publication: str = ""
    published: date | datetime | None = None
    url: str = ""
    language: str = ""
    licence: str = ""
    section: str = ""
    picture: str = ""
    picture_caption: str = ""

    def filled_from(self, other: "Metadata") -> "Metadata":
        """This, with the fields that are empty here taken from `other`."""
        missing = [field.name for field in fields(self) if not getattr(self, field.name)]
        return replace(self, **{name: getattr(other, name) for name in missing})


def of_page(soup: BeautifulSoup, url: str = "") -> Metadata:
    """What the page declares, the most exact first: JSON-LD, meta elements, then what its visible elements say."""
    canonical = soup.find("link", rel="canonical", href=True)
    meta = _of_meta(_meta(soup), url)
    known = of_jsonld(jsonld.article(soup)).filled_from(meta).filled_from(_of_elements(soup))
    declared = web_address(attribute(canonical, "href"), url) if canonical else ""
    picture = web_address(known.picture, url)
    title = _page_title(soup, known, meta.title)
    publication = known.publication or _site_after(title, soup)
    return replace(
        known, title=title, publication=publication, url=_address(url, declared or known.url), picture=picture
    )


def of_jsonld(article: Mapping[str, object]) -> Metadata:
    """What a schema.org article says, as `jsonld.article` returns it."""
    holder, year = jsonld.texts(article.get("copyrightHolder")), jsonld.texts(article.get("copyrightYear"))
    licences = jsonld.texts(article.get("copyrightNotice")) or [" ".join(["©", *year[:1], holder[0]])] if holder else []
    picture, caption = jsonld.picture(article.get("image"))
    return Metadata(
        title=next(iter(jsonld.texts(article.get("headline"))), ""),
        byline=join_names(jsonld.texts(article.get("author"))),
        publication=next(iter(jsonld.texts(article.get("publisher"))), ""),
        published=next((day for text in jsonld.texts(article.get("datePublished")) if (day := parse_date(text))), None),
        url=next(filter(None, map(web_address, jsonld.texts(article.get("url")))), ""),
        language=next(filter(None, map(language_tag, jsonld.texts(article.get("inLanguage")))), ""),
        licence=next(iter(licences or jsonld.texts(article.get("license"))), ""),
        section=next(iter(jsonld.texts(article.get("articleSection"))), ""),
        picture=picture,
        picture_caption=caption,
    )


def of_front_matter(values: Mapping[str, str | list[str]]) -> Metadata:
    """What a front matter says; its keys are in lower case."""

    def first(*keys: str) -> str:
        found = next((values[key] for key in keys if values.get(key)), "")
        return one_line(", ".join(found) if isinstance(found, list) else found)

    authors = next((values[key] for key in ("byline", "author", "authors", "by") if values.get(key)), [])
    return Metadata(
        title=first("title", "headline"),
        byline=join_names(authors if isinstance(authors, list) else [authors]),
        publication=first("publication", "publisher", "source", "site"),
        published=parse_date(first("date", "published", "publishdate", "pubdate")),
        url=web_address(first("canonical", "canonical_url", "url", "link")),
        language=language_tag(first("language", "lang")),
        licence=first("licence", "license", "copyright", "rights"),
        section=first("section", "category"),
    )


def _meta(soup: BeautifulSoup) -> dict[str, list[str]]:
    """The page's meta elements: name, property, itemprop or http-equiv in lower case -> contents."""
    found: dict[str, list[str]] = {}
    for tag in soup.find_all("meta", content=True):
        for kind in ("name", "property", "itemprop", "http-equiv"):
            for name in attribute(tag, kind).lower().split():
                if content := one_line(attribute(tag, "content")):
                    found.setdefault(name, []).append(content)
    return found


def _of_meta(meta: Mapping[str, list[str]], url: str) -> Metadata:
    def first(names: tuple[str, ...] | list[str]) -> str:
        return next((meta[name][0] for name in names if name in meta), "")

    bylines = (join_names(meta[name]) for name in BYLINES if name in meta)
    dates = (parse_date(content) for name in DATES for content in meta.get(name, ()))
    return Metadata(
        title=first(TITLES),
        byline=next(filter(None, bylines), ""),
        publication=first(PUBLICATIONS),
        published=next(filter(None, dates), None),
        url=web_address(first(ADDRESSES), url),
        language=next(filter(None, (language_tag(first([name])) for name in LANGUAGES)), ""),
        licence=first(LICENCES),
        section=first(SECTIONS),
        picture=first(PICTURES),
        picture_caption=first(["og:image:alt"]),
    )


def _of_elements(soup: BeautifulSoup) -> Metadata:
    """What the page's elements say to a reader: microdata, time elements, the link to the author, the line “By …”."""
    marked = [(tag, _roles(tag)) for tag in soup.find_all(True) if tag.attrs]
    dated = [
        tag for tag, roles in marked if "datePublished" in roles or (tag.name == "time" and tag.has_attr("datetime"))
    ]
    times = [attribute(tag, "datetime") or attribute(tag, "content") for tag in dated]
    authors = [tag for tag, roles in marked if "author" in roles]
    named = [name for tag in authors for name in tag.find_all(itemprop="name")]
    names = [
        tag.get_text(" ") for tag in named or [tag for tag in authors if "author" in attribute(tag, "rel").split()]
    ]
    bylines = [tag for tag, roles in marked if roles & {"byline", "author"} and not tag.has_attr("rel")][:5]
    lines = (read_line(one_line(tag.get_text(" ")), is_marked=True) for tag in bylines)
    licence = soup.find(["link", "a"], rel="license", href=True)
    root = soup.html
    return Metadata(
        byline=join_names(names) or next((line[0] for line in lines if line), ""),
        language=language_tag(attribute(root, "lang") or attribute(root, "xml:lang")) if root else "",
        published=next(filter(None, map(parse_date, times)), None),
        licence=web_address(attribute(licence, "href")) if licence else "",
    )


def _roles(tag: Tag) -> set[str]:
    """What an element is marked as: the words of its class, itemprop and rel."""
    return {word for name in ROLE_ATTRIBUTES for word in attribute(tag, name).split()}


def _page_title(soup: BeautifulSoup, known: Metadata, shared_title: str) -> str:
    """The heading that readers see, if a title that the page declares agrees; else what it declares, without the site.

    `shared_title` is the title for those who share the page, which may be another one than the machines are given.
    """
    page_title = one_line(soup.title.get_text()) if soup.title else ""
    headings = [one_line(tag.get_text(" ")) for tag in soup.find_all("h1")]
    headings = [heading for heading in headings if heading and heading != known.publication]
    for title in filter(None, (known.title, shared_title, page_title)):
        if heading := next((heading for heading in headings if _agree(heading, title)), ""):
            return heading
    title = known.title or page_title
    if not title:
        return headings[0] if len(headings) == 1 else ""
    *parts, last = TITLE_BORDER.split(title)
    is_site = last == known.publication or (not known.title and len(last) < len(title) / 2)
    return title[: title.rindex(last)].rstrip(" |–—»·•:-") if parts and is_site else title


def _site_after(title: str, soup: BeautifulSoup) -> str:
    """What the browser's title says after the article's: on most pages the name of the site."""
    *parts, last = TITLE_BORDER.split(one_line(soup.title.get_text())) if soup.title else [""]
    words = _words(last)
    is_other = len(words & _words(title)) <= len(words) / 2  # than the title, said once more
    return last if title and is_other and _agree(title, " ".join(parts)) else ""


def _agree(heading: str, title: str) -> bool:
    """Whether the heading is most of the title, or most words of the shorter of them stand in the longer."""
    heading, title = heading.casefold(), title.casefold()
    if heading in title and len(heading) > len(title) / 2:
        return True
    first, second = _words(heading), _words(title)
    return len(first) > 1 and len(first & second) > 0.6 * max(1, min(len(first), len(second)))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _address(url: str, declared: str) -> str:
    """The address to keep: the declared one, unless it is of another host, or of the site instead of the page."""
    if not url or not declared:
        return url or declared
    came_from, said = (urlsplit(address).path.strip("/") for address in (url, declared))
    return declared if is_same_site(url, declared) and (said or not came_from) else url
