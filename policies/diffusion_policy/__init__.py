"""Diffusion Policy (Chi et al. 2023): a baseline, with its published sizes."""
