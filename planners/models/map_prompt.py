"""What a model is told that is to answer with value maps: VoxPoser's functions, and examples.

The examples are programs in the scene of the other examples, read when they are first needed.
"""

from __future__ import annotations

from functools import cache

from vla.program import from_code
from vla.skills import HALVES, REGIONS

from . import example_scenes
from .examples import Example

RULES = f"""\
## value maps: say where, and the robot finds the way and searches it again while things move
vase = detect('white vase')      a name for one thing, by its name or in words
affordance_map = get_empty_affordance_map()   what is to be reached: 1 there
avoidance_map = get_empty_avoidance_map()     what the whole hand stays out of: 1 there
velocity_map = get_empty_velocity_map()       times the usual speed, 0.05 to 2
rotation_map = get_empty_rotation_map()       how the tool is turned at the target
gripper_map = get_empty_gripper_map()         'open' or 'close' at the target
set_voxel_by_radius(map, place, radius, value)   everywhere within a radius [m] of a place;
                                 radius_cm=3, cm2index(3) and index2cm(3) are 0.03 m
velocity_map[:] = 0.5            everywhere
execute('hand', affordance_map=affordance_map, avoidance_map=avoidance_map)
                                 moves the hand, what it holds, or pushes a thing on the table;
                                 closing at a thing grasps it, opening lets go
reset_to_default_pose()

places: center(vase), body(vase) for all of it, handle(drawer), above(vase, 0.10), below, left_of,
in_front_of, right_of, behind, shifted(center(vase), 'left', 0.10), get_ee_pos(), [x, y, z],
everywhere(), region('left') of {", ".join((*REGIONS, *HALVES))}
distances: numbers, height(vase), width(vase), depth(vase)
rotations: pointat2quat([0, 0, -1]), vec2quat(-normal(drawer))
There are no attributes (center(vase), not vase.position) and there is no other arithmetic. A map
is painted in the block that begins it; a loop may paint around everything it finds:
for block in objects('block'):
    set_voxel_by_radius(avoidance_map, body(block), 0.05, 1)
Use maps for ways through space, and skills for everything else.
"""

_WRITTEN = (
    (
        "move over the green bowl, but stay 8 cm away from the vase",
        """\
vase = detect('white vase')
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, above('green_bowl', 0.12), 0.02, 1)
avoidance_map = get_empty_avoidance_map()
set_voxel_by_radius(avoidance_map, body(vase), radius_cm=8, value=1)
execute('hand', affordance_map=affordance_map, avoidance_map=avoidance_map)
""",
    ),
    (
        "go to the back left corner, at half speed near the red can",
        """\
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, region('back_left'))
velocity_map = get_empty_velocity_map()
set_voxel_by_radius(velocity_map, body('red_can'), 0.10, 0.5)
execute('hand', affordance_map=affordance_map, velocity_map=velocity_map)
""",
    ),
    (
        "grasp the red can slowly and drop it at the front",
        """\
can = detect('red can')
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, center(can), 0.01, 1)
velocity_map = get_empty_velocity_map()
velocity_map[:] = 0.4
gripper_map = get_empty_gripper_map()
set_voxel_by_radius(gripper_map, center(can), 0.03, 'close')
execute('hand', affordance_map=affordance_map, velocity_map=velocity_map, gripper_map=gripper_map)
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, region('front'))
gripper_map = get_empty_gripper_map()
set_voxel_by_radius(gripper_map, region('front'), 0, 'open')
execute(can, affordance_map=affordance_map, gripper_map=gripper_map)
""",
    ),
    (
        "push the blue block 8 cm to the left",
        """\
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, shifted(center('blue_block'), 'left', 0.08), 0.01, 1)
execute('blue_block', affordance_map=affordance_map)
""",
    ),
)


@cache
def bank() -> tuple[Example, ...]:
    """Instructions and what is answered with maps."""
    scene = example_scenes.table()
    return tuple(Example(text, scene, from_code(code, text)) for text, code in _WRITTEN)
