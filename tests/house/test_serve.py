import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tools.postgres import free_port
from tools.run import Address
from tools.steps import ROOT
from vidstudio.serve import PortTaken, require_free_port


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        # As granian binds: the kernel would let a second copy in.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_port_in_use_is_refused_with_a_way_out(taken_port: int, host: str) -> None:
    with pytest.raises(PortTaken, match=f"PORT={taken_port + 1} make run"):
        require_free_port(host, taken_port)


def test_a_free_port_is_left_free() -> None:
    port = free_port()
    require_free_port("127.0.0.1", port)
    require_free_port("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(PortTaken, match="cannot be listened on"):
        require_free_port("192.0.2.1", free_port())


def test_the_server_does_not_start_on_a_port_in_use(taken_port: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vidstudio.serve"],
        cwd=ROOT,
        env={"PORT": str(taken_port), "PATH": ""},
        text=True,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert f"Port {taken_port} is already in use" in done.stderr


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:3000"),
        ("0.0.0.0", "http://127.0.0.1:3000"),
        ("::", "http://[::1]:3000"),
        ("studio.example", "http://studio.example:3000"),
    ],
)
def test_the_address_on_the_screen_can_be_clicked(host: str, shown: str) -> None:
    assert str(Address(host, 3000)) == shown
