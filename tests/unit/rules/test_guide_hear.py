"""What the guide understands of a sentence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.brief import CHANNELS, FIELD_LIMIT
from vidstudio.rules.guide_hear import hear

SENTENCES: list[tuple[str, dict[str, Any]]] = [
    (
        "A winter gift box with three roasts for people who like the buyer's coffee, "
        "20 % off until 15 December, mostly Reels.",
        {
            "product": "winter gift box with three roasts",
            "audience": "People who like the buyer's coffee",
            "offer": "20 % off until 15 December",
            "channels": ("reels",),
        },
    ),
    (
        "Launch our new oat milk for home baristas on Reels and YouTube. Warm and calm, "
        "nothing childish. Second carton free until 1 May.",
        {
            "product": "new oat milk",
            "audience": "Home baristas",
            "offer": "Second carton free until 1 May",
            "tone": "Warm and calm",
            "never_say": "Childish",
            "channels": ("reels", "youtube"),
        },
    ),
    ("I need an ad for my bakery", {"product": "bakery", "audience": ""}),
    (
        "promote a running shoe to young city runners",
        {"product": "running shoe", "audience": "Young city runners"},
    ),
    (
        "nordlicht.coffee/autumn. Three weeks, mostly Reels. Nothing childish.",
        {"url": "nordlicht.coffee/autumn", "channels": ("reels",), "product": ""},
    ),
    ("See https://example.com/shop/mug?x=1.", {"url": "https://example.com/shop/mug?x=1"}),
    (
        "Make three shots of a ceramic mug, 9:16, 6 seconds each",
        {"product": "ceramic mug", "shots": 3, "aspect_ratio": "9:16", "seconds": 6},
    ),
    (
        "Three videos for our summer sale, 30% off sandals, TikTok",
        {"product": "sandals", "offer": "Summer sale, 30% off", "tiktok": True, "shots": 3},
    ),
    (
        "Can you make a short campaign for a smart lamp? Minimal and modern, square and LinkedIn.",
        {"product": "smart lamp", "tone": "Minimal and modern", "channels": ("linkedin", "square")},
    ),
    (
        "Running shorts for trail runners, YouTube Shorts",
        {"product": "Running shorts", "channels": ("shorts",)},
    ),
    (
        "The Nordlicht autumn roast, quiet, warm, a little proud. Show the paper label, readable "
        "for two seconds. Second bag free until 15 December. Home brewers, 25 to 45.",
        {
            "product": "Nordlicht autumn roast",
            "audience": "Home brewers, 25 to 45",
            "tone": "Quiet, warm, a little proud",
            "must_show": "The paper label, readable for two seconds",
        },
    ),
    (
        "We sell handmade candles. Audience: women who love slow evenings. Never say cheap. "
        "€24 each",
        {
            "product": "handmade candles",
            "audience": "Women who love slow evenings",
            "never_say": "Cheap",
            "offer": "€24 each",
        },
    ),
    ("We opened a bakery. Help us!", {"product": "bakery"}),
    ("super cool shoes for kids", {"product": "shoes", "audience": "Kids"}),
    ("vertical clips of our e-bike", {"aspect_ratio": "9:16"}),
    ("<b>Oat milk</b> for baristas", {"product": "<b>Oat milk</b>", "audience": "Baristas"}),
    ("Turn this web page into three ads: example.com/mug", {"url": "example.com/mug", "shots": 3}),
    (
        "Spring sale at our bicycle shop in Kiel: 20% off all city bikes until 30 April",
        {
            "product": "bicycle shop in Kiel, city bikes",
            "offer": "Spring sale, 20% off, until 30 April",
        },
    ),
    ("Winter clearance in our ski store, 30% off", {"product": "ski store", "offer": "30% off"}),
    ("Bikes for commuters between 25 and 45", {"audience": "Commuters between 25 and 45"}),
    ("Grand opening of our new bakery", {"product": "new bakery"}),
    ("Hello", {"product": ""}),
    ("what's the weather?", {"product": ""}),
]


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES, ids=[s[:30] for s, _ in SENTENCES])
def test_it_hears(sentence: str, wanted: dict[str, Any]) -> None:
    heard = hear(sentence)._asdict()
    assert {name: heard[name] for name in wanted} == wanted


@given(st.text(max_size=4000))
def test_any_text_is_heard_within_the_limits(message: str) -> None:
    heard = hear(message)
    for value in (heard.product, heard.audience, heard.offer, heard.tone, heard.must_show):
        assert len(value) <= FIELD_LIMIT
    assert set(heard.channels) <= set(CHANNELS)
    assert heard.shots <= 9
