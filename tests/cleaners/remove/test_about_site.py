"""What an outlet says of itself."""

from cleaners.phrases import prove, read


def test_every_rule_proves_its_examples() -> None:
    prove(read("about_site")[0])
