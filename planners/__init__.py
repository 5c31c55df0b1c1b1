"""Planners: from words to a plan, from a plan's calls to motion."""

if __name__ != "vla.planners":
    raise ImportError(
        f"'{__name__}' is 'vla.planners': write 'import vla.planners', "
        "and keep the repository's root off sys.path"
    )
