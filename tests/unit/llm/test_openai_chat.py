"""The adapter against the twin: the library itself reads what the twin says."""

import asyncio
from contextlib import aclosing

import openai
import pytest

from tests.twins.llm import LlmTwin
from tests.twins.llm_replies import MODEL, Reply, Tool
from tests.unit.llm.asked import HELLO, KEY, SPECS, read
from vidstudio.base.settings import Settings
from vidstudio.llm import opening
from vidstudio.llm.base import Ended, Llm, LlmMessage, Piece, ToolCall, Usage
from vidstudio.llm.opening import open_llm
from vidstudio.rules.tools import TOOLS


async def test_words_usage_and_the_end(twin: LlmTwin, llm: Llm) -> None:
    twin.replies.append(Reply(words="Grüße aus dem Norden 🙂, wie geht es?"))
    deltas = await read(llm)
    words = "".join(delta.text for delta in deltas if isinstance(delta, Piece))
    assert words == "Grüße aus dem Norden 🙂, wie geht es?"
    assert len([delta for delta in deltas if isinstance(delta, Piece)]) > 3
    assert [delta for delta in deltas if isinstance(delta, Usage)] != []
    assert deltas[-1] == Ended("stop")
    assert twin.keys == [KEY]
    assert twin.asked[0]["model"] == MODEL


async def test_calls_that_come_in_crumbs_side_by_side_are_put_together(
    twin: LlmTwin, llm: Llm
) -> None:
    wishes = (
        Tool("write_brief", {"goal": "Sell the roast", "tone": "warm"}),
        Tool("read_page", {"url": "https://example.com"}),
    )
    twin.replies.append(Reply(words="One moment.", tools=wishes))
    deltas = await read(llm, SPECS)
    calls = [delta for delta in deltas if isinstance(delta, ToolCall)]
    assert [(call.name, call.arguments) for call in calls] == [(w.name, w.text) for w in wishes]
    assert len({call.id for call in calls}) == 2
    assert deltas[-1] == Ended("tools")
    sent = twin.asked[0]["tools"]
    assert [tool["function"]["name"] for tool in sent] == list(TOOLS)
    assert all(tool["function"]["description"] for tool in sent)


async def test_a_conversation_with_tools_goes_out_as_the_library_likes_it(
    twin: LlmTwin, llm: Llm
) -> None:
    call = ToolCall("call_1", "look_at_campaign", "{}")
    talk = (
        *HELLO,
        LlmMessage("assistant", "", calls=(call,)),
        LlmMessage("tool", '{"a": 1}', call_id="call_1"),
    )
    twin.replies.append(Reply(words="Fine."))
    async with aclosing(llm.stream(talk)) as deltas:
        assert [delta async for delta in deltas][-1] == Ended("stop")
    assert twin.asked[0]["messages"][2]["tool_calls"][0]["id"] == "call_1"
    assert twin.asked[0]["messages"][3]["tool_call_id"] == "call_1"


async def test_calls_that_all_have_the_number_0_are_told_apart_by_id(
    twin: LlmTwin, llm: Llm
) -> None:
    events = b"".join(
        b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":'
        b'[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"%b","function":{"name":"show_takes",'
        b'"arguments":"{}"}}]}%b}]}\n\n' % (key, finish)
        for key, finish in ((b"a", b""), (b"b", b',"finish_reason":"tool_calls"'))
    )
    twin.replies.append(Reply(raw=events + b"data: [DONE]\n\n"))
    calls = [delta for delta in await read(llm) if isinstance(delta, ToolCall)]
    assert [call.id for call in calls] == ["a", "b"]


async def test_who_closes_the_stream_hangs_up(twin: LlmTwin, llm: Llm) -> None:
    twin.replies.append(Reply(words="A long story, " * 50, hold_last=asyncio.Event()))
    async with aclosing(llm.stream(HELLO)) as deltas:
        assert isinstance(await anext(deltas), Piece)
    await asyncio.wait_for(twin.hung_up.wait(), 5)


async def test_a_server_that_does_not_know_of_usage_is_asked_without(
    twin: LlmTwin, llm: Llm
) -> None:
    error = {"error": {"message": "Unknown parameter: stream_options"}}
    twin.replies += [Reply(status=400, error=error), Reply(words="Hi."), Reply(words="Hi.")]
    assert (await read(llm))[-1] == Ended("stop")
    assert "stream_options" not in twin.asked[1]
    await read(llm)
    assert len(twin.asked) == 3


@pytest.mark.parametrize(
    ("changes", "model", "address"),
    [
        ({"poe_api_key": "p"}, opening.POE_MODEL, opening.POE_ADDRESS),
        ({"llm_api_key": "k"}, opening.OPENAI_MODEL, opening.OPENAI_ADDRESS),
        ({"llm_api_key": "k", "poe_api_key": "p"}, opening.OPENAI_MODEL, opening.OPENAI_ADDRESS),
        ({"poe_api_key": "p", "llm_model": "M"}, "M", opening.POE_ADDRESS),
        ({"llm_base_url": "http://127.0.0.1:1/v1"}, opening.OPENAI_MODEL, "http://127.0.0.1:1/v1"),
    ],
)
async def test_which_model_and_where(
    settings: Settings, changes: dict[str, str], model: str, address: str
) -> None:
    bare = {"llm_api_key": None, "llm_base_url": "", "llm_model": ""}
    chosen = Settings(**{**settings.model_dump(), **bare, **changes})  # pyright: ignore[reportArgumentType] checked by pydantic
    llm = open_llm(chosen)
    assert llm
    assert llm.model == model
    assert str(llm._client.base_url).rstrip("/") == address  # pyright: ignore[reportAttributeAccessIssue]
    await llm.close()


def test_without_key_and_address_there_is_none(settings: Settings) -> None:
    none = {"llm_api_key": None, "llm_base_url": ""}
    assert open_llm(settings.model_copy(update=none)) is None


def test_cost_is_known_where_both_prices_are(settings: Settings) -> None:
    priced = settings.model_copy(update={"llm_input_usd": 2.0, "llm_output_usd": 10.0})
    costly, unknown = open_llm(priced), open_llm(settings)
    assert costly
    assert unknown
    assert costly.cost_usd(Usage(1_000_000, 100_000)) == pytest.approx(3.0)
    assert unknown.cost_usd(Usage(1, 1)) is None


async def test_the_library_itself_accepts_the_twin(twin: LlmTwin) -> None:
    """Also what we do not use ourselves: whole answers, and the list of models."""
    async with openai.AsyncOpenAI(api_key=KEY, base_url=twin.address, max_retries=0) as client:
        assert [model.id async for model in client.models.list()] == [MODEL]
        twin.replies.append(Reply(words="Hello.", tools=(Tool("show_takes"),)))
        whole = await client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "Hi"}]
        )
    assert whole.choices[0].message.content == "Hello."
    assert whole.choices[0].finish_reason == "tool_calls"
