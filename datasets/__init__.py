"""Data: episodes on disk, written once, checked, read in random windows."""

if __name__ != "vla.datasets":
    raise ImportError(
        f"'{__name__}' is 'vla.datasets': write 'import vla.datasets', "
        "and keep the repository's root off sys.path"
    )
