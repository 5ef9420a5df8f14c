"""The guide: what is answered where no language model is set. Scripted, pure, the same each time."""

from vidstudio.rules.situation import Call, Say, Situation


def reply(situation: Situation) -> tuple[Say | Call, ...]:
    """Words and tool calls, in the order they are shown."""
    product = situation.brief.product or situation.message[:80] or "the product"
    return (
        Say(text="Here is the brief as I read it. Looks right?"),
        Call(name="write_brief", arguments={"product": product, "goal": f"Show {product}."}),
    )
