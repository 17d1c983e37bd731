"""Which addresses of the network a server may be sent to: public ones alone, in whatever form they are written."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote

from articles.checking import LONGEST_ADDRESS

SAFE_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~"
LOWEST_FREE_PORT = 1024
WEB_PORTS = (80, 443)
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a name that ends so is an address, in whatever form
INNER_NAMES = {"internal", "lan", "local", "localdomain", "localhost"}
UNICAST = IPv6Network("2000::/3")  # all of IPv6 that is given out; the forms that map IPv4 lie outside
INNER = (  # of IPv4 what `ipaddress` lets pass in some versions of Python, or cannot know
    IPv4Network("192.0.0.0/24"),  # RFC 6890: for protocols; Oracle's cloud has its metadata there
    IPv4Network("168.63.129.16/32"),  # Azure's servers for the machines inside
)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and so is every address inside it."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in (ip, *_inside(ip)))


def all_public(addresses: Iterable[str]) -> bool:
    """Whether there is an address, and none that is not public."""
    addresses = list(addresses)
    return bool(addresses) and all(map(is_public, addresses))


def is_public_host(host: str) -> bool:
    """Whether a host may be one of the public internet, as far as its name or address tells without a look-up."""
    host = host.strip("[]").rstrip(".").lower()
    if ":" in host or NUMBER.fullmatch(last := host.rpartition(".")[2]):
        return is_public(host)
    return "." in host and last not in INNER_NAMES and not host.endswith(".home.arpa")


def is_web_port(port: int) -> bool:
    """Whether a web server may be expected at a port: never where mail, databases of old or remote shells answer."""
    return port in WEB_PORTS or port >= LOWEST_FREE_PORT


def is_too_long(url: str) -> bool:
    """Whether an address of the web, as it is asked for, has more bytes than can be stored: a letter beyond ASCII is
    written with several there."""
    return len(quote(url, safe=SAFE_IN_ADDRESS)) > LONGEST_ADDRESS


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address) and ip not in UNICAST:
        return False
    if isinstance(ip, IPv4Address) and any(ip in network for network in INNER):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _inside(ip: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries: 6to4, Teredo."""
    if isinstance(ip, IPv6Address):
        yield from filter(None, (ip.sixtofour, *(ip.teredo or ())))
