"""Whose site a host is: the public suffix list's rules, without the package that it comes with."""

import subprocess
import sys

import pytest

from cleaners.normalise.suffixes import registered_labels


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("a.b.example.co.uk", "example.co.uk"),
        ("www.example.com", "example.com"),
        ("a.b.somebody.github.io", "somebody.github.io"),
        ("a.b.example.kawasaki.jp", "b.example.kawasaki.jp"),  # any label there is a suffix: *.kawasaki.jp
        ("a.city.kawasaki.jp", "city.kawasaki.jp"),  # but the city's own: !city.kawasaki.jp
        ("a.www.ck", "www.ck"),
        ("www.правительство.рф", "правительство.рф"),
        ("www.xn--80aealotwbjpid2k.xn--p1ai", "xn--80aealotwbjpid2k.xn--p1ai"),
        ("www。example。co。jp", "example.co.jp"),
        ("www.example.co.uk。", "example.co.uk"),
        ("a." * 40_000 + "example.co.uk", "example.co.uk"),
    ],
)
def test_what_is_registered_is_the_suffix_and_one_label_more(host: str, registered: str) -> None:
    assert ".".join(registered_labels(host)) == registered


@pytest.mark.parametrize(
    "host", ["co.uk", "example.kawasaki.jp", "www.nowhere", "localhost", "", "..co.uk", "xn--", "xn--ä.\ud800"]
)
def test_a_suffix_alone_and_what_is_under_none_is_nobodys(host: str) -> None:
    assert registered_labels(host) == []


def test_no_client_of_http_is_loaded_for_the_list() -> None:
    look = "from cleaners.normalise.urls import registered_domain as r; assert r('//a.b.co.uk') == 'b.co.uk'"
    code = f"import sys; {look}; sys.exit('tldextract' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
