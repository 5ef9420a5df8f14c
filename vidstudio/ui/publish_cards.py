"""What the browser gets to see of the publish page: tiles, where they went, the pack."""

from datetime import date, datetime
from urllib.parse import quote, urlencode, urlsplit

from vidstudio.base.texts import counted, text
from vidstudio.rules.networks import NETWORK_OF, NETWORKS
from vidstudio.services.packs import KINDS, PackOptions, PackPlan
from vidstudio.ui.creative_cards import RowCard
from vidstudio.ui.creative_facts import bytes_words
from vidstudio.ui.creative_words import row_card
from vidstudio.views import CreativeView, PublicationView, View

_LINES = 9  # file names shown before “… and 12 more”
_ADDRESS_LIMIT = 48


class WentCard(View):
    """A creative's publication, or that it has none yet. `key` names the row."""

    key: str
    creative_id: str
    publication_id: str
    row: RowCard
    published: bool
    network: str
    url: str
    url_words: str
    when: str
    day: str  # 2026-11-24


class PackCard(View):
    """The right panel. `sizes` are by kind; empty words mean: leave it out."""

    href: str = ""
    count_words: str = ""
    files_words: str = ""
    size: str = ""
    sizes: dict[str, str] = {}
    folder: str = ""
    names: tuple[str, ...] = ()
    more: str = ""


def went_cards(view: CreativeView, today: date) -> list[WentCard]:
    """One for each publication; one to fill in where there is none and there may be one."""
    if view.publications:
        return [_published(view, known, today) for known in view.publications]
    return [blank(view, today)] if view.state == "approved" else []


def blank(view: CreativeView, today: date) -> WentCard:
    return WentCard(
        key=view.id,
        creative_id=view.id,
        publication_id="",
        row=row_card(view),
        published=False,
        network=NETWORK_OF.get(view.channel, "instagram"),
        url="",
        url_words="",
        when="",
        day=today.isoformat(),
    )


def _published(view: CreativeView, known: PublicationView, today: date) -> WentCard:
    return WentCard(
        key=known.id,
        creative_id=view.id,
        publication_id=known.id,
        row=row_card(view),
        published=True,
        network=known.network,
        url=known.url,
        url_words=address_words(known.url) or NETWORKS.get(known.network, known.network),
        when=text("publish.when", date=date_words(known.published_at, today), name=known.by),
        day=known.published_at.date().isoformat(),
    )


def address_words(url: str) -> str:
    """“instagram.com/p/DRk2aX0”: the address without what every address has."""
    if not url:
        return ""
    parts = urlsplit(url)
    words = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
    return words if len(words) <= _ADDRESS_LIMIT else f"{words[: _ADDRESS_LIMIT - 1]}…"


def date_words(when: datetime, today: date) -> str:
    year = "" if when.year == today.year else f" {when.year}"
    return f"{when.day} {when:%b}{year}"


def pack_card(
    plan: PackPlan, campaign_id: str, chosen: list[str], options: PackOptions
) -> PackCard:
    asked = [("creative", key) for key in chosen]
    asked += [(name, str(on).lower()) for name, on in options.model_dump().items()]
    names = [file.name.rpartition("/")[2] for file in plan.files]
    shown = names if len(names) <= _LINES else [*names[: _LINES - 2], names[-1]]
    hidden = len(names) - len(shown)
    return PackCard(
        href=f"/api/campaigns/{quote(campaign_id)}/pack?{urlencode(asked)}" if plan.files else "",
        count_words=counted("publish.chosen", plan.creatives),
        files_words=counted("publish.files", len(names)),
        size=bytes_words(plan.size_bytes),
        sizes={kind: bytes_words(plan.sizes[kind]) if plan.sizes[kind] else "" for kind in KINDS},
        folder=f"{plan.name.removesuffix('.zip')}/",
        names=tuple(shown),
        more=text("publish.more_files", count=hidden) if hidden else "",
    )
