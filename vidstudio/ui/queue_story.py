"""The timeline of a take in words, and the details that can be copied for support."""

from vidstudio.base.texts import counted, text
from vidstudio.ui.amounts import THIN, clock, number
from vidstudio.ui.queue_rows import in_place
from vidstudio.ui.takenames import HERE, moment, provider_name
from vidstudio.views import StepView, TaskView, TimelineView, View


class StepRow(View):
    """`at` is an ISO moment, shown with thousandths in the reader's zone; `copy` an id."""

    name: str
    words: str = ""
    at: str = ""
    mark: str
    copied: str = ""


class StoryCard(View):
    """`details` is the whole story as lines of text."""

    steps: tuple[StepRow, ...] = ()
    prompt: str = ""
    settings: str = ""
    usual: str = ""
    slow: str = ""
    href: str = ""
    details: str = ""


def story(told: TimelineView) -> StoryCard:
    view = told.task
    rows = tuple(_step(step) for step in told.steps)
    slow = clock(told.slow_seconds) if told.slow_seconds else ""
    return StoryCard(
        steps=rows,
        prompt=view.prompt,
        settings=_settings(view),
        usual=clock(view.usual_seconds) if view.usual_seconds else "",
        slow=text("queue.steps.slowest", slow=slow) if slow else "",
        href=f"{in_place(view)}&take={view.id}",
        details=_details(view, rows),
    )


def _settings(view: TaskView) -> str:
    return f"{view.duration_seconds}{THIN}s · {view.aspect_ratio} · {view.resolution}"


def _step(step: StepView) -> StepRow:
    return StepRow(
        name=text(f"queue.steps.{step.key}"),
        words=_words(step),
        at=moment(step.at),
        mark=step.mark,
        copied=step.job_id,
    )


def _words(step: StepView) -> str:
    """`Accepted` has an id instead of words."""
    key = f"queue.steps.{step.key}"
    provider = text("queue.here") if step.provider in HERE else provider_name(step.provider)
    amount = counted("queue.credits", step.credits).replace(str(step.credits), number(step.credits))
    match step.key:
        case "held":
            return text(f"{key}_words", credits=amount) if step.credits else text(f"{key}_free")
        case "sent" if not step.attempt:
            return text(f"{key}_next", provider=provider)
        case "sent":
            facts = {"attempt": step.attempt, "attempts": step.attempts}
            return text(f"{key}_words", provider=provider, **facts)
        case "not_taken":
            return text(f"{key}_words", provider=provider)
        case "charged" if step.mark == "next":
            return text(f"{key}_next", amount=number(step.credits))
        case "charged":
            return text(f"{key}_words", credits=amount)
        case _:
            return _plain_words(step, key)


def _plain_words(step: StepView, key: str) -> str:
    match step.key:
        case "rendering":
            return "" if step.percent is None else text(f"{key}_words", percent=step.percent)
        case "accepted":
            return ""
        case "not_charged":
            return step.reason
        case _:
            return text(f"{key}_words")


def _details(view: TaskView, rows: tuple[StepRow, ...]) -> str:
    lines = [f"{view.id} {view.state}", f"{view.model_id} {view.served_by_provider}"]
    lines += [_settings(view)]
    lines += [" ".join(filter(None, (row.at, row.name, row.words, row.copied))) for row in rows]
    return "\n".join(lines)
