"""Connections: one per accepted websocket, and what all of them share."""
