"""One address in the many ways in which it can be written, by who wants a guard to overlook it."""

from collections.abc import Iterator
from ipaddress import IPv4Address

INSIDE = (
    "127.0.0.1", "127.127.127.127", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
    "169.254.169.254", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255",
)  # fmt: skip
"""Addresses of IPv4 that no page leads to: the machine itself, private networks, the control services of clouds."""
INSIDE_V6 = (
    "::", "::1", "fe80::1", "febf::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fec0::1", "ff02::1", "ff0e::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b::c0a8:1", "64:ff9b:1::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:1::",
    "2001:0:7f00:1::", "2001:0:5db8:d822::f5ff:fffe", "2001:2::1", "2001:10::1", "2001:db8::1", "3fff::1", "100::1",
    "5f00::1", "4000::1", "fe80::1%25lo",
)  # fmt: skip
"""The same of IPv6: also those that carry one of the above (mapped, compatible, NAT64, 6to4, Teredo), and of what is
not given to anybody."""
NEIGHBOURS = (
    "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1", "168.63.129.15",
    "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "191.255.255.255", "192.0.1.1", "192.167.255.255",
    "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "8.8.8.8", "93.184.216.35",
)  # fmt: skip
"""Addresses of the public web next to those."""
NEIGHBOURS_V6 = (
    "2600:1406::1", "2a00:1450::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "3ffe::1",
    "3fff:1000::1", "2000::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
)  # fmt: skip
PUBLIC_V6 = "2600:1406::8"
CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
WIDE = {str(n): chr(0xFF10 + n) for n in range(10)}
BOLD = {str(n): chr(0x1D7CE + n) for n in range(10)}
DOTS = "。｡．"
PUBLIC = "93.184.216.34"


def hosts(address: str) -> Iterator[str]:
    """The address as a host, in each form that some parser or resolver takes for it."""
    n = int(IPv4Address(address))
    a, b, c, d = IPv4Address(address).packed
    yield from (address, f"{address}.", str(n), hex(n), f"0{n:o}", f"0x{n:08X}", f"0x00000000{n:x}")
    yield from (f"{a:#x}.{b:#x}.{c:#x}.{d:#x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"000{a:o}.000{b:o}.000{c:o}.000{d:o}")
    yield from (f"{a:#x}.{b}.0{c:o}.{d}", f"{a}.{b}.{c * 256 + d}", f"{a}.{n & 0xFFFFFF}", f"{a:#x}.{n & 0xFFFFFF:#x}")
    yield from (
        f"{a + 256}.{b}.{c}.{d}",
        str(n + (1 << 32)),
        address.replace(".", "%2E"),
        f"%{ord(address[0]):02X}{address[1:]}",
    )
    for digits in (CIRCLED, WIDE, BOLD):
        yield "".join(digits.get(char, char) for char in address)
    for dot in DOTS:
        yield address.replace(".", dot)
    short = f"{n >> 16:x}:{n & 0xFFFF:x}"
    yield from (f"[::ffff:{address}]", f"[::{address}]", f"[0:0:0:0:0:ffff:{short}]", f"[64:ff9b::{short}]")
    yield from (f"[2002:{short}::]", f"[::ffff:0:{short}]", f"[64:ff9b::{address}]")


def urls(address: str, port: int = 80) -> Iterator[str]:
    """Addresses of pages on that host, and some that only seem to be on another."""
    at = "" if port == 80 else f":{port}"
    yield from (f"http://{host}{at}/story" for host in hosts(address))
    where = f"{address}{at}"
    yield from (f"http://{PUBLIC}@{where}/", f"http://{PUBLIC}:80@{where}/", f"http://{PUBLIC}%20@{where}/")
    yield from (f"http://{where}#@{PUBLIC}/", f"http://{where}?@{PUBLIC}/", f"http://{where}\\@{PUBLIC}/")
    yield from (f"http:\\\\{where}\\", f"http:/{where}/", f"http:///{where}/", f"http://\t{where}/", f"HTTP://{where}/")
    yield from (f"http://foo:bar@{where}/", f"http://{where}:/", f"http://{where.replace('.', '.' + chr(0xAD))}/")
