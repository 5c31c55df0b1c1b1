"""The built-in semantic parser: from a sentence to a plan, without any weights."""

from .parser import SemanticParser

__all__ = ["SemanticParser"]
