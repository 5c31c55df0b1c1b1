"""Worlds: scenes, robots, cameras and tasks on MuJoCo, behind the core's `Env` protocol."""

if __name__ != "vla.envs":
    raise ImportError(
        f"'{__name__}' is 'vla.envs': write 'import vla.envs', "
        "and keep the repository's root off sys.path"
    )

from .opengl import choose_backend

choose_backend()
