"""Policies: learned maps from observations and words to action chunks."""

if __name__ != "vla.policies":
    raise ImportError(
        f"'{__name__}' is 'vla.policies': write 'import vla.policies', "
        "and keep the repository's root off sys.path"
    )
