"""The page's words: one catalogue per language, `app/languages/<language>.json`.

Three parts: ``page`` for the templates, ``script`` for the browser's modules, which get
it with the page, and ``server`` for acks, errors and the status line. An entry is a
sentence with ``{placeholders}``, or one sentence per plural form, chosen by ``n``. To
translate the page, copy ``en.json``, translate it, and set
``BACKPROP_LIVE_LANGUAGE``.

``en-XA`` is English made longer and accented, to see at once what would not fit and
what has been forgotten.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

__all__ = [
    "ENGLISH",
    "PSEUDO",
    "Entry",
    "Language",
    "languages",
    "load",
    "speak",
    "spoken",
    "t",
]

Entry: TypeAlias = str | dict[str, str]
ENGLISH, PSEUDO = "en", "en-XA"
FOLDER = Path(__file__).with_name("languages")
LONGER = str.maketrans(
    {letter: accent + accent for letter, accent in zip("aeiouy", "àéîöûý", strict=True)}
    | {letter: 2 * letter for letter in "nt"}
)
"""What doubles in the pseudo language, which makes texts 40 % longer."""


class Language:
    """The sentences of one language.

    Parameters
    ----------
    code : str
        As in ``<html lang>``.
    parts : mapping
        Entries by key, in ``page``, ``script`` and ``server``.
    """

    def __init__(self, code: str, parts: Mapping[str, Mapping[str, Entry]]) -> None:
        self.code = code
        self.script = parts["script"]
        self._entries: dict[str, Entry] = {**parts["page"], **parts["server"]}

    def say(self, key: str, /, **values: Any) -> str:
        """Return a sentence with its placeholders filled in.

        Whole numbers are grouped with commas, others have 4 significant digits.

        Raises
        ------
        KeyError
            If there is no such entry, or a placeholder has no value.
        """
        entry = self._entries[key]
        if isinstance(entry, dict):
            entry = entry[_plural(values["n"], entry)]
        shown = {name: _text(value) for name, value in values.items()}
        return entry.format_map(shown) if values else entry


def _plural(n: float, forms: Mapping[str, str]) -> str:
    """Choose between the forms of a language that, like English, counts 1 and many."""
    return "one" if n == 1 and "one" in forms else "other"


def _text(value: Any) -> str:
    if isinstance(value, float):
        is_whole = value.is_integer() and abs(value) < 1e9
        return f"{value:,.0f}" if is_whole else f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


@cache
def load(code: str) -> Language:
    """Return a language.

    Raises
    ------
    FileNotFoundError
        If there is no catalogue of it.
    """
    if code == PSEUDO:
        return Language(code, _pseudo(_read(ENGLISH)))
    return Language(code, _read(code))


def languages() -> tuple[str, ...]:
    """Return the codes of all languages that there are."""
    return (*sorted(path.stem for path in FOLDER.glob("*.json")), PSEUDO)


def _read(code: str) -> Any:
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


def _pseudo(value: Any) -> Any:
    """Lengthen every sentence; placeholders stay."""
    if isinstance(value, dict):
        return {key: _pseudo(entry) for key, entry in value.items()}
    parts = re.split(r"(\{\w+\})", value)
    return "".join(p if p.startswith("{") else p.translate(LONGER) for p in parts)


_spoken = [load(ENGLISH)]


def speak(language: Language) -> None:
    """Let the whole process speak another language."""
    _spoken[0] = language


def spoken() -> Language:
    """Return the language that the process speaks."""
    return _spoken[0]


def t(key: str, /, **values: Any) -> str:
    """Return a sentence in the language that is spoken."""
    return _spoken[0].say(key, **values)
