"""No sentence tells a password, whatever it is made of."""

import pytest

from crawler.masked import masked


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("ftp://ada:hunter2@host/pages", "ftp://ada:***@host/pages"),
        ("ftp://ada:hun/ter2@host/pages", "ftp://ada:***@host/pages"),
        ("ftp://ada:hun@ter:2@host:21/pages", "ftp://ada:***@host:21/pages"),
        ("ftp://ada@corp.example:hunter2@host/pages", "ftp://ada@corp.example:***@host/pages"),
        ("postgresql ://news:hunter2@db/news", "postgresql ://news:***@db/news"),
        ("simplecache::sftp://ada:hunter2@host/a b.gz", "simplecache::sftp://ada:***@host/a b.gz"),
        (
            "530 of ftp://ada:hunter2@host/x, and of ftp://:hunter2@b/",
            "530 of ftp://ada:***@host/x, and of ftp://:***@b/",
        ),
    ],
)
def test_a_password_is_hidden_and_what_else_an_address_says_is_not(address: str, told: str) -> None:
    assert masked(address) == told


@pytest.mark.parametrize(
    "address",
    ["s3://bucket/2026/a@b.gz", "abfs://pages@account.example/x", "ftp://host:21/pages", "news.db", "/in/a:b@c.gz"],
)
def test_an_address_without_a_password_is_told_as_it_is(address: str) -> None:
    assert masked(address) == address
