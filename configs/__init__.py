"""Hydra's YAML files, a package so that the wheel carries them: YAML picks, Python computes."""
