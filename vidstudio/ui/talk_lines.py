"""From the messages of a campaign to the lines of its conversation, one after the other."""

from collections.abc import Callable, Sequence
from typing import Any

from vidstudio.base.texts import counted, text
from vidstudio.rules import blocks
from vidstudio.rules.brief import CHANNELS
from vidstudio.rules.diff import word_diff
from vidstudio.ui.amounts import number
from vidstudio.ui.cost_words import gate_words
from vidstudio.ui.talk_takes import ended_words, tile
from vidstudio.ui.talk_views import AngleCard, DiffPiece, FieldRow, PlanRow, TalkLine
from vidstudio.views import MessageView, ScreenView, TaskView

Drawn = dict[str, Any]
NAME_PARTS = 3


def talk_lines(screen: ScreenView) -> list[TalkLine]:
    """News of takes that follow each other become one line."""
    takes = {view.id: view for view in (*screen.told, *screen.queue, *screen.takes)}
    lines = list[TalkLine]()
    for run in _runs(screen.messages):
        news = [takes[m.task_id] for m in run if m.kind == "take" and m.task_id in takes]
        if len(news) > 1:
            lines.append(_news(run[0], news))
        else:
            lines.extend(_line(message, screen, takes) for message in run)
    return _with_last(lines, screen.messages)


def _runs(messages: Sequence[MessageView]) -> list[list[MessageView]]:
    """The messages in their order; news of takes side by side stand in one list."""
    runs = list[list[MessageView]]()
    for message in messages:
        if runs and message.kind == "take" == runs[-1][-1].kind:
            runs[-1].append(message)
        else:
            runs.append([message])
    return runs


def _news(first: MessageView, takes: list[TaskView]) -> TalkLine:
    tiles = tuple(tile(view) for view in takes)
    return TalkLine(id=first.id, kind="takes", title=ended_words(takes), tiles=tiles)


def _line(message: MessageView, screen: ScreenView, takes: dict[str, TaskView]) -> TalkLine:
    drawn = _drawn(message, screen, takes)
    line: Drawn = message.model_dump(include={"id", "text", "state", "block_state"})
    if message.kind == "take":
        drawn = {"kind": "news", "task_id": message.task_id or ""}
    kind = drawn.pop("kind", "you" if message.author == "user" else "said")
    return TalkLine.model_validate(line | {"kind": kind, "author": message.author_name} | drawn)


def _with_last(lines: list[TalkLine], messages: Sequence[MessageView]) -> list[TalkLine]:
    """ "Try again" stands only under the newest line, while nobody has gone on."""
    if lines and messages and lines[-1].id == messages[-1].id:
        lines[-1] = lines[-1].model_copy(update={"last": True})
    return lines


def _drawn(message: MessageView, screen: ScreenView, takes: dict[str, TaskView]) -> Drawn:
    block = message.block
    match block:
        case None:
            return {}
        case blocks.TakesBlock():
            shown = [takes[key] for key in block.task_ids if key in takes]
            tiles = tuple(tile(view) for view in shown)
            return {"kind": "takes", "title": ended_words(shown) if shown else "", "tiles": tiles}
        case blocks.CostBlock():
            return {"kind": "cost", **gate_words(block, screen, message.block_state)}
        case _:
            return _DRAWN_BY[block.kind](block, screen)


def _step(block: blocks.StepBlock, _screen: ScreenView) -> Drawn:
    seconds = round(block.seconds)
    note = text("conversation.step.seconds", seconds=seconds) if seconds else ""
    return {"kind": "step", "note": note, "steps": block.lines}


def _brief(block: blocks.BriefBlock, screen: ScreenView) -> Drawn:
    rows = [_field(line, screen) for line in block.lines if line.value]
    if block.channels:
        label = text("conversation.brief.channels")
        rows.append(FieldRow(label=label, value=_channels(block.channels)))
    return {"kind": "brief", "title": text("conversation.brief.title"), "fields": tuple(rows)}


def _field(line: blocks.BriefLine, screen: ScreenView) -> FieldRow:
    known = line.field in {"goal", "audience", "product", "offer", "tone", "must_show"} | {
        "never_say",
        "page_summary",
    }
    label = text(f"conversation.brief.{line.field}") if known else line.field
    now = str(getattr(screen.campaign.brief, line.field, "") or "")
    other = now and now not in {line.value, line.kept}
    stays = text("conversation.brief.stays", words=now) if other else ""
    return FieldRow(label=label, value=line.value, stays=stays)


def _channels(names: Sequence[str]) -> str:
    return ", ".join(CHANNELS[name].name for name in names if name in CHANNELS)


def _strategy(block: blocks.StrategyBlock, _screen: ScreenView) -> Drawn:
    chosen = any(angle.picked for angle in block.angles)
    cards = tuple(
        AngleCard(
            n=n,
            title=angle.title,
            hook=angle.hook,
            line=_angle_line(angle),
            picture_url=f"/api/assets/{angle.picture_id}" if angle.picture_id else "",
            # the first one is a proposal: one press plans it
            picked=angle.picked or (not chosen and n == 0),
            shapes=_shapes(angle),
        )
        for n, angle in enumerate(block.angles)
    )
    pictures = any(card.picture_url for card in cards)
    note = text("conversation.strategy.pictures") if pictures else ""
    return {
        "kind": "strategy",
        "title": text("conversation.strategy.title"),
        "note": note,
        "angles": cards,
        "pictured": pictures,
    }


_SHAPES = {"9:16": "upright", "16:9": "wide", "1:1": "square", "4:5": "portrait"}
SHAPES_SHOWN = 3


def _shapes(angle: blocks.Angle) -> tuple[str, ...]:
    """An outline for each shot, in the ratios of its channels by turns; the first is alive."""
    ratios = [CHANNELS[name].aspect_ratio for name in angle.channels if name in CHANNELS]
    ratios = list(dict.fromkeys(ratios)) or ["16:9"]
    drawn = [_SHAPES[ratios[n % len(ratios)]] for n in range(min(angle.shots, SHAPES_SHOWN))]
    return (f"shape {drawn[0]} alive", *(f"shape {shape}" for shape in drawn[1:]))


def _angle_line(angle: blocks.Angle) -> str:
    parts = (counted("conversation.strategy.shots", angle.shots), _channels(angle.channels))
    return " · ".join(part for part in parts if part)


def _plan(block: blocks.PlanBlock, _screen: ScreenView) -> Drawn:
    prices = [shot.amount_credits for shot in block.shots]
    known = [price for price in prices if price is not None]
    note = ""
    if len(known) == len(prices):
        amount = sum(known)
        note = text("conversation.plan.about", credits=number(amount)) if amount else _free()
    rows = tuple(_plan_row(n, shot) for n, shot in enumerate(block.shots))
    return {
        "kind": "plan",
        "title": text("conversation.plan.title"),
        "note": note,
        "plan": rows,
        "some_accepted": any(row.accepted for row in rows),
    }


def _plan_row(n: int, shot: blocks.PlannedShot) -> PlanRow:
    price = "" if shot.amount_credits is None else number(shot.amount_credits)
    return PlanRow(
        n=n,
        number=str(n + 1),
        title=shot.title,
        intent=shot.intent or shot.prompt,
        ratio=shot.aspect_ratio,
        seconds=f"{shot.duration_seconds} s",
        price=price,
        accepted=shot.shot_id is not None,
    )


def _free() -> str:
    return text("conversation.plan.free")


def _prompt(block: blocks.PromptBlock, screen: ScreenView) -> Drawn:
    title = next((shot.title for shot in screen.shots if shot.id == block.shot_id), "")
    shot = title or text("conversation.prompt.gone")
    pieces = word_diff(block.before, block.after) if block.before else ()
    return {
        "kind": "prompt",
        "title": text("conversation.prompt.title"),
        "note": text("conversation.prompt.for_shot", title=shot),
        "shot_id": block.shot_id,
        "text": block.after,
        "pieces": tuple(DiffPiece(kind=piece.kind, text=piece.text) for piece in pieces)
        or (DiffPiece(kind="same", text=block.after),),
    }


def _page(block: blocks.PageBlock, _screen: ScreenView) -> Drawn:
    return {
        "kind": "page",
        "title": block.title or block.url,
        "text": block.summary,
        "url": block.url if block.url.startswith(("https://", "http://")) else "",
        "pictures": tuple(f"/api/assets/{key}" for key in block.picture_ids[:NAME_PARTS]),
    }


_DRAWN_BY: dict[str, Callable[[Any, ScreenView], Drawn]] = {
    "step": _step,
    "brief": _brief,
    "strategy": _strategy,
    "plan": _plan,
    "prompt": _prompt,
    "page": _page,
}
