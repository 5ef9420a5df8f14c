"""What is written about a submission, and what goes with it."""

import logging

import pytest
from sqlmodel import Session, col, select

from tests.unit.engine.rig import CARD, MODEL, Rig
from tests.unit.engine.test_claiming import settings
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import (
    ImageRefused,
    NotSent,
    PromptRefused,
    ProviderBusy,
    ProviderMisconfigured,
    ProviderUnavailable,
)
from vidstudio.base.signing import callback_token
from vidstudio.db.tables import SubmitAttempt
from vidstudio.engine.submit import callback_url_for


async def rows(rig: Rig, task_id: str) -> list[SubmitAttempt]:
    def look(session: Session) -> list[SubmitAttempt]:
        query = select(SubmitAttempt).where(SubmitAttempt.task_id == task_id)
        return list(session.exec(query.order_by(col(SubmitAttempt.n))).all())

    return await rig.studio.db.read(look)


def serve_as(rig: Rig, name: str) -> None:
    """The twin under another provider's name."""
    rig.twin.name = name
    rig.studio.providers[name] = rig.twin
    route = CARD.routes[0].model_copy(update={"provider": name})
    rig.studio.catalog.cards[MODEL] = CARD.model_copy(update={"routes": (route,)})


async def test_every_submission_keeps_what_the_provider_said(rig: Rig) -> None:
    rig.twin.submits.extend(
        [
            NotSent("No route."),
            ProviderBusy(status=429, retry_after_seconds=1),
            PromptRefused(status=422),
        ]
    )
    take = await rig.make()
    await rig.finish(take)
    said = [(row.outcome, row.error_class, row.http_status) for row in await rows(rig, take)]
    assert said == [
        ("not_sent", "provider_unreachable", None),
        ("rejected", "provider_busy", 429),
        ("rejected", "prompt_refused", 422),
    ]
    assert all(row.ended_at for row in await rows(rig, take))


async def test_an_unknown_one_too(rig: Rig) -> None:
    rig.twin.submits.append(ProviderUnavailable(status=502))
    rig.twin.finds.extend([None] * 20)
    take = await rig.make()
    await rig.step()
    (row,) = await rows(rig, take)
    assert (row.outcome, row.error_class, row.http_status) == ("unknown", "provider_down", 502)


async def test_the_task_id_of_kie_has_a_column_of_its_own(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    serve_as(rig, "kie")
    rig.twin.polls.append(RUNNING)
    with caplog.at_level(logging.INFO):
        take = await rig.make()
        await rig.step()
    task = await rig.task(take)
    assert task.sora_task_id == task.provider_job_id == f"job-{rig.twin.accepted[0]}"
    line = (
        f"Text-to-video task created: internal_id={take} sora_id={task.sora_task_id} "
        f"user={task.user_id} quality=720p credits=20"
    )
    assert line in caplog.messages


async def test_others_leave_it_empty(rig: Rig) -> None:
    take = await rig.make()
    await rig.step()
    assert (await rig.task(take)).sora_task_id is None


async def test_the_provider_is_told_where_to_call(rig: Rig) -> None:
    settings(rig, public_url="https://studio.example/")
    take = await rig.make()
    await rig.step()
    (job,) = rig.twin.tries
    token = callback_token(rig.studio.tokens, take)
    assert job.callback_url == f"https://studio.example/api/callbacks/twin/{token}"


@pytest.mark.parametrize(
    ("provider", "changes", "address"),
    [
        ("kie", {}, None),
        ("twin", {"sora_callback_url": "https://other.example/hook"}, None),
        ("local", {"public_url": "https://studio.example"}, None),
        (
            "kie",
            {"public_url": "https://studio.example"},
            "https://studio.example/api/videos/sora/callback?token=",
        ),
        (
            "kie",
            {
                "public_url": "https://studio.example",
                "sora_callback_url": "https://other.example/hook",
            },
            "https://other.example/hook?token=",
        ),
    ],
)
def test_addresses_for_calls(
    rig: Rig, provider: str, changes: dict[str, object], address: str | None
) -> None:
    settings(rig, **changes)
    found = callback_url_for(rig.studio.settings, provider, "task", b"secret")
    assert found == (address and address + callback_token(b"secret", "task"))


@pytest.mark.parametrize("error", [ImageRefused(), ProviderMisconfigured("No money.", status=402)])
async def test_a_picture_that_is_refused_ends_the_take_before_anything_is_sent(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def refuse(_pictures: object) -> tuple[str, ...]:
        raise error

    monkeypatch.setattr(rig.twin, "prepare", refuse)
    take = await rig.make()
    await rig.step()
    assert (await rig.task(take)).state == "failed"
    assert await rows(rig, take) == []
    assert await rig.money() == (500, 0)


async def test_pictures_that_cannot_be_handed_over_are_tried_a_few_times(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = list[int]()

    async def break_off(_pictures: object) -> tuple[str, ...]:
        tries.append(1)
        raise ProviderUnavailable

    monkeypatch.setattr(rig.twin, "prepare", break_off)
    task = await rig.finish(await rig.make())
    assert (task.state, task.state_reason) == ("failed", "provider_down")
    assert len(tries) == 5
    assert rig.twin.tries == []
