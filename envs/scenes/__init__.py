"""Scenes: compiled MuJoCo models with slots for objects."""

from .scene_model import SceneModel

__all__ = ["SceneModel"]
