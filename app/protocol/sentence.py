"""Sentences for people, as key and values: each page writes them in its own language.

The key names an entry of the catalogues in `app/languages`, the values fill in its
placeholders. Only the page writes the text, so two viewers of one run can have two
languages.
"""

from typing import Any, TypeAlias

from app.protocol.fields import Count, Model

__all__ = ["ChangedField", "Sentence", "Value", "english", "sentence"]


class ChangedField(Model):
    """One setting that was changed, or one parameter that was set by hand."""

    field: str
    """Of the experiment; ``W`` or ``b`` for a parameter."""
    before: Any
    after: Any
    layer: Count | None = None
    row: Count | None = None
    column: Count | None = None


class Sentence(Model):
    """A sentence to be shown, which the page writes in its own language."""

    key: str
    """Of the catalogue; ``text`` for a text that is not in it, in English."""
    values: dict[str, "Value"]
    """By placeholder; ``n`` chooses the plural form. A list is joined as the language
    does it."""


Part: TypeAlias = str | bool | int | float | Sentence | ChangedField
Value: TypeAlias = Part | tuple[Part, ...]
Sentence.model_rebuild()


def sentence(key: str, /, **values: Value) -> Sentence:
    """Return a sentence of the catalogue."""
    return Sentence(key=key, values=values)


def english(text: str) -> Sentence:
    """Return a sentence for a text that is not in the catalogue."""
    return sentence("text", text=text)
