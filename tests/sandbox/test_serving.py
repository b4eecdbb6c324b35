import socket

import httpx
import pytest

from sandbox.serving import listen, serving
from sandbox.town import Town
from sandbox.vendors.numcheck import KEY
from tests.sandbox.held_clock import HeldClock


def test_a_taken_port_means_the_next_free_one() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as neighbour:
            assert port < neighbour.getsockname()[1] < port + 100


async def test_fate_054_drops_the_connection_in_the_middle_of_the_reply() -> None:
    town = Town(HeldClock())
    with listen("127.0.0.1", 0) as listener:
        async with (
            serving(town.app, listener) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/numcheck/ru") as client,
        ):
            with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
                await client.post(
                    "/init-call",
                    params={"phone": "447700900054"},
                    headers={"X-AUTH-Token": KEY},
                )

    assert town.vendors["numcheck"].charged == ["+447700900054"]


def test_an_answer_in_two_pieces_waits_for_no_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        visitor, _ = listener.accept()
        with visitor:
            is_prompt = visitor.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert is_prompt
