"""Peers: the same training step written another way, for comparison.

Each module has ``peers(task) -> list[Peer]``.  All peers of a task start from the same
weights and go through the same ready-made batches in the same order, without the
shuffling that the engine does between epochs.  A module whose library is not installed
gives no peers.
"""
