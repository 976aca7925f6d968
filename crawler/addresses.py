"""Which addresses are of the public web, and which lead into somebody's own network.

A table of our own: what Python's `ipaddress` calls global differs between its versions, and none of them looks into
all addresses that carry another one. After IANA's registries of special-purpose addresses, IPv4 and IPv6.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MACHINE, PRIVATE, LINK = "this machine itself", "a private network", "a link-local network"
CLOUD, SPECIAL = "the control services of a cloud", "a special-purpose network"
SPECIAL_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("100.100.100.200/32", CLOUD), ("168.63.129.16/32", CLOUD), ("192.0.0.192/32", CLOUD),
        ("0.0.0.0/8", MACHINE), ("10.0.0.0/8", PRIVATE), ("100.64.0.0/10", PRIVATE), ("127.0.0.0/8", MACHINE),
        ("169.254.0.0/16", LINK), ("172.16.0.0/12", PRIVATE), ("192.0.0.0/24", SPECIAL),
        ("192.0.2.0/24", SPECIAL), ("192.88.99.0/24", SPECIAL), ("192.168.0.0/16", PRIVATE),
        ("198.18.0.0/15", SPECIAL), ("198.51.100.0/24", SPECIAL), ("203.0.113.0/24", SPECIAL),
        ("224.0.0.0/4", SPECIAL), ("240.0.0.0/4", SPECIAL),
    )
)  # fmt: skip
SPECIAL_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("fd00:ec2::254/128", CLOUD), ("fd20:ce::254/128", CLOUD),
        ("::/128", MACHINE), ("::1/128", MACHINE), ("fc00::/7", PRIVATE), ("fe80::/10", LINK), ("fec0::/10", PRIVATE),
        ("2001::/23", SPECIAL), ("2001:db8::/32", SPECIAL), ("3fff::/20", SPECIAL),
    )
)  # fmt: skip
NEVER_BY_NAME = frozenset({LINK, CLOUD})
"""What hands out the keys of a machine to whoever asks is opened as a network, and not by the name of an address."""
OPENING = ", which --allow-network "
"""Where a sentence that says why there is no connection goes on to what a person can do who has the command."""
PUBLIC_V6 = IPv6Network("2000::/3")
"""Outside of it no IPv6 address is of the public web."""
CARRIERS = tuple(
    (IPv6Network(network), shift)
    for network, shift in (("::/96", 0), ("::ffff:0:0/96", 0), ("64:ff9b::/96", 0), ("2002::/16", 80))
)
"""Networks whose addresses carry an IPv4 address (IPv4-compatible and -mapped, NAT64, 6to4), and by how many bits it
is shifted in them."""


def networks(named: Iterable[str]) -> tuple[Network, ...]:
    """Networks as a person names them (10.0.0.0/8, 127.0.0.1). Raises ValueError, which names the one that is none."""
    return tuple(ip_network(name.strip()) for name in named if name.strip())


def literal(host: str) -> Address | None:
    """The address that a host is, in any form that resolvers take for one (127.1, 0x7f000001); None of a name."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host.removesuffix(".")))
    except (OSError, ValueError):
        return None


def inside(address: Address, allowed: Iterable[Network] = ()) -> str | None:
    """Whose network the address leads into; None where it is of the public web, or in a network that is allowed."""
    carried = _carried(address)
    if any(a in network for network in allowed for a in (address, carried) if a and a.version == network.version):
        return None
    if isinstance(address, IPv4Address):
        return _named(address, SPECIAL_V4)
    special = _named(address, SPECIAL_V6)
    if special is None and carried is not None:
        return _named(carried, SPECIAL_V4)
    return special or (None if address in PUBLIC_V6 else SPECIAL)


def _carried(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    shifts = [shift for network, shift in CARRIERS if address in network]
    return IPv4Address(int(address) >> shifts[0] & 0xFFFF_FFFF) if shifts else None


def _named(address: Address, table: Iterable[tuple[Network, str]]) -> str | None:
    return next((what for network, what in table if address in network), None)
