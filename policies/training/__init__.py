"""Training: the loop and what it is made of. It knows policies and batches, not where they are."""
