"""Modules that look at pictures for plans: by the simulator's truth, a CLIP, or other models."""
