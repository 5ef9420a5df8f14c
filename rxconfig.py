"""What Reflex asks for at import: the app's name and how one process runs it."""

import reflex as rx
from reflex_base.plugins.sitemap import SitemapPlugin

from vidstudio.base.settings import Settings
from vidstudio.ui.anyhost import AnyHostPlugin

config = rx.Config(
    app_name="vidstudio",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    trusted_proxy_hops=Settings().trusted_proxy_hops,
    plugins=[AnyHostPlugin()],
    disable_plugins=[SitemapPlugin],
)
