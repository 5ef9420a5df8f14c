"""What goes wrong: one sentence each, no secrets, and nothing asked twice."""

import asyncio
import logging

import pytest

from tests.twins.llm import LlmTwin, llm_twin
from tests.twins.llm_replies import Reply, Tool
from tests.unit.llm.asked import KEY, failing
from vidstudio.base.settings import Settings
from vidstudio.llm.base import Llm
from vidstudio.llm.opening import open_llm


@pytest.mark.parametrize(
    "told",
    [
        (401, None, "bad_key"),
        (403, None, "bad_key"),
        (402, None, "no_credit"),
        (429, "insufficient_quota", "no_credit"),
        (404, "model_not_found", "no_model"),
        (400, "model_not_found", "no_model"),
        (400, "content_filter", "refused"),
        (400, None, "rejected"),
        (408, None, "timeout"),
        (500, None, "trouble"),
        (503, None, "trouble"),
    ],
)
async def test_every_refusal_is_one_sentence_without_secrets(
    twin: LlmTwin, llm: Llm, caplog: pytest.LogCaptureFixture, told: tuple[int, str | None, str]
) -> None:
    status, code, reason = told
    error = {"error": {"message": f"No {KEY} at {twin.address}", "code": code}}
    twin.replies.append(Reply(status=status, error=error))
    with caplog.at_level(logging.DEBUG, "vidstudio"):
        fault = await failing(llm)
    assert fault.reason == reason
    assert str(fault).endswith(".")
    assert KEY not in caplog.text
    assert str(twin.port) not in str(fault)
    assert len(twin.asked) == 1


@pytest.mark.parametrize(
    ("header", "words"),
    [("Retry-After: 7\r\n", "in 7 s."), ("", "in a moment."), ("Retry-After: x\r\n", "moment.")],
)
async def test_a_busy_model_says_when(twin: LlmTwin, llm: Llm, header: str, words: str) -> None:
    twin.replies.append(Reply(status=429, headers=header))
    fault = await failing(llm)
    assert fault.reason == "rate_limit"
    assert str(fault).endswith(words)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(words="Half an answer and then nothing.", cut=3), "broken"),
        (Reply(raw=b"data: {nonsense\n\n"), "nonsense"),
        (Reply(raw=b'data: {"choices": 7}\n\n'), "nonsense"),
        (Reply(raw=b'data: {"error": {"message": "oh"}}\n\n'), "trouble"),
        (Reply(raw=b"data: [DONE]\n\n"), "broken"),
        (Reply(refusal="I will not."), "refused"),
        (Reply(words="Well", finish="content_filter"), "refused"),
        (Reply(words="again and again " * 2100), "endless"),
        (Reply(tools=(Tool("write_brief", "x" * 33_000),)), "endless"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_stream_that_goes_wrong_is_never_read_twice(
    twin: LlmTwin, llm: Llm, reply: Reply, reason: str
) -> None:
    twin.replies.append(reply)
    assert (await failing(llm)).reason == reason
    assert len(twin.asked) == 1


async def test_nobody_there(settings: Settings) -> None:
    async with llm_twin() as gone:
        address = gone.address
    llm = open_llm(settings.model_copy(update={"llm_base_url": address}))
    assert llm
    assert (await failing(llm)).reason == "unreachable"
    await llm.close()


class TestPatience:
    @pytest.fixture
    def setting_changes(self, twin: LlmTwin) -> dict[str, object]:
        return {"llm_base_url": twin.address, "llm_silence_seconds": 0.2, "llm_answer_seconds": 0.5}

    async def test_silence_before_the_first_word(self, twin: LlmTwin, llm: Llm) -> None:
        twin.replies.append(Reply(words="Late.", hold=asyncio.Event()))
        assert (await failing(llm)).reason == "timeout"
        await asyncio.wait_for(twin.hung_up.wait(), 5)

    async def test_silence_in_the_middle(self, twin: LlmTwin, llm: Llm) -> None:
        twin.replies.append(Reply(words="First, and then", hold_last=asyncio.Event()))
        assert (await failing(llm)).reason == "timeout"

    async def test_a_drip_that_never_ends(self, twin: LlmTwin, llm: Llm) -> None:
        twin.replies.append(Reply(words="drip " * 500, pace=0.05))
        assert (await failing(llm)).reason == "timeout"
