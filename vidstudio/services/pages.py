"""Web pages of products: read from a distance, summed up in a few sentences, pictures kept.

The page is data from strangers. Its address goes through the guarded client, its words are never
more than a text that a person sees and corrects.
"""

import asyncio

from sqlmodel import Session

from vidstudio import reading
from vidstudio.base.egress import GuardedClient, WebPage
from vidstudio.base.errors import InvalidRequest, NotAllowed, VidstudioError
from vidstudio.db.tables import Campaign
from vidstudio.rules import webpage
from vidstudio.rules.blocks import PageBlock
from vidstudio.rules.brief import PICTURES_LIMIT, checked_text
from vidstudio.services import asking, briefs, uploads
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who
from vidstudio.views import PageView

ADDRESS_LIMIT = 2000
MOST_PAGE_BYTES = 2_000_000
PICTURES_KEPT = 6
_PICTURES_SECONDS = 15.0
_AT_ONCE = 3
_SUMMARY_SECONDS = 20.0
_SUM_UP = (
    "Sum up a product page for a marketer who plans short videos: what it is, the price, who it "
    "is for, how the page talks. Three plain sentences, at most 500 characters, in the language "
    "of the page. No headline, no list, nothing that the page does not say."
)
_RULE = "12/minute"
_HTML = {"text/html", "application/xhtml+xml"}


async def read(studio: Studio, who: Who, url: str, *, campaign_id: str | None = None) -> PageBlock:
    """What a web page says of a product, with up to six of its pictures kept as uploads.

    An address without a scheme is read over https. Nothing is written into a brief. Raises
    InvalidRequest on `url` with a sentence, NotAllowed for guests. Pictures that cannot be had
    are left out.
    """
    _admit(studio, who)
    page = await _fetched(studio, url)
    facts = await asyncio.to_thread(_facts, page)
    if not webpage.summary(facts):
        raise _unread("The page has no words that can be read. Describe the product instead.")
    pictures, summary = await asyncio.gather(
        _pictures(studio, who, facts.pictures), _summary(studio, who, facts, campaign_id)
    )
    return PageBlock(
        url=page.url[:ADDRESS_LIMIT], title=facts.title, summary=summary, picture_ids=pictures
    )


async def look(studio: Studio, who: Who, url: str) -> PageView:
    """The same for somebody who will correct it: with its pictures to look at."""
    return await _shown(studio, who, await read(studio, who, url))


async def _shown(studio: Studio, who: Who, block: PageBlock) -> PageView:
    found = await studio.db.read(
        lambda session: reading.pictures(session, who.workspace_id, block.picture_ids)
    )
    return PageView(
        url=block.url,
        title=block.title,
        summary=block.summary,
        pictures=tuple(found[key] for key in block.picture_ids if key in found),
    )


async def read_into(studio: Studio, who: Who, campaign_id: str, url: str) -> PageView:
    """Read a page and write its address, summary and pictures into the brief of a campaign."""
    await studio.db.read(lambda session: find(session, Campaign, campaign_id, who))
    block = await read(studio, who, url, campaign_id=campaign_id)

    def keep(session: Session) -> None:
        find(session, Campaign, campaign_id, who)
        there = briefs.brief_view(session, campaign_id)
        pictures = dict.fromkeys([*(p.id for p in there.pictures), *block.picture_ids])
        values = {
            "page_url": block.url,
            "page_summary": block.summary,
            "picture_ids": list(pictures)[:PICTURES_LIMIT],
        }
        briefs.write(session, studio, campaign_id, values, who.user_id)
        briefs.write(
            session, studio, campaign_id, {"product": block.title}, who.user_id, only_empty=True
        )

    await studio.db.write(keep)
    return await _shown(studio, who, block)


def _admit(studio: Studio, who: Who) -> None:
    require_maker(who)
    if who.guest:
        raise NotAllowed("Guests cannot have addresses read. Describe the product in a sentence.")
    studio.rates.hit("page", _RULE, who.user_id)


async def _fetched(studio: Studio, url: str) -> WebPage:
    address = checked_text("url", url, ADDRESS_LIMIT)
    if "://" not in address:
        address = f"https://{address}"
    page = await GuardedClient(studio.settings.egress_allow).page(address, MOST_PAGE_BYTES)
    kind = page.content_type.partition(";")[0].strip().lower()
    if kind and kind not in _HTML:
        raise _unread(f"This is no web page: it answers {kind[:40]}.")
    return page


def _facts(page: WebPage) -> webpage.PageFacts:
    return webpage.read(webpage.decoded(page.body, page.content_type), page.url)


async def _summary(
    studio: Studio, who: Who, facts: webpage.PageFacts, campaign_id: str | None
) -> str:
    """In the assistant's words; without one, or when it fails, in the page's own."""
    own = webpage.summary(facts)
    if asking.voice(studio, who) is None:
        return own
    asked = {"purpose": "page", "system": _SUM_UP, "words": webpage.digest(facts)}
    try:
        async with asyncio.timeout(_SUMMARY_SECONDS):
            said = await asking.ask(studio, who, **asked, campaign_id=campaign_id)
    except (VidstudioError, TimeoutError):
        return own
    return webpage.line(said, webpage.SUMMARY_SIGNS) or own


async def _pictures(studio: Studio, who: Who, urls: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of the page. What is not there in 15 s is left out."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def kept(url: str) -> str | None:
        async with turns:
            try:
                return (await uploads.fetch_product(studio, who, url)).id
            except VidstudioError:
                return None

    tasks = [asyncio.ensure_future(kept(url)) for url in urls[:PICTURES_KEPT]]
    if not tasks:
        return ()
    _, late = await asyncio.wait(tasks, timeout=_PICTURES_SECONDS)
    for task in late:
        task.cancel()
    found = [task.result() for task in tasks if task.done() and not task.cancelled()]
    return tuple(key for key in found if key)


def _unread(sentence: str) -> InvalidRequest:
    return InvalidRequest(sentence, "url", code="source_unreachable")
