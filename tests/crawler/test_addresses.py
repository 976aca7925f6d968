"""Which addresses are of the public web: the table, in all forms that an address can take."""

from ipaddress import ip_address

import pytest

from crawler.addresses import inside, literal, networks

PRIVATE = """
0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 100.100.100.200 127.0.0.1 127.255.255.255
168.63.129.16 169.254.0.0 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.0
192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.1.2.3 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 3fff::1
5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 ::ffff:0:127.0.0.1 4000::1
"""
PUBLIC = """
1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15 169.253.255.255
169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
2001:200:: 2606:4700::1111 2a00:1450::1 2002:101:101:: 64:ff9b::101:101 ::ffff:1.1.1.1
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_an_address_of_a_special_network_is_not_of_the_web(address: str) -> None:
    assert inside(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_its_public_neighbours_are(address: str) -> None:
    assert inside(ip_address(address)) is None


def test_a_network_can_be_allowed_and_its_neighbours_with_it_are_not() -> None:
    allowed = networks(["10.1.0.0/16", "fd00::/8"])

    assert [bool(inside(ip_address(a), allowed)) for a in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::1")] == [False] * 3
    assert [bool(inside(ip_address(a), allowed)) for a in ("10.2.0.0", "127.0.0.1", "fc00::1")] == [True] * 3


def test_what_is_no_network_is_named() -> None:
    with pytest.raises(ValueError, match="intranet"):
        networks(["intranet"])


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"), ("127.0.0.1.", "127.0.0.1"), ("[::1]", "::1"), ("fe80::1%eth0", "fe80::1"),
        ("courier.test", None), ("localhost", None), ("", None), ("127.0.0.1.courier.test", None),
    ],
)  # fmt: skip
def test_an_address_is_known_in_any_form_that_a_resolver_takes(host: str, address: str | None) -> None:
    assert literal(host) == (ip_address(address) if address else None)
