"""The server of Backprop Live: a page, a websocket, and sessions that train.

Folder order is import order: ``main`` imports ``web`` and ``server``, these ``rooms``,
then ``session``, ``scheduling`` and ``stream``, ``protocol``, ``config`` and ``i18n``.
Session, stream and protocol do no I/O.
"""
