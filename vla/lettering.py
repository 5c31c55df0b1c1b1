"""Lettering: short texts in pixels, for pictures that explain themselves without a font library."""

from __future__ import annotations

import numpy as np

HEIGHT, WIDTH = 9, 6
"""Of a character with the room around it, at scale 1 [px]."""

_DRAWN = (
    ("abcdefghijklm", """
..... #.... ..... ....# ..... ..##. ..... #.... ..#.. ...#. #.... .##.. .....
..... #.... ..... ....# ..... .#... ..... #.... ..... ..... #.... ..#.. .....
.###. ####. .###. .#### .###. ####. .#### ####. .##.. ..##. #..#. ..#.. ##.#.
....# #...# #.... #...# #...# .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.#
.#### #...# #.... #...# ##### .#... #...# #...# ..#.. ...#. ##... ..#.. #.#.#
#...# #...# #.... #...# #.... .#... .#### #...# ..#.. ...#. #.#.. ..#.. #.#.#
.#### ####. .###. .#### .###. .#... ....# #...# .###. #..#. #..#. .###. #.#.#
..... ..... ..... ..... ..... ..... .###. ..... ..... .##.. ..... ..... .....
"""),
    ("nopqrstuvwxyz", """
..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
####. .###. ####. .#### #.##. .#### ####. #...# #...# #.#.# #...# #...# #####
#...# #...# #...# #...# ##... #.... .#... #...# #...# #.#.# .#.#. #...# ...#.
#...# #...# #...# #...# #.... .###. .#... #...# #...# #.#.# ..#.. #...# ..#..
#...# #...# #...# #...# #.... ....# .#... #...# .#.#. #.#.# .#.#. .#### .#...
#...# .###. ####. .#### #.... ####. ..##. .#### ..#.. .#.#. #...# ....# #####
..... ..... #.... ....# ..... ..... ..... ..... ..... ..... ..... .###. .....
"""),
    ("0123456789%-_", """
.###. ..#.. .###. #### ...#. ##### .###. ##### .###. .###. ##..# ..... .....
#...# .##.. #...# ...# ..##. #.... #.... ....# #...# #...# ##.#. ..... .....
#..## ..#.. ....# ...# .#.#. ####. ####. ...#. #...# #...# ...#. ..... .....
#.#.# ..#.. ...#. .##. #..#. ....# #...# ...#. .###. .#### ..#.. .###. .....
##..# ..#.. ..#.. ...# ##### ....# #...# ..#.. #...# ....# .#... ..... .....
#...# ..#.. .#... ...# ...#. #...# #...# ..#.. #...# ....# .#.## ..... .....
.###. .###. ##### #### ...#. .###. .###. ..#.. .###. .###. #..## ..... #####
..... ..... ..... .... ..... ..... ..... ..... ..... ..... ..... ..... .....
"""),
    (".,?!':()/=><+", """
..... ..... .###. ..#.. ..#.. ..... ...#. .#... ....# ..... .#... ...#. .....
..... ..... #...# ..#.. ..#.. ..... ..#.. ..#.. ...#. ..... ..#.. ..#.. ..#..
..... ..... ....# ..#.. ..... ..#.. ..#.. ..#.. ...#. ##### ...#. .#... ..#..
..... ..... ...#. ..#.. ..... ..... ..#.. ..#.. ..#.. ..... ....# #.... #####
..... ..... ..#.. ..#.. ..... ..... ..#.. ..#.. .#... ##### ...#. .#... ..#..
..... ..... ..... ..... ..... ..#.. ..#.. ..#.. .#... ..... ..#.. ..#.. ..#..
..#.. ..#.. ..#.. ..#.. ..... ..... ...#. .#... #.... ..... .#... ...#. .....
..... .#... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
"""),
)  # fmt: skip
"""Characters, and how they are drawn side by side."""


def _glyphs() -> dict[str, np.ndarray]:
    made = {" ": np.zeros((HEIGHT, WIDTH), bool)}
    for characters, drawn in _DRAWN:
        rows = [row.split() for row in drawn.strip().splitlines()]
        for at, character in enumerate(characters):
            glyph = np.zeros((HEIGHT, WIDTH), bool)
            for down, row in enumerate(rows):
                dots = [dot == "#" for dot in row[at]]
                glyph[down, : len(dots)] = dots
            made[character] = glyph
    return made


_GLYPHS = _glyphs()


def lettered(text: str, scale: int = 2) -> np.ndarray:
    """A text in small letters as (9 scale, 6 scale n) bool; what cannot be drawn is a question
    mark."""
    glyphs = [_GLYPHS.get(character, _GLYPHS["?"]) for character in text.lower()]
    row = np.concatenate(glyphs, 1) if glyphs else np.zeros((HEIGHT, 0), bool)
    return row.repeat(scale, 0).repeat(scale, 1)


def lines(text: str, width: int, scale: int = 2) -> list[str]:
    """A text in lines of at most `width` pixels, broken between words where that is possible."""
    most, found = max(width // (WIDTH * scale), 1), [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= most:
            found[-1] = longer
        else:
            found += [word[at : at + most] for at in range(0, len(word), most)]
    return [line for line in found if line]
