"""Action heads: what makes chunks of actions of a context.

All have `loss(context, actions, there)` and `sample(context, **options)`, see `sampling.Sampling`.
Those that may have to learn a vocabulary before training also have `fitted` and `fit(actions)`.
"""
