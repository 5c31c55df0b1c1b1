"""Language-commanded robot manipulation: simulate, plan, collect, train, evaluate, serve.

The core (`vla.scene`, `vla.plan`, ...) holds the types and contracts; the rooms `vla.envs`,
`vla.policies`, `vla.planners` and `vla.datasets` are built on it and do not know each other.
Importing this package loads nothing heavy: import the module that you need.
"""

__version__ = "0.1.0"
