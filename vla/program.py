"""Plans as ProgPrompt-style code, there and back: `from_code(to_code(plan)) == plan`.

    # "put the red blocks in the bowl, but keep away from the vase"
    from skills import pick, place_in

    keep(clear_of('vase', 0.1))
    # 1: fill the bowl
    for block in objects('block', color='red'):
        pick(block)
        place_in(block, 'green_bowl')
        assert inside(block, 'green_bowl')
            else: fail('it does not stay in')

A number with a text opens a sub-goal, `keep(...)` governs the rest of its block (`with keep(...):`
only its own), `assert condition` with an indented `else` recovers and checks again, `assert
condition, 'reason'` gives up. A program is translated, never executed.
"""

from __future__ import annotations

from vla.program_parse import from_code
from vla.program_print import code_lines, condition_code, query_code, to_code, value_code
from vla.program_text import ProgramError

__all__ = [
    "ProgramError",
    "code_lines",
    "condition_code",
    "from_code",
    "query_code",
    "to_code",
    "value_code",
]
