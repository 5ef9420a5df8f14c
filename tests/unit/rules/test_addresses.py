"""Addresses in what people type, and names out of it."""

import pytest

from vidstudio.rules.addresses import address_in, first_words, without_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("A gift box. nordlicht.coffee/gift", "nordlicht.coffee/gift"),
        ("(see https://a.example/x?y=1).", "https://a.example/x?y=1"),
        ("www.shop.co.uk, please", "www.shop.co.uk"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("mail me at ada@example.com", ""),
        ("3.5 kg, e.g. beans.They are good", ""),
        ("vidstudio", ""),
        ("", ""),
    ],
)
def test_the_address(text: str, address: str) -> None:
    assert address_in(text) == address


def test_the_rest() -> None:
    assert without_address("A box, nordlicht.coffee/gift for winter") == "A box, for winter"
    assert without_address("https://a.example/") == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A gift box with three roasts for December.", "Gift box with three roasts"),
        ("our new winter coffee for the north of Europe", "New winter coffee"),
        ("https://www.nordlicht.coffee/gift", "nordlicht.coffee"),
        ("x" * 300, "X" + "x" * 47),
        ("…", "…"),
        (" . ", ""),
    ],
)
def test_a_name(text: str, name: str) -> None:
    assert first_words(text) == name
