"""File descriptors: one per connection, of which a system gives few unless asked."""

__all__ = ["SPARE", "at_most"]

SPARE = 512
"""For files, the event loop's own, and what is accepted only to be cut at once."""


def at_most(connections: int) -> int:
    """Ask the system for as many connections, and return how many there may be."""
    try:
        import resource
    except ImportError:  # pragma: no cover
        return connections  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(most - SPARE, most // 2)
