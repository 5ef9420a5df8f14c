"""kie.ai's answers as the engine reads them: code by code, and what is shown to people."""

import json
from typing import Any

import pytest

from vidstudio.base.errors import (
    ImageRefused,
    JobUnknown,
    ModelGone,
    OutputWithheld,
    PromptRefused,
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    ProviderUnavailable,
    Rejected,
    SubmitUnknown,
)
from vidstudio.providers.base import Progress
from vidstudio.providers.http import Answer
from vidstudio.providers.kie_answers import progress, submission

URL = "https://files.example/1.mp4"


def said(code: object, data: object = None, status: int = 200, **more: object) -> Answer:
    return Answer(status, {"code": code, "msg": "Said.", "data": data, **more})


def record(**values: object) -> Answer:
    plain = {"taskId": "job-1", "model": "wan/2-7-text-to-video", "state": "success"}
    result = {"resultJson": json.dumps({"resultUrls": [URL]})}
    return said(200, {**plain, **result, **values})


CODES: list[tuple[int, type[ProviderError]]] = [
    (400, Rejected), (422, Rejected), (413, Rejected), (415, Rejected), (405, Rejected),
    (401, ProviderMisconfigured), (402, ProviderMisconfigured), (403, ProviderMisconfigured),
    (433, ProviderMisconfigured), (404, ModelGone), (505, ModelGone), (429, ProviderBusy),
    (455, ProviderBusy), (500, SubmitUnknown), (501, SubmitUnknown), (408, SubmitUnknown),
    (425, SubmitUnknown), (409, SubmitUnknown), (999, SubmitUnknown), (201, SubmitUnknown),
]  # fmt: skip


@pytest.mark.fault("F-19")
@pytest.mark.fault("F-20")
@pytest.mark.fault("F-21")
@pytest.mark.fault("F-22")
@pytest.mark.parametrize(("code", "kind"), CODES)
def test_each_code_of_a_submission(code: int, kind: type[ProviderError]) -> None:
    """The same in the envelope, whatever HTTP says, and as HTTP's own status without one."""
    answers = [said(code), said(code, status=500), said(code, status=code)]
    for answer in [*answers, *([Answer(code)] if code != 201 else [])]:
        with pytest.raises(ProviderError) as error:
            submission(answer, "kie.ai")
        assert type(error.value) is kind
        assert error.value.provider_status == code


@pytest.mark.fault("F-22")
@pytest.mark.parametrize(
    "answer",
    [
        said(200),
        said(200, {}),
        said(200, {"taskId": ""}),
        said(200, {"taskId": 7}),
        said(200, {"taskId": "a b"}),
        said(200, {"taskId": "x" * 201}),
        said(200, {"taskId": "ä\ud800"}),
        said(200, [{"taskId": "job-1"}]),
        said(200, {"taskId": "job-1"}, status=502),
        said("200", {"taskId": "job-1"}),
        said(True, {"taskId": "job-1"}),
        Answer(200),
        Answer(204),
        Answer(302),
        Answer(504),
    ],
)
def test_a_yes_without_an_id_is_unknown(answer: Answer) -> None:
    with pytest.raises(SubmitUnknown):
        submission(answer, "kie.ai")


def test_an_id_is_kept_as_it_is() -> None:
    assert submission(said(200, {"taskId": "task_kling-3.0_17"}), "Sora").job_id == (
        "task_kling-3.0_17"
    )


def test_the_sentence_names_who_what_and_why() -> None:
    with pytest.raises(Rejected, match=r"^Sora API error: 422 - Said\.$"):
        submission(said(422), "Sora")
    with pytest.raises(Rejected, match=r"^kie\.ai API error: 422 - Older\.$"):
        submission(Answer(200, {"code": 422, "message": "Older."}), "kie.ai")
    with pytest.raises(ProviderMisconfigured, match="401 - no reason given"):
        submission(Answer(401), "kie.ai")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Your prompt violates our content policy", PromptRefused),
        ("sensitive words were found", PromptRefused),
        ("The image contains a prohibited face", ImageRefused),
        ("duration is not within the range", Rejected),
    ],
)
def test_a_refusal_says_of_what(words: str, kind: type[Rejected]) -> None:
    with pytest.raises(Rejected) as error:
        submission(Answer(200, {"code": 422, "msg": words}), "kie.ai")
    assert type(error.value) is kind


@pytest.mark.parametrize("wait", [None, 45.0])
def test_too_many_waits_as_long_as_is_asked(wait: float | None) -> None:
    with pytest.raises(ProviderBusy) as error:
        submission(Answer(429, {"code": 429}, wait), "kie.ai")
    assert error.value.retry_after_seconds == (wait or 10.0)


@pytest.mark.parametrize(
    ("state", "read"),
    [("waiting", "waiting"), ("queuing", "waiting"), ("generating", "running")],
)
def test_the_three_stages(state: str, read: str) -> None:
    assert progress(record(state=state, resultJson=""), "job-1") == Progress(read)  # type: ignore[arg-type]


@pytest.mark.fault("F-25")
@pytest.mark.parametrize("word", ["marinating", "", "SUCCESS", "failed", "x" * 10_000])
def test_an_unknown_word_is_running_and_told(word: str, caplog: pytest.LogCaptureFixture) -> None:
    assert progress(record(state=word), "job-1").state == "running"
    assert "unknown status word" in caplog.text
    assert len(caplog.text) < 500


def test_success_has_its_address_and_its_price() -> None:
    told = progress(record(creditsConsumed=60), "job-1")
    assert told == Progress("succeeded", 100, URL, cost_microdollars=300_000)
    assert progress(record(creditsConsumed=0.5), "job-1").cost_microdollars == 2_500


@pytest.mark.fault("F-28")
@pytest.mark.parametrize(
    "result",
    ["", None, "{}", '{"resultUrls": []}', '{"resultUrls": [7, null, "file:///etc/passwd"]}', "[1",
     '{"resultUrls": "x"}', 7, {"resultUrls": {}},
     '{"resultUrls": ["https://x/' + "y" * 3000 + '"]}'],
)  # fmt: skip
def test_success_without_an_address(result: object) -> None:
    assert progress(record(resultJson=result), "job-1") == Progress("succeeded", 100)


@pytest.mark.parametrize(
    "result", [{"resultUrls": [URL]}, json.dumps({"resultUrls": URL}), {"resultUrls": ["", URL]}]
)
def test_an_address_in_other_shapes(result: object) -> None:
    assert progress(record(resultJson=result), "job-1").output_url == URL


FAILURES: list[tuple[dict[str, Any], type[ProviderError], str]] = [
    ({"failCode": "500", "failMsg": "Internal server error"}, ProviderError,
     "kie.ai API error: 500 - Internal server error"),
    ({"failCode": 500, "failMsg": "Internal server error", "model": "sora-2-text-to-video"},
     ProviderError, "Sora API error: 500 - Internal server error"),
    ({"failCode": "", "failMsg": None}, ProviderError,
     "kie.ai API error: 501 - no reason given"),
    ({"failCode": "E-7", "failMsg": ["x"]}, ProviderError,
     "kie.ai API error: 501 - no reason given"),
    ({"failCode": "422", "failMsg": "Prompt is sensitive"}, PromptRefused,
     "kie.ai API error: 422 - Prompt is sensitive"),
    ({"failCode": "422", "failMsg": "image: content policy"}, ImageRefused,
     "kie.ai API error: 422 - image: content policy"),
    ({"failCode": "422", "failMsg": "The output was flagged as unsafe"}, OutputWithheld,
     "kie.ai API error: 422 - The output was flagged as unsafe"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "kind", "sentence"), FAILURES)
def test_a_failure_says_why(
    values: dict[str, Any], kind: type[ProviderError], sentence: str
) -> None:
    told = progress(record(state="fail", **values), "job-1")
    assert told.state == "failed"
    assert type(told.failure) is kind
    assert str(told.failure) == sentence


@pytest.mark.parametrize("code", [408, 501])
def test_two_codes_end_a_job(code: int) -> None:
    told = progress(said(code), "job-1")
    assert (told.state, str(told.failure)) == ("failed", f"kie.ai API error: {code} - Said.")


@pytest.mark.fault("F-26")
@pytest.mark.parametrize(
    "answer", [said(404), said(422), said(404, status=404), said(200), said(200, {})]
)
def test_a_job_that_is_not_known(answer: Answer) -> None:
    with pytest.raises(JobUnknown):
        progress(answer, "job-1")


@pytest.mark.fault("F-24")
@pytest.mark.parametrize(
    "answer",
    [Answer(200), Answer(404), Answer(408), Answer(422), Answer(501), Answer(500), Answer(302),
     said(500), said(400), said(505), said("200", {"state": "fail"}), said(None),
     record(state=7), record(state=None), record(state={"a": 1}), record(taskId="job-2"),
     record(taskId=7)],
)  # fmt: skip
def test_trouble_on_the_way_says_nothing_of_the_job(answer: Answer) -> None:
    with pytest.raises(ProviderUnavailable):
        progress(answer, "job-1")


@pytest.mark.parametrize("code", [401, 402, 403, 433])
def test_a_key_that_does_not_open_says_nothing_of_the_job_either(code: int) -> None:
    for answer in (said(code), Answer(code)):
        with pytest.raises(ProviderMisconfigured):
            progress(answer, "job-1")


@pytest.mark.parametrize("code", [429, 455])
def test_looking_too_often(code: int) -> None:
    with pytest.raises(ProviderBusy) as error:
        progress(Answer(200, {"code": code}, 33.0), "job-1")
    assert error.value.retry_after_seconds == 33.0


@pytest.mark.parametrize(
    ("told", "percent"),
    [(45, 45), (45.9, 45), (100, 99), (0, 0), (-1, None), (101, None), ("45", None), (True, None)],
)
def test_progress_while_it_runs(told: object, percent: int | None) -> None:
    assert progress(record(state="generating", progress=told), "job-1").percent == percent


@pytest.mark.parametrize("cost", [None, True, "60", -1, 10**12])
def test_an_odd_price_is_none(cost: object) -> None:
    assert progress(record(creditsConsumed=cost), "job-1").cost_microdollars is None
