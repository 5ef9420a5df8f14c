"""What a provider said, made fit to be shown."""

import pytest

from vidstudio.providers.words import api_error, safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain words.", "Plain words."),
        ("two\r\nlines\x00 and\x1b[31m more", "two lines and [31m more"),
        ("turned \u202egnp.exe", "turned gnp.exe"),
        ("key sk-abcdefghijklmnopqrstuvwxyz0123456789 was used", "key … was used"),
        ("Authorization: Bearer abc.def", "Authorization: …"),
        ("see https://internal.example/trace?token=1 please", "see … please"),
        ("half \ud800 a sign", "half a sign"),
        (None, ""),
        (7, ""),
    ],
)
def test_one_line_no_secrets_no_addresses(text: object, shown: str) -> None:
    assert safe(text) == shown


def test_it_is_cut() -> None:
    assert len(safe("word " * 10_000)) == 200
    assert len(api_error("Sora", 500, "word " * 10_000)) < 240
