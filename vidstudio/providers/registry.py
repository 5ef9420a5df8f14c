"""Which providers this installation can use."""

from pydantic import SecretStr

from vidstudio.base.clock import Clock
from vidstudio.base.settings import Settings
from vidstudio.providers.base import Provider
from vidstudio.providers.kie import KieProvider
from vidstudio.providers.local import LocalProvider


def open_providers(settings: Settings, clock: Clock) -> dict[str, Provider]:
    """Name to adapter: the built-in one always, others by their key. Asks nobody anything."""
    found: list[Provider] = [LocalProvider(settings.data_dir / "local", clock)]
    if _is_set(settings.sora_api_key):
        found.append(KieProvider(settings, clock))
    return {provider.name: provider for provider in found}


def _is_set(key: SecretStr | None) -> bool:
    """An empty line in an `.env` file is no key."""
    return key is not None and bool(key.get_secret_value().strip())
