"""Product pages read from servers that mean well, and from those that do not."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.pictures import photo
from tests.api.visitors import bearer
from tests.api.web_twin import WebTwin, web_twin
from tests.studio_fixtures import Home
from vidstudio.base import egress
from vidstudio.base.errors import InvalidRequest, NotAllowed
from vidstudio.services import pages, screens
from vidstudio.studio import Studio, Who

HTML = "text/html; charset=utf-8"
GIFT = """<!doctype html><html><head><title>Gift box | Nordlicht</title>
<meta property="og:description" content="Three 100 g bags in a paper box &amp; a card.">
<meta property="og:image" content="/big.jpg">
<script type="application/ld+json">{"@graph":[{"@type":"Product","name":"Gift box",
"image":["/second.jpg"],"offers":{"price":"29","priceCurrency":"EUR"}}]}</script></head>
<body><nav><p>Home, shop, basket, account and everything else</p></nav><h1>Gift box</h1>
<p>Ships from 1 December, for people who give coffee rather than drink it.</p>
<script>document.write("<p>never run, never read, never kept in a summary</p>")</script>
<img src="/logo.png"><img src="/tiny.jpg"><img src="/missing.jpg"></body></html>"""


@pytest.fixture
async def twin() -> AsyncIterator[WebTwin]:
    async with web_twin() as twin:
        yield twin


@pytest.fixture
def setting_changes(twin: WebTwin) -> dict[str, object]:
    return {"egress_allow": twin.pair}


def shop(twin: WebTwin) -> str:
    twin.serve("/big.jpg", photo("JPEG", size=(640, 480)))
    twin.serve("/second.jpg", photo("PNG", size=(400, 400)))
    twin.serve("/tiny.jpg", photo("PNG", size=(100, 80)))
    return twin.serve("/gift", GIFT.encode(), HTML)


async def refusal(studio: Studio, who: Who, url: str) -> str:
    with pytest.raises(InvalidRequest) as caught:
        await pages.read(studio, who, url)
    assert caught.value.field == "url"
    return str(caught.value)


async def test_words_price_and_pictures(studio: Studio, owner: Who, twin: WebTwin) -> None:
    read = await pages.look(studio, owner, shop(twin))
    assert read.title == "Gift box"
    assert read.summary == (
        "Gift box. Three 100 g bags in a paper box & a card. Price on the page: 29 EUR. "
        "Ships from 1 December, for people who give coffee rather than drink it."
    )
    assert [(p.width, p.height) for p in read.pictures] == [(640, 480), (400, 400)]
    assert list(studio.work_dir.iterdir()) == []


async def test_reading_into_a_brief(studio: Studio, home: Home, twin: WebTwin) -> None:
    url = shop(twin)
    for _ in range(2):
        await pages.read_into(studio, home.who, home.campaign_id, url)
    brief = (await screens.frame(studio, home.who, home.campaign_id)).campaign.brief
    assert (brief.page_url, brief.product) == (url, "Gift box")
    assert brief.page_summary.startswith("Gift box. Three 100 g bags")
    assert len(brief.pictures) == 2  # read again, they are the same pictures
    assert {change.by for change in brief.changes} == {"Ada"}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://10.0.0.1/", "not on the public internet"),
        ("http://169.254.169.254/latest/meta-data", "not on the public internet"),
        ("http://localhost/", "not on the public internet"),
        ("file:///etc/passwd", "not a web address"),
        ("ftp://example.com/", "not a web address"),
        ("", "not a web address"),
        ("x" * 3000, "2000 is the most"),
    ],
)
async def test_addresses_that_are_not_read(
    studio: Studio, owner: Who, url: str, words: str
) -> None:
    assert words in await refusal(studio, owner, url)


async def test_answers_that_are_no_page(studio: Studio, owner: Who, twin: WebTwin) -> None:
    pdf = twin.serve("/a.pdf", b"%PDF-1.7", "application/pdf")
    assert await refusal(studio, owner, pdf) == "This is no web page: it answers application/pdf."
    empty = twin.serve("/empty", b"<html><body></body></html>", HTML)
    assert "no words that can be read" in await refusal(studio, owner, empty)
    assert "answered 404" in await refusal(studio, owner, twin.at("/none"))


async def test_redirects_that_never_end(studio: Studio, owner: Who, twin: WebTwin) -> None:
    loop = twin.redirect("/loop", "/loop")
    assert await refusal(studio, owner, loop) == "The address redirects too often."
    inside = twin.redirect("/inside", "http://192.168.0.1/")
    assert "not on the public internet" in await refusal(studio, owner, inside)


async def test_of_fifty_megabytes_two_are_read(studio: Studio, owner: Who, twin: WebTwin) -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Endless</title>")
        for _ in range(500):
            writer.write(b"<p>" + b"x" * 100_000)
            await writer.drain()
            sent += 100_000

    read = await pages.read(studio, owner, twin.stream("/endless", endless))
    assert read.title == "Endless"
    assert len(read.summary) <= 600
    assert sent < 20_000_000


def packed(body: bytes, packing: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packing}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def test_a_packed_page_and_a_bomb(studio: Studio, owner: Who, twin: WebTwin) -> None:
    twin.answers["/gz"] = packed(gzip.compress(GIFT.encode()), "gzip")
    assert (await pages.read(studio, owner, twin.at("/gz"))).title == "Gift box"
    bomb = b"<title>Bomb</title>" + b"<p>boom boom boom" * 20_000_000
    twin.answers["/bomb"] = packed(gzip.compress(bomb, 1), "gzip")
    assert (await pages.read(studio, owner, twin.at("/bomb"))).title == "Bomb"
    for path, packing in (("/br", "br"), ("/broken", "gzip")):
        twin.answers[path] = packed(b"not packed at all", packing)
        assert "packed in a way" in await refusal(studio, owner, twin.at(path))


@pytest.mark.parametrize(
    ("mime", "body"),
    [
        ("text/html; charset=iso-8859-1", "<title>Kaffee für Öland</title>".encode("latin-1")),
        ("text/html; charset=nonsense", "<title>Kaffee für Öland</title>".encode()),
        ("text/html; charset=utf-8", "<title>Kaffee für Öland</title>".encode("cp1252")),
        ("text/html", '<meta charset="cp1252"><title>Kaffee für Öland</title>'.encode("cp1252")),
    ],
)
async def test_a_wrong_charset(
    studio: Studio, owner: Who, twin: WebTwin, mime: str, body: bytes
) -> None:
    read = await pages.read(studio, owner, twin.serve("/c", body, mime))
    assert read.title == "Kaffee für Öland"


async def test_a_server_that_says_nothing(
    studio: Studio, owner: Who, twin: WebTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = asyncio.Event()

    async def silent(_writer: asyncio.StreamWriter) -> None:
        await never.wait()

    monkeypatch.setattr(egress, "_PAGE_SECONDS", 0.2)
    assert "did not answer" in await refusal(studio, owner, twin.stream("/silent", silent))


async def test_markup_in_a_title_is_text(studio: Studio, owner: Who, twin: WebTwin) -> None:
    body = b"<title>&lt;img src=x onerror=alert(1)&gt; \x00box</title>"
    read = await pages.read(studio, owner, twin.serve("/t", body, HTML))
    assert read.title == "<img src=x onerror=alert(1)> box"


async def test_guests_and_viewers_read_no_pages(studio: Studio, owner: Who, twin: WebTwin) -> None:
    url = shop(twin)
    for who in (
        Who(owner.user_id, owner.workspace_id, role="owner", via="browser", guest=True),
        Who(owner.user_id, owner.workspace_id, role="viewer", via="browser"),
    ):
        with pytest.raises(NotAllowed):
            await pages.read(studio, who, url)
    assert twin.asked == []


async def test_the_routes_of_the_page_scripts(
    member: httpx.AsyncClient, home: Home, twin: WebTwin
) -> None:
    """One story over REST: begin, edit against what stands there, plan, remove."""
    url = shop(twin)
    read = (await member.post("/api/pages", json={"url": url})).json()
    pictures = [picture["id"] for picture in read["pictures"]]
    wanted = {"words": f"Coffee for gifts. {url}", "page_url": read["url"],
              "page_summary": read["summary"], "picture_ids": pictures}  # fmt: skip
    made = await member.post("/api/campaigns", json=wanted)
    assert made.status_code == 201
    place = f"/api/campaigns/{made.json()['id']}"
    change = {"field": "goal", "before": "", "after": "Give coffee"}
    saved = await member.patch(f"{place}/brief", json={"changes": [change]})
    assert (saved.json()["brief"]["goal"], saved.json()["clashes"]) == ("Give coffee", [])
    late = await member.patch(f"{place}/brief", json={"changes": [{**change, "after": "Mine"}]})
    assert late.json()["clashes"][0]["theirs"] == "Give coffee"
    long = await member.patch(
        f"{place}/brief", json={"changes": [{**change, "after": "x" * 100_000}]}
    )
    assert (long.status_code, long.json()["field"]) == (422, "goal")
    ticked = await member.post(f"{place}/brief/channels", json={"name": "reels", "on": True})
    assert ticked.json()["channels"] == ["reels"]
    shot = (await member.post(f"{place}/shots", json={})).json()["id"]
    assert (await member.patch(f"/api/shots/{shot}", json={"title": "Dawn"})).status_code == 200
    assert (await member.post(f"/api/shots/{shot}/place", json={"place": 1})).status_code == 200
    assert (await member.delete(f"/api/shots/{shot}")).status_code == 200
    assert (await member.post(f"/api/shots/{shot}/back")).status_code == 200
    assert (await member.delete(f"/api/shots/{home.shot_id}")).status_code == 409


async def test_nobody_without_a_session(anyone: httpx.AsyncClient, home: Home) -> None:
    place = f"/api/campaigns/{home.campaign_id}"
    for method, path in (
        ("POST", "/api/pages"),
        ("POST", "/api/campaigns"),
        ("PATCH", f"{place}/brief"),
        ("POST", f"{place}/shots"),
        ("DELETE", f"/api/shots/{home.shot_id}"),
    ):
        assert (await anyone.request(method, path, json={})).status_code == 401


async def test_the_neighbour_sees_nothing(
    member: httpx.AsyncClient, studio: Studio, home: Home, neighbour: Home
) -> None:
    member.headers.update(await bearer(studio, neighbour))
    place = f"/api/campaigns/{home.campaign_id}"
    toggle = {"name": "reels", "on": True}
    for method, path, body in (
        ("PATCH", f"{place}/brief", {"changes": [{"field": "goal", "after": "x"}]}),
        ("POST", f"{place}/brief/channels", toggle),
        ("POST", f"{place}/brief/page", {"url": "https://example.com/"}),
        ("POST", f"{place}/shots", {}),
        ("PATCH", f"/api/shots/{home.shot_id}", {"title": "x"}),
    ):
        assert (await member.request(method, path, json=body)).status_code == 404
