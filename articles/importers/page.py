"""What of a page is its article: the element that holds it, and what is furniture inside and around that element."""

import re
from collections import Counter
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag

_NEVER_TEXT = (
    "head title script style template noscript svg iframe object embed video audio canvas map nav button input select "
    "textarea dialog rt rp del"
)
_FURNITURE_WORDS = (
    "share sharing social related newsletter comments comment breadcrumb breadcrumbs promo advert advertisement ad ads "
    "sponsored recirc outbrain taboola cookie cookies popup modal subscribe signup toolbar pagination tags"
)
NEVER_TEXT = frozenset(_NEVER_TEXT.split())
FURNITURE = frozenset(("header", "footer", "aside", "form", "menu"))
FURNITURE_WORDS = frozenset(_FURNITURE_WORDS.split())
HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
PLACES = ("[itemprop~=articleBody]", "article", "main, [role=main]")

LONG_TEXT = 40  # characters of a text between two tags, from which on it is more likely a sentence than a label
DECLARED_PART = 0.4  # of the page's long text: a declared article with less is a teaser
NEARLY_ALL = 0.8  # of the long text: what stands around it may be furniture
LARGE_PART = 0.4  # an element that holds as much of the article is not its furniture, whatever it is called
MOSTLY_LINKS = 0.5


def is_invisible(tag: Tag) -> bool:
    """Whether a browser would show nothing of this element, or no text."""
    if tag.name in NEVER_TEXT:
        return True
    if tag.name in ("html", "body", "main", "article"):  # scripts show them
        return False
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(HIDING.search(attribute(tag, "style")))


def attribute(tag: Tag, name: str) -> str:
    """An attribute's text, empty if there is none; the several words of class or rel joined by spaces."""
    value = tag.get(name) or ""
    return " ".join(value) if isinstance(value, list) else value


def article_element(soup: BeautifulSoup) -> Tag:
    """The element that holds the article: as declared, or the one with nearly all text and only links around."""
    body = soup.body or soup
    all_text, long_text, linked = _weights(body)
    whole = long_text[id(body)]
    for place in PLACES:
        best = max(body.select(place), key=lambda tag: long_text[id(tag)], default=None)
        if best is not None and long_text[id(best)] > DECLARED_PART * whole:
            return best
    found = body
    while inner := next((tag for tag in _children(found) if long_text[id(tag)] > NEARLY_ALL * whole), None):
        around = all_text[id(body)] - all_text[id(inner)]
        if linked[id(body)] - linked[id(inner)] < MOSTLY_LINKS * around:
            break
        found = inner
    return found


def remove_furniture(article: Tag, url: str = "") -> None:
    """Take out of the article's element what serves the page: invisible parts, forms, share bars, related stories."""
    all_text, _, linked = _weights(article)
    host = urlsplit(url).hostname if url else None
    waiting = [article]
    while waiting:
        for tag in _children(waiting.pop()):
            length = all_text[id(tag)]
            is_menu = linked[id(tag)] > NEARLY_ALL * length and _is_menu(tag, host)
            is_furniture = length <= LARGE_PART * all_text[id(article)] and (is_menu or _is_furniture(tag))
            if is_furniture or is_invisible(tag):
                tag.decompose()
            else:
                waiting.append(tag)


def _children(tag: Tag) -> list[Tag]:
    return [child for child in tag.contents if isinstance(child, Tag)]


def _is_furniture(tag: Tag) -> bool:
    """Whether an element's name, class or id says that it is not the article. Quoted posts are, whatever wraps them."""
    if tag.name in FURNITURE:
        return not tag.find_parent(["blockquote", "figure"])
    names = f"{attribute(tag, 'class')} {attribute(tag, 'id')} {attribute(tag, 'role')}".lower()
    if FURNITURE_WORDS.isdisjoint(re.split(r"[\s_-]+", names)):
        return False
    return tag.name != "blockquote" and not tag.find("blockquote")


def _is_menu(tag: Tag, host: str | None) -> bool:
    """Whether a list with nothing but links leads to the same site: related stories, sections, tags."""
    hrefs = [attribute(link, "href").strip() for link in tag.find_all("a")] if tag.name in ("ul", "ol") else []
    return bool(hrefs) and {urlsplit(href).hostname for href in hrefs if "[" not in href} <= {None, host}


def _weights(root: Tag) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """For each element under `root`, by id(): the length of its text, of its long texts, of what of it is linked."""
    all_text, long_text, linked = Counter[int](), Counter[int](), Counter[int]()
    for node in reversed([root, *root.descendants]):  # children come before their parents
        parent = id(node.parent)
        if type(node) is NavigableString:
            length = len(node.strip())
            all_text[parent] += length
            long_text[parent] += length if length >= LONG_TEXT else 0
        elif isinstance(node, Tag) and not is_invisible(node):
            is_link = node.name == "a"
            all_text[parent] += all_text[id(node)]
            linked[parent] += all_text[id(node)] if is_link else linked[id(node)]
            long_text[parent] += 0 if is_link else long_text[id(node)]
    return all_text, long_text, linked
