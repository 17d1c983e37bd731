"""Which addresses of the network a server may be sent to: public ones alone, in whatever form they are written."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

LOWEST_FREE_PORT = 1024
WEB_PORTS = (80, 443)
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
COMPATIBLE = IPv6Network("::/96")  # RFC 4291, deprecated, with the same bytes


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


def is_web_port(port: int) -> bool:
    """Whether a web server may be expected at a port: never where mail, databases of old or remote shells answer."""
    return port in WEB_PORTS or port >= LOWEST_FREE_PORT


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _inside(ip: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries: mapped, 6to4, Teredo, NAT64, compatible."""
    if not isinstance(ip, IPv6Address):
        return
    yield from filter(None, (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())))
    if ip in NAT64 or ip in COMPATIBLE:
        yield IPv4Address(ip.packed[-4:])
