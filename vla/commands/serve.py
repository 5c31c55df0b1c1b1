"""`vla serve`: a policy behind a websocket, for robots and other simulators."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from vla import compose
from vla.commands.candidates import (
    ENGINE,
    changed,
    check_sampling,
    checkpoint_folder,
    predictor,
    recorded,
)
from vla.compose import Settings
from vla.errors import UserError


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Serve until Ctrl-C; 0 then."""
    config = compose.settings("serve", overrides)
    check_values(config)
    with console.status("Loading the policy"):
        server = made(config)
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("vla").setLevel(logging.INFO)
    with server:
        for line in told(server):
            console.print(line)
        try:
            server.wait()
        except KeyboardInterrupt:
            console.print("stopped")
    return 0


def check_values(config: Settings) -> None:
    """Complain about numbers before anything is loaded."""
    if config["checkpoint"] is None:
        raise UserError("Say what to serve: checkpoint=outputs/<run>, a folder of vla train.")
    if config["clients"] < 1 or not 0 <= config["port"] < 65536:
        raise UserError(
            f"clients={config['clients']}, port={config['port']}: at least 1 client, and a port"
            " from 0 to 65535."
        )
    check_sampling(config)
    if config["answer"] == "chunk":
        others = changed("serve", config, ENGINE)
        if others:
            raise UserError(
                f"{', '.join(others)}: with answer=chunk that is for the client to say."
            )


def made(config: Settings) -> Any:
    """A `vla.policies.server.PolicyServer`, not listening yet."""
    from vla.policies.server import PolicyServer

    folder = checkpoint_folder(str(config["checkpoint"]))
    network = predictor(folder, config["device"], config)
    known = recorded(folder)
    return PolicyServer(
        network,
        str(config["checkpoint"]),
        str(config["host"]),
        config["port"],
        config["answer"],
        config["clients"],
        {key: config[key] for key in ENGINE},
        {"recorded": {"environment": known.environment, "tasks": list(known.tasks)}},
    )


def told(server: Any) -> list[str]:
    """What is served, and where."""
    said = server.metadata
    spec = said["spec"]
    features = spec["features"]
    seen = ", ".join(f"{key} {tuple(f['shape'])}" for key, f in features.items() if key != "action")
    action = spec["action"]
    chunk = spec["horizon"] - spec["n_obs_steps"] + 1 if said["answer"] == "chunk" else 1
    return [
        f"[bold]{escape(said['policy'])}[/] sees {escape(seen)}"
        + (f", {spec['n_obs_steps']} observations at a time" if spec["n_obs_steps"] > 1 else ""),
        f"answers with {chunk} action{'s' * (chunk > 1)} of {len(action['names'])} numbers"
        f" ({action['mode']}), {action['rate']:g} per second",
        f"serving at [bold]{server.url}[/]; Ctrl-C stops it, /healthz says how it is",
        f"measure it: vla eval url={server.url}",
    ]
