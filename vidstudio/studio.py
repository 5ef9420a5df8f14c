"""Studio: everything a use case needs, opened once per process."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from vidstudio.base.answers import Answers
from vidstudio.base.bus import Bus
from vidstudio.base.clock import Clock
from vidstudio.base.failpoints import configure
from vidstudio.base.rates import Rates
from vidstudio.base.settings import Settings
from vidstudio.base.signing import Signer, load_secret
from vidstudio.db.session import Database
from vidstudio.llm.base import Llm
from vidstudio.llm.opening import open_llm
from vidstudio.providers.base import Provider
from vidstudio.providers.registry import open_providers
from vidstudio.rules.catalog import DEMO_PROVIDER, Catalog, Choice, Switch
from vidstudio.rules.prices import SoraPrices, own_prices
from vidstudio.store.disk import DiskStore

_CATALOG = Path(__file__).with_name("catalog.toml")
LINK_LIFE = timedelta(minutes=15)
# Links handed out within one such step are equal, so that browsers can keep what they got.
_LINK_STEP_SECONDS = 300

Role = Literal["owner", "maker", "reviewer", "viewer"]


@dataclass(frozen=True)
class Who:
    """A known caller: comes right after `studio` in every service function.

    `via` says through which door: "browser", "token".
    """

    user_id: str
    workspace_id: str
    role: Role
    via: str
    is_admin: bool = False
    guest: bool = False


@dataclass(frozen=True)
class Studio:
    settings: Settings
    clock: Clock
    bus: Bus
    db: Database
    catalog: Catalog
    providers: dict[str, Provider]
    store: DiskStore
    tokens: bytes  # the key of REST tokens
    start_code: str  # opens the creation of the owner account from elsewhere
    rates: Rates
    answers: Answers
    llm: Llm | None  # None: the guide answers

    @property
    def demo(self) -> bool:
        """Whether the built-in provider stands in for models without a route."""
        if self.settings.demo == "auto":
            return set(self.providers) == {DEMO_PROVIDER}
        return self.settings.demo == "true"

    @property
    def guests(self) -> bool:
        return self.settings.demo == "true"

    @property
    def work_dir(self) -> Path:
        """Files on their way: uploads and fetched videos. Lost without harm."""
        return self.settings.data_dir / "work"

    def choice(self, model_id: str) -> Choice:
        return self.catalog.choice(model_id, frozenset(self.providers), demo=self.demo)

    def choices(self) -> tuple[Choice, ...]:
        return self.catalog.choices(frozenset(self.providers), demo=self.demo)

    def link_end(self) -> datetime:
        now = int(self.clock.now().timestamp())
        step = now - now % _LINK_STEP_SECONDS
        return datetime.fromtimestamp(step, self.clock.now().tzinfo) + LINK_LIFE


_opened: Studio | None = None


def open_studio(settings: Settings, clock: Clock | None = None) -> Studio:
    """Make the folders, open the database and everything else. The database is migrated."""
    clock = clock or Clock()
    configure(settings.failpoints)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    secret, bus = load_secret(settings), Bus()
    studio = Studio(
        settings=settings,
        clock=clock,
        bus=bus,
        db=Database(settings.database, bus),
        catalog=_catalog(settings),
        providers=open_providers(settings, clock),
        store=DiskStore(settings.data_dir / "media", Signer(secret, "media-link")),
        tokens=secret,
        start_code=clock.token()[:8],
        rates=Rates(settings.redis_url),
        answers=Answers(),
        llm=open_llm(settings),
    )
    studio.work_dir.mkdir(parents=True, exist_ok=True)
    return studio


def _catalog(settings: Settings) -> Catalog:
    served: frozenset[Switch] = frozenset({"sora_2_served"} if settings.sora_2_served else ())
    catalog = Catalog.load(_CATALOG, served)
    set_here = (
        settings.credits_text_standard,
        settings.credits_text_hd,
        settings.credits_image_standard,
        settings.credits_image_hd,
    )
    catalog.own_prices = own_prices(catalog, SoraPrices(*set_here))
    return catalog


async def close_studio(studio: Studio) -> None:
    """Stop answers and children first, then the database: nothing writes after that."""
    await studio.answers.close()
    if studio.llm is not None:
        await studio.llm.close()
    for provider in studio.providers.values():
        await provider.close()
    await asyncio.to_thread(studio.db.close)


def use(studio: Studio) -> None:
    """Make `studio` the one that `current` answers."""
    global _opened  # the house's single global: States have no arguments
    _opened = studio


def current() -> Studio:
    if _opened is None:
        raise RuntimeError("the studio is not open")
    return _opened
