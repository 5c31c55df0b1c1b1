"""Contrastive losses between pictures and texts."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid


def info_nce(similarity: Tensor, same: Tensor) -> Tensor:
    """Symmetric InfoNCE (CLIP, Radford et al. 2021, figure 3), aware of who else is right.

    Every matching pair must be more similar than the pairs that do not match, in its row and in
    its column; other matching pairs are no opponents (as in SupCon, Khosla et al. 2020, eq. 2).

    Args:
        similarity: (n, m), times the inverse temperature.
        same: (n, m) bool, which pairs match; texts without a match are opponents only.
    """
    lost = similarity.new_zeros(())
    for scores, right in ((similarity, same), (similarity.T, same.T)):
        wrong = scores.masked_fill(right, -torch.inf)
        against = wrong.logsumexp(1, keepdim=True)  # -inf where there is nobody else
        each = torch.logaddexp(scores, against) - scores
        counted = right.sum(1).clamp_min(1)
        of_rows = torch.where(right, each, 0.0).sum(1) / counted
        lost = lost + 0.5 * of_rows[right.any(1)].mean()
    return lost


def pairwise_sigmoid(similarity: Tensor, same: Tensor) -> Tensor:
    """Every pair is judged alone (SigLIP, Zhai et al. 2023, algorithm 1).

    Args: as of `info_nce`; the similarity holds the bias as well.
    """
    return -logsigmoid(torch.where(same, similarity, -similarity)).sum() / len(similarity)


LOSSES = {"infonce": info_nce, "sigmoid": pairwise_sigmoid}
