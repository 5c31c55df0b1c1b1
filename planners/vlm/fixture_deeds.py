"""What people say where doors, drawers, buttons and switches are meant."""

from __future__ import annotations

from .deeds import WANT, Deed, voiced

FIXTURE_DEEDS: tuple[Deed, ...] = tuple(
    voiced(deed)
    for deed in (
        Deed(
            "f",
            "open {f}",
            (
                "[open|pull open] {f}",
                "open {f} [all the way|fully|completely]",
                "make {f} open",
                "[slide|swing] {f} open",
                "let me [see|look] inside {f}",
                "let me see what is in {f}",
                "i need to get [at something|something] in {f} , open it",
                "[open|pull] up {f}",
                "get {f} open",
                "unclose {f}",
            ),
            (
                f"{WANT} {{f}} [open|opened|to be open]",
                "{f} should be [open|opened]",
                "{f} needs opening",
                "{f} needs to be [open|opened]",
                "{f} is closed , [change that|open it]",
                "could {f} be opened",
                "would you mind opening {f}",
            ),
            1.2,
        ),
        Deed(
            "f",
            "close {f}",
            (
                "[close|shut|push shut] {f}",
                "close {f} [all the way|fully|completely]",
                "make {f} [closed|shut]",
                "get {f} [closed|shut]",
                "seal {f}",
                "push {f} [in|back|back in]",
                "[slide|swing] {f} [shut|closed]",
                "do not leave {f} open",
            ),
            (
                f"{WANT} {{f}} [closed|shut|to be closed]",
                "{f} should be [closed|shut]",
                "{f} needs closing",
                "{f} needs to be [closed|shut]",
                "{f} is open , [change that|close it|shut it]",
                "nobody closed {f} , do it",
                "{f} must not [stay|be left] open",
                "would you mind [closing|shutting] {f}",
            ),
            1.2,
        ),
        Deed(
            "f",
            "open {f} halfway",
            (
                "open {f} [halfway|half way|by half|50 percent|to 50 %]",
                "[half open|partly open] {f}",
                "pull {f} out [halfway|by half]",
            ),
            ("{f} should be [half open|open by half]",),
            0.4,
        ),
        Deed(
            "q",
            "press {q}",
            (
                "[press|push|hit|tap|push down|press down] {q}",
                "press {q} [down|once]",
                "activate {q}",
                "touch {q} until it clicks",
            ),
            ("{q} should be [pressed|pushed]", "would you mind pressing {q}"),
            0.8,
        ),
        Deed(
            "z",
            "turn on {z}",
            (
                "[turn|switch] on {z}",
                "[turn|switch|flip] {z} on",
                "make {z} go on",
                "put {z} on , i mean turn it on",
            ),
            (f"{WANT} {{z}} on", "{z} should be on"),
            0.4,
        ),
        Deed(
            "z",
            "turn off {z}",
            ("[turn|switch] off {z}", "[turn|switch|flip] {z} off", "make {z} go off"),
            (f"{WANT} {{z}} off", "{z} should be off"),
            0.4,
        ),
    )
)
