import pytest

from tests.faults.shop import Shift, Shop
from tests.studio_fixtures import Home
from vidstudio.base.clock import Clock
from vidstudio.studio import Studio


@pytest.fixture
def shift() -> Shift:
    return Shift()


@pytest.fixture
def clock(shift: Shift) -> Clock:
    return shift.clock


@pytest.fixture
def shop(studio: Studio, home: Home, shift: Shift) -> Shop:
    return Shop(studio, home, shift)
