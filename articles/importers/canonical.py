"""One article's several addresses: what in them says only how a reader came there, and which hosts are one site."""

import re
from urllib.parse import urlsplit, urlunsplit

_TRACKING = (
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_ga|_gl|ns_\w+|at_(?:medium|"
    r"campaign|custom\d|link\w*|format|ptr_name|bbc_team)|cmpid?|ocid|spm|xtor|ref_src|ref_url|s?_?share(?:_id)?|smid"
)
TRACKING = re.compile(_TRACKING, re.I)
EDITIONS = re.compile(r"^(?:www|m|mobile|amp)\.")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def without_tracking(url: str) -> str:
    """The address without fragment, default port and parameters that only say how a reader came there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.lower().removesuffix(DEFAULT_PORTS.get(parts.scheme, "-"))
    kept = [pair for pair in parts.query.split("&") if not TRACKING.fullmatch(pair.partition("=")[0])]
    return urlunsplit((parts.scheme, host, parts.path, "&".join(kept), ""))


def is_same_site(first: str, second: str) -> bool:
    """Whether two addresses are of one host, or of its editions for telephones."""
    return _site(first) == _site(second) != ""


def _site(url: str) -> str:
    try:
        return EDITIONS.sub("", urlsplit(url).hostname or "")
    except ValueError:
        return ""
