"""Writes a sentence of the server in English, as the page does but for typography."""

from collections.abc import Mapping
from typing import Any

from app.i18n import ENGLISH, Language, filled, load
from app.protocol.sentence import ChangedField, Sentence
from app.web.page_data import labels, page_words


def english(sentence: Sentence | Mapping[str, Any]) -> str:
    """Return the text of a sentence, given as it is or as an event's JSON."""
    return written(sentence, load(ENGLISH))


def message_of(event: Mapping[str, Any]) -> str:
    """Return the text of an event's message, if it has one."""
    return english(event["message"]) if "message" in event else ""


def written(sentence: Sentence | Mapping[str, Any], language: Language) -> str:
    if not isinstance(sentence, Sentence):
        sentence = Sentence.model_validate(sentence, strict=False)
    values = {name: _text(v, language) for name, v in sentence.values.items()}
    capitals = {
        name.capitalize(): value[:1].upper() + value[1:]
        for name, value in values.items()
        if isinstance(value, str)
    }
    words = {**page_words(language), **language.later}
    return filled(words[sentence.key], values | capitals)


def _text(value: Any, language: Language) -> Any:
    """Return text for what is no text or number."""
    if isinstance(value, Sentence):
        return written(value, language)
    if isinstance(value, ChangedField):
        field = filled(page_words(language)[f"control.{value.field}"], {})
        before, after = (
            _setting(value.field, v, language) for v in (value.before, value.after)
        )
        return f"{field} {before} → {after}"
    if isinstance(value, tuple | list):
        return ", ".join(_text(part, language) for part in value)
    return value


def _setting(field: str, value: Any, language: Language) -> str:
    """Return a setting's value as the page shows it."""
    words = page_words(language)
    if isinstance(value, bool):
        return filled(words["on" if value else "off"], {})
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        separator = "-" if field == "hidden" else ", "
        parts = [_setting(field, part, language) for part in value]
        return separator.join(parts) or filled(words["none"], {})
    known = labels(language).get("features" if field == "axes" else field, {})
    if value is None:
        return known.get("") or filled(words["automatic"], {})
    if value == "full":
        return filled(words["all"], {})
    return known.get(str(value), str(value).replace("_", " "))
