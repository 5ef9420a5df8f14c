"""Adapters that speak with a twin."""

from pathlib import Path

from tests.twins.kie import KieTwin, environment
from vidstudio.base.clock import Clock
from vidstudio.base.settings import Settings
from vidstudio.providers.kie import KieProvider


def kie_settings(twin: KieTwin, data_dir: Path, **changes: object) -> Settings:
    named = {
        name.removeprefix("VIDSTUDIO_").lower(): v for name, v in environment(twin.port).items()
    }
    values = {"data_dir": data_dir, **named, **changes}
    return Settings(_env_file=None, **values)  # pyright: ignore[reportCallIssue, reportArgumentType] checked by pydantic


def open_kie(
    twin: KieTwin, data_dir: Path, clock: Clock | None = None, **changes: object
) -> KieProvider:
    return KieProvider(kie_settings(twin, data_dir, **changes), clock or Clock())
