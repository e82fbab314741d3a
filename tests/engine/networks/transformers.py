"""Transformers of a vocabulary, for several test files."""

from engine.networks.attention import Transformer


def transformer(vocabulary, n_positions, width, **settings):
    """Return an attention network that answers with tokens of its vocabulary."""
    tokens = (f"token {k}" for k in range(vocabulary))
    places = (f"place {k}" for k in range(n_positions))
    return Transformer(
        inputs=(*tokens, *places),
        width=width,
        n_positions=n_positions,
        n_outputs=vocabulary,
        **{"output": "softmax", **settings},
    )


def in_columns(rows, n_positions):
    """Return (T n_rows, n) position by position as (n_rows, n T)."""
    by_position = rows.reshape(n_positions, -1, rows.shape[1])
    return by_position.transpose(1, 2, 0).reshape(by_position.shape[1], -1)
