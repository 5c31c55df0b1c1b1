"""The command line: `vla VERB ["text"] key=value ...`.

Light until a verb is known: help and complaints about words load nothing heavy.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

import vla
from vla.errors import UnknownName, UserError
from vla.settings import is_override, usage

MAX_TEXT = 2000
"""Characters of an instruction."""
INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT."""


@dataclass(frozen=True)
class Verb:
    """What a verb takes besides `key=value`."""

    module: str
    call: str = "run"
    """Function of the module."""
    text: bool = False
    """One instruction, in quotes."""
    subjects: tuple[str, ...] = ()
    """Words of which one follows the verb."""
    paths: tuple[str, ...] = ()
    """What follows the verb; `...` at the end of the last for one or more."""


VERBS = {
    "run": Verb("vla.commands.run", text=True),
    "plan": Verb("vla.commands.plan", text=True),
    "look": Verb("vla.commands.look", text=True),
    "tasks": Verb("vla.commands.tasks"),
    "bench": Verb("vla.commands.bench", subjects=("skills",)),
    "bench planner": Verb("vla.commands.bench_planner"),
    "bench composer": Verb("vla.commands.bench_composer"),
    "collect": Verb("vla.commands.collect"),
    "train": Verb("vla.commands.train"),
    "eval": Verb("vla.commands.eval"),
    "serve": Verb("vla.commands.serve"),
    "data info": Verb("vla.commands.data_look", call="info", paths=("DATASET",)),
    "data view": Verb("vla.commands.data_look", call="view", paths=("DATASET",)),
    "data stats": Verb("vla.commands.data_look", call="stats", paths=("DATASET",)),
    "data verify": Verb("vla.commands.data_look", call="verify", paths=("DATASET",)),
    "data repair": Verb("vla.commands.data_change", call="repair", paths=("DATASET",)),
    "data merge": Verb("vla.commands.data_change", call="merge", paths=("DATASET...",)),
    "data split": Verb("vla.commands.data_change", call="split", paths=("DATASET",)),
    "data filter": Verb("vla.commands.data_change", call="select", paths=("DATASET",)),
    "data pack": Verb("vla.commands.data_change", call="pack", paths=("DATASET",)),
    "data diff": Verb("vla.commands.data_look", call="diff", paths=("DATASET", "OTHER")),
    "data replay": Verb("vla.commands.data_look", call="replay", paths=("DATASET",)),
    "data convert": Verb("vla.commands.data_change", call="convert", paths=("SOURCE",)),
    "data bench": Verb("vla.commands.data_look", call="bench", paths=("DATASET",)),
    "view maps": Verb("vla.commands.view_maps", text=True),
    "clip collect": Verb("vla.commands.clip_collect"),
    "clip train": Verb("vla.commands.clip_train", call="train"),
    "clip eval": Verb("vla.commands.clip_train", call="evaluate"),
    "vlm train": Verb("vla.commands.vlm_train", call="train"),
    "vlm eval": Verb("vla.commands.vlm_eval", call="evaluate"),
    "vlm chat": Verb("vla.commands.vlm_eval", call="chat", text=True),
}
GROUPS = {
    "data": "Look at, check, mend, combine and convert datasets.",
    "view": "Look at what a plan goes by.",
    "clip": "Train and test the small CLIP.",
    "vlm": "Train, test and talk to the small planner.",
}
"""First words of verbs of two words."""
EXTRAS = {
    **dict.fromkeys(
        ("accelerate", "diffusers", "peft", "safetensors", "tensorboard", "tokenizers",
         "transformers"),
        "policies",
    ),
    **dict.fromkeys(("httpx2", "llguidance"), "vlm"),
    **dict.fromkeys(("msgpack", "websockets"), "serve"),
    **dict.fromkeys(("h5py", "pyarrow"), "data"),
    "mujoco_warp": "warp",
    "warp": "warp",
}  # fmt: skip
"""Library that a light install lacks -> the extra that brings it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code: 0, 1 (it did not succeed), 2 (bad input), 130 (Ctrl-C)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    try:
        return _dispatch(words, console)
    except UserError as error:
        complaints = Console(stderr=True, highlight=False, soft_wrap=True)
        line = " ".join(_printable(str(error)).split())
        label = getattr(error, "label", "error")
        complaints.print(f"[bold red]{label}:[/] {escape(line)}")
        return 2
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(str(error.name).partition(".")[0])
        if extra is None:
            raise
        needs = f'{error.name} is not installed. This needs: pip install "vla-toolkit[{extra}]"'
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"[bold red]error:[/] {escape(needs)}"
        )
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has left, as in `vla tasks | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _dispatch(words: list[str], console: Console) -> int:
    if not words or words[0] in ("--help", "-h", "help"):
        _overview(console)
        return 0
    if words[0] == "--version":
        console.print(f"vla {vla.__version__}")
        return 0
    name, *rest = words
    if name in GROUPS:
        if not rest or rest[0] in ("--help", "-h", "help"):
            _overview(console, name)
            return 0
        name, *rest = f"{name} {rest[0]}", *rest[1:]
    elif rest and f"{name} {rest[0]}" in VERBS:
        name, *rest = f"{name} {rest[0]}", *rest[1:]
    if name not in VERBS:
        raise UnknownName("verb", _printable(name), {*VERBS, *GROUPS})
    if "--help" in rest or "-h" in rest:
        _explain(name, console)
        return 0
    verb = VERBS[name]
    flags = [word for word in rest if word.startswith("-")]
    if flags:
        known = [*(f"{key.name}=" for key in usage(name).keys), "--help"]
        raise UnknownName(f"flag of 'vla {name}'", _printable(flags[0]), known)
    overrides = [word for word in rest if is_override(word)]
    others = [word for word in rest if not is_override(word)]
    if verb.paths:
        given: Any = _paths(name, verb, others)
    else:
        given = _instruction(name, others) if verb.text else _subject(name, verb, others)
    return getattr(importlib.import_module(verb.module), verb.call)(given, overrides, console)


def _instruction(name: str, words: list[str]) -> str:
    example = usage(name).example
    if not words or not " ".join(words).strip():
        raise UserError(f"'vla {name}' needs an instruction in quotes, e.g. {example}")
    if len(words) > 1:
        shown = _printable(" ".join(words))[:80]
        raise UserError(f'One instruction is expected, got {len(words)} words. Quote it: "{shown}"')
    (text,) = words
    if len(text) > MAX_TEXT:
        raise UserError(
            f"The instruction has {len(text):,} characters, at most {MAX_TEXT:,} are read. "
            "Say it in a few sentences."
        )
    if _printable(text) != text:
        raise UserError("The instruction is not valid UTF-8 text. Check its encoding.")
    return text


def _subject(name: str, verb: Verb, words: list[str]) -> str:
    if not verb.subjects:
        if words:
            raise UserError(
                f"'vla {name}' takes only key=value, got '{_printable(words[0])[:80]}'. "
                f"See: vla {name} --help"
            )
        return ""
    known = (*verb.subjects, *(v.split()[1] for v in VERBS if v.startswith(f"{name} ")))
    if not words:
        raise UserError(f"'vla {name}' needs one of: {', '.join(known)}.")
    if len(words) > 1 or words[0] not in verb.subjects:
        wrong = next(word for word in reversed(words) if word not in verb.subjects or words[1:])
        raise UnknownName(f"subject of 'vla {name}'", _printable(wrong), known)
    return words[0]


def _paths(name: str, verb: Verb, words: list[str]) -> list[str]:
    many = verb.paths[-1].endswith("...")
    if len(words) < len(verb.paths) or (len(words) > len(verb.paths) and not many):
        raise UserError(
            f"'vla {name}' takes {' '.join(verb.paths)}, got"
            f" {_printable(' '.join(words))[:80] or 'nothing'}. e.g. {usage(name).example}"
        )
    return words


def _printable(text: str) -> str:
    """Text with the bytes that were no UTF-8 replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _overview(console: Console, group: str | None = None) -> None:
    if group is None:
        about = vla.__doc__.splitlines()[0] if vla.__doc__ else "vla"
        use = 'vla VERB ["text"] key=value ...'
        alone = (n for n in VERBS if n.split()[0] not in GROUPS)
        rows = {_full(n): usage(n).doc for n in alone} | GROUPS
    else:
        verbs = {name: verb for name, verb in VERBS.items() if name.startswith(f"{group} ")}
        takes = {"PATH" if verb.paths else '"text"' if verb.text else "" for verb in verbs.values()}
        about, use = GROUPS[group], " ".join(("vla", group, "VERB", *takes, "key=value ..."))
        rows = {_full(n): usage(n).doc for n in verbs}
    console.print(f"[bold]{escape(about)}[/]\n")
    console.print(f"usage: {escape(use)}\n")
    table = Table(box=None, show_header=False, padding=(0, 2))
    for name, doc in rows.items():
        table.add_row(f"[bold cyan]{escape(name)}[/]", escape(doc))
    console.print(table)
    console.print("\nA verb's keys, defaults and choices: vla VERB --help")


def _explain(name: str, console: Console) -> None:
    about = usage(name)
    text = ' "text"' if VERBS[name].text else ""
    console.print(f"[bold]{escape(about.doc)}[/]\n")
    console.print(f"usage: vla {_full(name)}{escape(text)} key=value ...")
    console.print(f"e.g.:  {escape(about.example)}\n")
    table = Table(box=None, padding=(0, 2), header_style="dim")
    for column in ("key", "default", "meaning"):
        table.add_column(column)
    for key in about.keys:
        listed = f"[dim]{escape(' | '.join(key.choices))}[/]" if key.choices else ""
        meaning = "\n".join(part for part in (escape(key.doc), listed) if part)
        table.add_row(
            f"[bold cyan]{key.name}[/]",
            "" if key.default == "null" else escape(key.default),
            meaning,
        )
    console.print(table)


def _full(name: str) -> str:
    verb = VERBS[name]
    return " ".join((name, "|".join(verb.subjects), *verb.paths)).strip().replace("  ", " ")


if __name__ == "__main__":
    sys.exit(main())
