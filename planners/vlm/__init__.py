"""A small planner that learned to read: words and entities in, a plan with pointers out."""

from .planner import TinyVlm

__all__ = ["TinyVlm"]
