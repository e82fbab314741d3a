"""The limit on file descriptors: each connection takes one of them."""

__all__ = ["SPARE_DESCRIPTORS", "raise_file_limit"]

SPARE_DESCRIPTORS = 512
"""For files, the event loop, and connections that are accepted only to be closed."""


def raise_file_limit(n_connections: int) -> int:
    """Raise the process's limit for so many connections, as far as the system allows.

    Returns
    -------
    int
        How many connections there may be.
    """
    try:
        import resource
    except ImportError:  # pragma: no cover
        return n_connections  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = n_connections + SPARE_DESCRIPTORS
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(most - SPARE_DESCRIPTORS, most // 2)
