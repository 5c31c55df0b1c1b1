"""Arms: the built-in Panda, and any other one from an MJCF file."""

from .robot import Robot, load_robot

__all__ = ["Robot", "load_robot"]
