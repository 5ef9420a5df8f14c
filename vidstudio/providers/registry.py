"""Which providers this installation can use."""

from vidstudio.base.clock import Clock
from vidstudio.base.settings import Settings
from vidstudio.providers.base import Provider
from vidstudio.providers.local import LocalProvider


def open_providers(settings: Settings, clock: Clock) -> dict[str, Provider]:
    """Name to adapter. The built-in one is always there."""
    local = LocalProvider(settings.data_dir / "local", clock)
    return {local.name: local}
