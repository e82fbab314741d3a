"""Samples: generated, bundled or uploaded, then split and coded."""
