"""Serving: the protocol, what is refused, and that a policy behind a socket is the same policy."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import msgpack
import numpy as np
import pytest
import torch
from small_policies import FRONT, Telltale, spec
from test_engine_policy import BRIGHT, INDEX, NEWEST, OLDEST, SOLVER, WORDS, drive
from torch import Tensor
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from vla.errors import UserError
from vla.features import STATE
from vla.policies.base import Inputs
from vla.policies.client import RemotePolicy
from vla.policies.engine import Engine
from vla.policies.history import History
from vla.policies.msgpack_arrays import pack, unpack
from vla.policies.predictor import Predictor
from vla.policies.server import PolicyServer
from vla.policies.together import Together


class Slow(Telltale):
    """Takes its time, and stumbles over some words."""

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        time.sleep(0.05)
        if "stumble" in inputs.task:
            raise RuntimeError("out of breath")
        return super().sample(inputs, **options)


def server(policy: Telltale, **options: Any) -> PolicyServer:
    return PolicyServer(Predictor(policy), "telltale", port=0, **options)


@pytest.fixture
def served() -> Iterator[PolicyServer]:
    with server(Telltale(spec(cameras=True))) as running:
        yield running


def opened(running: PolicyServer) -> tuple[ClientConnection, dict[str, Any]]:
    socket = connect(running.url, compression=None, max_size=None).__enter__()
    said = socket.recv(timeout=20)
    assert isinstance(said, bytes)
    return socket, unpack(said)


def ask(socket: ClientConnection, **request: Any) -> Any:
    """An answer, or the text of a complaint."""
    names = {"state": STATE, "front": FRONT}
    socket.send(pack({names.get(name, name): value for name, value in request.items()}))
    answer = socket.recv(timeout=20)
    return answer if isinstance(answer, str) else unpack(answer)


def picture(value: int = 51, lead: tuple[int, ...] = ()) -> np.ndarray:
    return np.full((*lead, 4, 6, 3), value, np.uint8)


# --- arrays ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "int64", "float16", "float32", ">f8"])
def test_arrays_come_back_as_they_were(dtype: str) -> None:
    given = {"a": np.arange(6).reshape(2, 3).astype(dtype), "b": [np.float32(0.5), {"c": "text"}]}
    found = unpack(pack(given))
    assert found["a"].dtype == given["a"].dtype  # type: ignore[union-attr]
    assert np.array_equal(found["a"], given["a"])
    assert found["b"] == given["b"]
    assert unpack(pack(np.zeros((0, 3)))).shape == (0, 3)


def raw(dtype: Any = "<f4", shape: Any = (2,), data: Any = bytes(8)) -> bytes:
    found = {b"__ndarray__": True, b"data": data, b"dtype": dtype, b"shape": shape}
    return msgpack.Packer().pack(found)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xc1",
        b"\x91" * 5000,
        pack({"a": 1})[:-1],
        pack({"a": 1}) + b"\x01",
        raw(dtype="|O"),
        raw(dtype="<c8"),
        raw(dtype="|V8"),
        raw(dtype="<f4,<f4"),
        raw(dtype="<M8[s]"),
        raw(dtype=["<f4"]),
        raw(dtype=None),
        raw(shape=(3,)),
        raw(shape=(-2,)),
        raw(shape=(True, 2)),
        raw(shape=(2**62, 2**62)),
        raw(shape=(1,) * 9),
        raw(shape=2),
        raw(data="text"),
        msgpack.packb({b"__npgeneric__": True, b"data": "x", b"dtype": "<f4"}),
        msgpack.packb({b"__npgeneric__": True, b"data": 300, b"dtype": "|u1"}),
        msgpack.packb(msgpack.ExtType(1, b"x")),
        msgpack.packb(dict.fromkeys(map(str, range(2000)))),
    ],
)
def test_what_is_no_array_of_numbers_is_refused(content: bytes) -> None:
    with pytest.raises(UserError):
        unpack(content)


@pytest.mark.parametrize(
    "value", [np.array([object()]), np.zeros(2, complex), object(), np.array("a")]
)
def test_only_numbers_are_sent(value: Any) -> None:
    with pytest.raises(UserError):
        pack({"a": value})


# --- the protocol ------------------------------------------------------------------------------


def test_a_server_says_what_it_serves(served: PolicyServer) -> None:
    socket, said = opened(served)
    assert said["protocol"] == "vla/1"
    assert said["policy"] == "telltale"
    assert said["spec"] == spec(cameras=True).to_json()
    assert {"steps", "prefix"} <= set(said["options"])
    socket.close()
    with urllib.request.urlopen(served.url.replace("ws", "http") + "/healthz", timeout=10) as page:
        assert page.status == 200
        assert page.read() == b"OK\n"


def test_an_observation_is_answered_with_a_chunk(served: PolicyServer) -> None:
    socket, _ = opened(served)
    state = np.array([7.0])
    answer = ask(socket, state=state, front=picture(), prompt="push", steps=3)
    actions = answer["actions"]
    assert actions.shape == (7, 7)
    assert actions.dtype == np.float32
    assert actions[:, INDEX].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert actions[0, [NEWEST, OLDEST, WORDS, SOLVER]].tolist() == [7, 7, 4, 3]
    assert actions[0, BRIGHT] == pytest.approx(0.2)
    assert answer["server_timing"]["infer_ms"] >= answer["policy_timing"]["infer_ms"] > 0
    bright = np.full((3, 4, 6), 0.5, np.float32)
    answer = ask(socket, state=state + 1, front=bright, task="go")
    assert answer["server_timing"]["prev_total_ms"] > 0
    assert answer["actions"][0, [NEWEST, OLDEST, BRIGHT]].tolist() == [8, 7, 0.5]
    assert ask(socket, reset=True).keys() == {"server_timing"}
    answer = ask(socket, state=state + 2, front=bright, task="go")
    assert answer["actions"][0, [NEWEST, OLDEST]].tolist() == [9, 9]
    answer = ask(socket, state=state + 3, front=bright, task="go", reset=True)
    assert answer["actions"][0, [NEWEST, OLDEST]].tolist() == [10, 10]
    both = np.array([[1.0], [2.0]], np.float32)
    answer = ask(socket, state=both, front=picture(lead=(2,)), task="go")
    assert answer["actions"][0, [NEWEST, OLDEST]].tolist() == [2, 1]
    three = np.arange(6.0).reshape(3, 2, 1)
    answer = ask(socket, state=three, front=picture(lead=(3, 2)), task=["a", "bb", "ccc"])
    assert answer["actions"].shape == (3, 7, 7)
    assert answer["actions"][:, 0, [OLDEST, NEWEST, WORDS]].tolist() == [
        [0, 1, 1],
        [2, 3, 2],
        [4, 5, 3],
    ]
    socket.close()


def test_bad_requests_are_answered_in_words_and_the_server_lives_on(served: PolicyServer) -> None:
    socket, _ = opened(served)
    good = {"state": np.zeros(1), "front": picture(), "task": "go"}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"state": None}, STATE),
        ({"state": np.zeros(2)}, "place"),
        ({"state": np.array([np.nan])}, "finite"),
        ({"state": np.zeros((3, 1))}, "2 together"),
        ({"state": np.zeros((1, 1, 1, 1))}, "shape"),
        ({"front": None}, FRONT),
        ({"front": np.zeros((3, 4, 6), np.uint8)}, "needs"),
        ({"front": np.zeros((4, 6, 3), np.float32)}, "needs"),
        ({"front": np.full((3, 4, 6), 255.0)}, "0 to 1"),
        ({"front": np.zeros((4, 6, 3), np.int32)}, "uint8"),
        ({"task": None}, "task"),
        ({"prompt": "again"}, "once"),
        ({"task": ["go"]}, "text"),
        ({"task": "x" * 5000}, "characters"),
        ({"stepz": 3}, "'steps'"),
        ({"steps": 0}, "1000"),
        ({"steps": 2.5}, "whole"),
        ({"steps": float("inf")}, "number"),
        ({"prefix": np.zeros((8, 7), np.float32)}, "prefix_length"),
        ({"prefix": np.zeros((7, 7), np.float32), "prefix_length": 1}, "shape"),
        ({"prefix": np.zeros((8, 7), np.float32), "prefix_length": 9}, "0 to 8"),
        ({"reset": 1}, "reset"),
    ]
    for change, says in wrong:
        request = {k: v for k, v in {**good, **change}.items() if v is not None}
        answer = ask(socket, **request)
        assert isinstance(answer, str), change
        assert says in answer, (change, answer)
        assert "Traceback" not in answer
    for content, says in (("text", "binary"), (b"\xc1", "MessagePack"), (pack([1]), "map")):
        socket.send(content)
        answer = socket.recv(timeout=20)
        assert isinstance(answer, str)
        assert says in answer
    assert ask(socket, **good)["actions"].shape == (7, 7)
    socket.close()


def test_what_the_policy_itself_fails_at_ends_one_connection_only() -> None:
    with server(Slow(spec())) as running:
        one, other = opened(running)[0], opened(running)[0]
        said = ask(one, state=np.zeros(1), task="stumble")
        assert "out of breath" in said
        with pytest.raises(ConnectionClosed):
            one.recv(timeout=20)
        assert ask(other, state=np.zeros(1), task="go")["actions"].shape == (7, 7)
        other.close()


def test_too_many_clients_and_too_much_at_once_are_turned_away() -> None:
    with server(Telltale(spec()), clients=1) as running:
        first, _ = opened(running)
        with pytest.raises(InvalidStatus, match="503"):
            connect(running.url).__enter__()
        first.send(bytes(65 * 2**20))
        with pytest.raises(ConnectionClosed):
            first.recv(timeout=20)
        deadline = time.monotonic() + 20
        while True:  # until the server has noticed that the first is gone
            try:
                opened(running)[0].close()
                break
            except InvalidStatus:
                assert time.monotonic() < deadline
                time.sleep(0.05)


def test_a_port_that_is_taken_is_said() -> None:
    with server(Telltale(spec())) as running:
        port = int(running.url.rpartition(":")[2])
        taken = PolicyServer(Predictor(Telltale(spec())), "other", port=port)
        with pytest.raises(UserError, match=str(port)), taken:
            pytest.fail("it listens where another does")


def test_clients_that_wait_are_answered_together() -> None:
    policy = Slow(spec())
    with server(policy) as running:
        answers: dict[int, np.ndarray] = {}

        def client(number: int) -> None:
            socket, _ = opened(running)
            for step in range(3):
                state = np.array([100.0 * number + step])
                answers[10 * number + step] = ask(socket, state=state, task="go")["actions"]
            socket.close()

        threads = [threading.Thread(target=client, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == 12
    for key, actions in answers.items():
        number, step = divmod(key, 10)
        assert actions[0, NEWEST] == 100 * number + step
        assert actions[0, OLDEST] == 100 * number + max(step - 1, 0)
    assert sum(rows for rows, *_ in policy.calls) == 12
    assert len(policy.calls) < 12


def test_calls_of_different_kinds_are_not_joined() -> None:
    policy = Slow(spec())
    together = Together(Predictor(policy))
    rows = {STATE: torch.zeros(1, 2, 1), "task": ["go"]}
    threads = [
        threading.Thread(target=lambda n=n: together(rows, steps=1 + n % 2)) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together.close()
    assert sum(count for count, *_ in policy.calls) == 6
    assert 2 <= len(policy.calls) <= 6


def test_pictures_of_bytes_and_of_numbers_are_not_joined() -> None:
    """Joined, 200 of 255 and 0.5 would both be taken for numbers from 0 to 1."""
    seen: list[Tensor] = []

    class Looks(Slow):
        def predict_action_chunk(self, batch: Any, **options: Any) -> Tensor:
            seen.append(batch[FRONT])
            return super().predict_action_chunk(batch, **options)

    together = Together(Predictor(Looks(spec(cameras=True))))
    state = torch.zeros(1, 2, 1)
    pictures = (
        torch.full((1, 2, 3, 4, 6), 200, dtype=torch.uint8),
        torch.full((1, 2, 3, 4, 6), 0.5),
    )
    threads = [
        threading.Thread(
            target=together, args=({STATE: state, FRONT: pictures[n % 2], "task": ["go"]},)
        )
        for n in range(6)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together.close()
    assert sum(len(one) for one in seen) == 6
    assert {(one.dtype, float(one.float().amax())) for one in seen} == {
        (torch.uint8, 200.0), (torch.float32, 0.5)
    }  # fmt: skip


def test_who_asks_for_the_impossible_alone_hears_of_it() -> None:
    class Strict(Slow):
        def predict_action_chunk(self, batch: Any, **options: Any) -> Tensor:
            chunk = super().predict_action_chunk(batch, **options)
            if "never" in batch["task"]:
                raise UserError("too long")
            return chunk

    together = Together(Predictor(Strict(spec())))
    heard: dict[int, str] = {}

    def ask_for(number: int) -> None:
        task = "never" if number == 3 else "go"
        try:
            together({STATE: torch.zeros(1, 2, 1), "task": [task]})
        except UserError as error:
            heard[number] = str(error)

    threads = [threading.Thread(target=ask_for, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together.close()
    assert heard == {3: "too long"}


def test_a_history_of_bytes_and_numbers_is_one_of_numbers() -> None:
    history, all_of_it = History([FRONT], 2), torch.ones(1, dtype=torch.bool)
    history.add({FRONT: torch.full((1, 3, 4, 6), 255, dtype=torch.uint8)}, all_of_it, all_of_it)
    history.add({FRONT: torch.full((1, 3, 4, 6), 0.5)}, all_of_it, ~all_of_it)
    assert history.rows(torch.tensor([0]))[FRONT][0, :, 0, 0, 0].tolist() == [1.0, 0.5]


# --- behind a socket ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [{}, {"mode": "ensemble"}, {"mode": "realtime", "latency": 2}, {"latency": 3}]
)
def test_a_remote_policy_does_the_same(options: dict[str, Any]) -> None:
    def show(looking: Tensor, step: int) -> dict[str, Tensor]:
        grey = torch.full((3, 3, 4, 6), step, dtype=torch.uint8).float() / 255.0
        return {FRONT: grey} if bool(looking.any()) else {}

    here = Engine(Predictor(Telltale(spec(cameras=True)), {"steps": 5}), **options)
    begins = [(4, 1), (5, 2)]
    expected = drive(here, 3, 11, begins, show)
    with server(Telltale(spec(cameras=True))) as running:
        remote = RemotePolicy(running.url)
        assert remote.spec == here.spec
        there = Engine(Predictor(remote, {"steps": 5}), **options)
        assert torch.equal(drive(there, 3, 11, begins, show), expected)
        assert remote.timing["server_timing"]["infer_ms"] > 0
        remote.close()


def test_pictures_of_any_brightness_arrive_exactly() -> None:
    with server(Telltale(spec(cameras=True, n_obs_steps=1))) as running:
        remote = RemotePolicy(running.url.removeprefix("ws://"))
        torch.manual_seed(0)
        for pictures in (torch.rand(2, 3, 4, 6), torch.randint(0, 256, (2, 3, 4, 6)) / 255.0):
            batch = {STATE: torch.zeros(2, 1), FRONT: pictures, "task": ["a", "b"]}
            there = remote.predict_action_chunk(batch)
            here = Telltale(spec(cameras=True, n_obs_steps=1)).predict_action_chunk(batch)
            assert torch.equal(there[..., BRIGHT], here[..., BRIGHT])
        remote.close()


def test_a_server_can_keep_the_chunks() -> None:
    policy = Telltale(spec())
    with server(policy, answer="action") as running:
        socket, said = opened(running)
        assert said["answer"] == "action"
        done = [ask(socket, state=np.array([float(step)]), task="go") for step in range(4)]
        assert [answer["actions"].shape for answer in done] == [(1, 7)] * 4
        assert [answer["actions"][0, INDEX] for answer in done] == [1, 2, 3, 1]
        assert [answer["actions"][0, NEWEST] for answer in done] == [0, 0, 0, 3]
        answer = ask(socket, state=np.array([4.0]), task="go", reset=True)
        assert answer["actions"][0, [INDEX, OLDEST]].tolist() == [1, 4]
        assert "one robot" in ask(socket, state=np.zeros((2, 1)), task="go")
        socket.close()
        with pytest.raises(UserError, match="answer=chunk"):
            RemotePolicy(running.url)
    with pytest.raises(UserError, match="latency"):
        server(policy, answer="action", engine={"latency": 9})


def test_a_client_says_who_is_missing() -> None:
    with server(Telltale(spec())) as running:
        remote = RemotePolicy(running.url)
        with pytest.raises(UserError, match="task"):
            remote.predict_action_chunk({STATE: torch.zeros(1, 2, 1), "task": ["a", "b"]})
        batch = {STATE: torch.zeros(1, 2, 1), "task": ["a"]}
        assert remote.predict_action_chunk(batch)[:, 0].isnan().all()  # before now
    with pytest.raises(UserError, match="gone"):
        remote.predict_action_chunk(batch)
    with pytest.raises(UserError, match="vla serve"):
        RemotePolicy(running.url, timeout=2)
    with pytest.raises(UserError, match="reached"):
        RemotePolicy("ftp://nowhere", timeout=2)


def test_an_answer_that_never_comes_is_said() -> None:
    class Sleeping(Telltale):
        def sample(self, inputs: Inputs, **options: Any) -> Tensor:
            time.sleep(0.6)
            return super().sample(inputs)

    with server(Sleeping(spec())) as running:
        remote = RemotePolicy(running.url, timeout=0.2)
        with pytest.raises(UserError, match="gone"):
            remote.predict_action_chunk({STATE: torch.zeros(1, 2, 1), "task": ["a"]})
        remote.close()


def test_health_is_no_websocket_and_other_paths_are(served: PolicyServer) -> None:
    with pytest.raises(urllib.error.HTTPError, match="426"):
        urllib.request.urlopen(served.url.replace("ws", "http") + "/", timeout=10)
