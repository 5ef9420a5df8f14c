"""The browser door's tests run on a real studio."""

from tests.studio_fixtures import (
    clock,
    data_dir,
    home,
    migrated,
    setting_changes,
    settings,
    studio,
    timepiece,
)

__all__ = [
    "clock",
    "data_dir",
    "home",
    "migrated",
    "setting_changes",
    "settings",
    "studio",
    "timepiece",
]
