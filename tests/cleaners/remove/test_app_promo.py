"""Calls for the outlet's app and channels."""

from cleaners.phrases import prove, read


def test_every_rule_proves_its_examples() -> None:
    prove(read("app_promo")[0])
