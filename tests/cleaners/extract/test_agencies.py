"""Names of agencies, and words that are none."""

import pytest

from cleaners.extract.agencies import agencies, agency, is_release_service


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CNN", "CNN"),
        ("The Associated Press", "AP"),
        ("Agence France-Presse", "AFP"),
        ("REUTERS", "Reuters"),
        ("(dpa)", "dpa"),
        ("新华社", "新华社"),
        ("ТАСС", "ТАСС"),
        ("Ghana News Agency", "GNA"),
        ("PRNewswire", "PRNewswire"),
        ("Svea Nachrichtenagentur", "Svea Nachrichtenagentur"),
        ("CNN Business", "CNN Business"),
    ],
)
def test_an_agency_is_known_by_its_names(text: str, name: str) -> None:
    assert agency(text) == name


@pytest.mark.parametrize(
    "text", ["", "Map", "map", "spa", "Hina and friends", "Ministry of Health", "Apple", "Reuters said"]
)
def test_what_is_a_word_or_another_name_is_no_agency(text: str) -> None:
    assert agency(text) is None


def test_a_list_of_agencies_is_joined_and_a_list_with_others_is_none() -> None:
    assert agencies("APA/sda/dpa") == "APA/SDA/dpa"
    assert agencies("AFP, dpa") == "AFP/dpa"
    assert agencies("AFP, Ministry of Health") is None


def test_a_release_service_is_told_from_an_agency() -> None:
    assert is_release_service("GLOBE NEWSWIRE")
    assert not is_release_service("Reuters")
    assert not is_release_service(None)
