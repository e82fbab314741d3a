"""Backprop Live's server: one page, one socket, sessions that train.

The rooms, upper ones import lower ones only: ``main``, then ``pages`` and
``socket``, then ``scheduler``, ``session``, ``frames`` and ``store``, ``protocol``,
``wire``, ``config``. Session, protocol and frames do no I/O.
"""
