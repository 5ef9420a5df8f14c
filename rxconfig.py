"""What Reflex asks for at import: the app's name and how one process runs it."""

import reflex as rx
from reflex_base.plugins.sitemap import SitemapPlugin

from vidstudio.base.settings import Settings
from vidstudio.ui.anyhost import AnyHostPlugin

_settings = Settings()
_MODES = rx.constants.StateManagerMode
config = rx.Config(
    app_name="vidstudio",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    # One web process keeps what its tabs see in memory; several share a Redis.
    state_manager_mode=_MODES.REDIS if _settings.redis_url else _MODES.MEMORY,
    redis_url=_settings.redis_url or None,
    trusted_proxy_hops=_settings.trusted_proxy_hops,
    plugins=[AnyHostPlugin()],
    disable_plugins=[SitemapPlugin],
)
