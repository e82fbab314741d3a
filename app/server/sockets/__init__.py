"""Sockets: the websocket protocol, its pings and its limits."""
