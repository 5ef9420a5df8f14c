"""From where calls of providers may come, and how often."""

import pytest

from tests.api.kie_caller import PATH, Kie
from tests.api.visitors import visitor
from tests.studio_fixtures import Home
from vidstudio.api.gate import Gate
from vidstudio.studio import Studio


@pytest.fixture
def kie(studio: Studio, home: Home) -> Kie:
    return Kie.opened(studio, home)


@pytest.mark.fault("F-37")
async def test_six_hundred_a_minute_from_one_address(app: Gate, kie: Kie) -> None:
    async with visitor(app, at="203.0.113.9") as noisy, visitor(app, at="198.51.100.7") as quiet:
        answers = [await noisy.post(PATH, params={"token": "x"}, json={}) for _ in range(601)]
        assert {answer.status_code for answer in answers[:600]} == {422}
        assert answers[600].status_code == 429
        assert int(answers[600].headers["retry-after"]) >= 1
        task_id = await kie.running()
        assert (await kie.calls(quiet, task_id)).status_code == 200


class TestListed:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"sora_callback_ips": "203.0.113.0/24, 2001:db8::7", "trusted_proxy_hops": 1}

    @pytest.mark.fault("F-37")
    async def test_only_listed_addresses_behind_the_trusted_proxy(
        self, app: Gate, kie: Kie
    ) -> None:
        task_id = await kie.running()
        seen = {
            "203.0.113.9": 200,
            "2001:db8::7": 200,
            "2001:db8::8": 401,  # the same /64, another machine
            "198.51.100.7": 401,
            "203.0.113.9, 198.51.100.7": 401,  # the first is what the caller says of itself
        }
        async with visitor(app, at="127.0.0.1") as proxy:
            for told, status in seen.items():
                answer = await kie.calls(proxy, task_id, headers={"X-Forwarded-For": told})
                assert answer.status_code == status, told
