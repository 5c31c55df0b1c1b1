"""The small CLIP: a dual encoder trained on pictures of the simulator and what is true in them."""
