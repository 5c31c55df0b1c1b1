"""Language about space as value maps, and value maps as motion (VoxPoser, Huang et al. 2023)."""
