"""Where finished videos go: networks by name, and what the channels of a brief take."""

NETWORKS: dict[str, str] = {
    "instagram": "Instagram",
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "x": "X",
    "pinterest": "Pinterest",
    "website": "Website",
    "other": "Elsewhere",
}
_GIGABYTE = 1_000_000_000
# The largest file of a channel, as its network states it.
LARGEST_BYTES: dict[str, int] = {
    "reels": 4 * _GIGABYTE,
    "feed": 4 * _GIGABYTE,
    "square": 4 * _GIGABYTE,
    "shorts": 256 * _GIGABYTE,
    "youtube": 256 * _GIGABYTE,
    "linkedin": 5 * _GIGABYTE,
}
# Where a channel's videos are published, as a first guess.
NETWORK_OF: dict[str, str] = {
    "reels": "instagram",
    "feed": "instagram",
    "square": "instagram",
    "shorts": "youtube",
    "youtube": "youtube",
    "linkedin": "linkedin",
}
