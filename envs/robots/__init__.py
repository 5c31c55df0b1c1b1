"""Arms: the built-in Panda, and any other one from an MJCF file."""

from .load import load_robot
from .robot import Robot

__all__ = ["Robot", "load_robot"]
