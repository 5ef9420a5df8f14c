"""Who wants nobody in the picture gets scenes without people."""

import pytest

from tests.unit.rules.test_guide import BRIEF, at, only
from vidstudio.rules.blocks import Angle


@pytest.mark.parametrize("product", ["Hand cream", "A bakery in town", "A recipe app", "Oat milk"])
@pytest.mark.parametrize("never", ["People", "Faces, cheap", "Hands"])
def test_who_wants_nobody_in_the_picture_gets_scenes_without(product: str, never: str) -> None:
    brief = BRIEF.model_copy(update={"product": product, "never_say": never})
    offered = only(at("Show me angles", brief=brief)).arguments["angles"]
    planned = only(
        at("Plan the shots", brief=brief, picked=tuple(Angle(**angle) for angle in offered))
    ).arguments["shots"]
    assert len(planned) >= 3
    for shot in planned:
        assert f"Avoid: {never[:1].lower()}{never[1:]}." in shot["prompt"]
        scene = shot["prompt"].lower().replace(product.lower(), "").partition(" clearly visible")[0]
        told = {word.strip(".,;:") for word in scene.partition(" avoid:")[0].split()}
        assert not told & {"hand", "hands", "people", "somebody", "person", "face", "smile"}, shot


@pytest.mark.parametrize(
    "said", ["A lamp, no people, Reels", "A lamp for readers, without people in the picture"]
)
def test_nobody_in_the_picture_is_heard(said: str) -> None:
    assert "eople" in only(at(said)).arguments["never_say"]
