"""The promises of a provider, kept by each of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.twins.faults import Fault
from tests.twins.kie import KieTwin, kie_twin
from tests.unit.providers.contract import Pictures as Pictures
from tests.unit.providers.contract import ProviderContract, Stage, plain_job
from tests.unit.providers.contract import pictures as pictures
from tests.unit.providers.opened import open_kie
from vidstudio.base.clock import Clock
from vidstudio.providers.base import Job, Provider
from vidstudio.providers.local import LocalProvider


@dataclass
class LocalStage:
    provider: Provider
    root: Path
    job: Job = replace(plain_job("animatic", seconds=1), demo=True)  # noqa: RUF009  frozen

    def accepted(self) -> int:
        return sum(1 for _ in self.root.iterdir())

    def refused(self) -> Job:
        return self._ending("[refuse]")

    def lost(self) -> Job:
        return self._ending("[lost]")

    def gone(self) -> Job:
        return self._ending("[gone]")

    async def unplug(self) -> bool:
        return False

    def _ending(self, word: str) -> Job:
        return replace(self.job, prompt=f"A cup. {word}")


@dataclass
class KieStage:
    provider: Provider
    twin: KieTwin
    wires: AsyncExitStack
    job: Job = plain_job("seedance-2-5")  # noqa: RUF009  frozen

    def accepted(self) -> int:
        return len(self.twin.book.jobs)

    def refused(self) -> Job:
        said = {"code": 422, "msg": "The prompt violates our content policy"}
        self.twin.faults.add("create", Fault(body=said))
        return self.job

    def lost(self) -> Job:
        self.twin.faults.add("create", Fault("reset", accepted=True))
        return self.job

    def gone(self) -> Job:
        self.twin.faults.add("file", Fault(status=404))
        self.twin.faults.add("link", Fault(body={"code": 422, "msg": "The file does not exist"}))
        return self.job

    async def unplug(self) -> bool:
        await self.wires.aclose()
        return True


class TestLocal(ProviderContract):
    @pytest.fixture
    async def stage(self, tmp_path: Path) -> AsyncIterator[Stage]:
        provider = LocalProvider(tmp_path / "local", Clock())
        yield LocalStage(provider, tmp_path / "local")
        await provider.close()


class TestKie(ProviderContract):
    @pytest.fixture
    async def stage(self, tmp_path: Path) -> AsyncIterator[Stage]:
        async with AsyncExitStack() as wires:
            twin = await wires.enter_async_context(kie_twin())
            provider = open_kie(twin, tmp_path)
            yield KieStage(provider, twin, wires)
            await provider.close()
