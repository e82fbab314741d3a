"""Readout: what a picture of the network needs."""
