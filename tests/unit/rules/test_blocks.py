"""Blocks as they are read from rows that may be older than this version."""

import pytest

from vidstudio.rules.blocks import StepBlock, read_block


def test_a_block_comes_back_as_it_was_kept() -> None:
    block = StepBlock(seconds=1.5, lines=("Read the page",))
    assert read_block(block.model_dump(mode="json")) == block


@pytest.mark.parametrize(
    "kept", [None, {}, {"kind": "of old"}, {"kind": "plan"}, {"kind": "plan", "shots": []}]
)
def test_what_cannot_be_read_is_no_block(kept: dict[str, object] | None) -> None:
    assert read_block(kept) is None
