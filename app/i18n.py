"""Languages: one catalogue of texts per language, `app/languages/<language>.json`.

A catalogue has four parts: ``page`` for the templates, ``script`` for the page's
scripts, ``server`` for the sentences of acks, errors and the status line, which the
scripts write, too, and ``later`` for the texts and sentences of parts of the page that
load when they are first needed. An entry is a text with ``{placeholders}``, or one text
per plural form, chosen by ``n``. In the ``server`` part ``{Name}`` is the value of
``name`` with a capital first letter.

To translate the page, copy ``en.json`` and translate it. ``BACKPROP_LIVE_LANGUAGE`` is
the language of every page whose address names none with ``?lang=``. ``en-XA`` is
English made longer and accented, to show what would not fit or is not translated.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["ENGLISH", "PSEUDO", "Entry", "Language", "filled", "languages", "load"]

Entry: TypeAlias = str | dict[str, str]
ENGLISH, PSEUDO = "en", "en-XA"
FOLDER = Path(__file__).with_name("languages")
LONGER = str.maketrans(
    {letter: accent + accent for letter, accent in zip("aeiouy", "àéîöûý", strict=True)}
    | {letter: 2 * letter for letter in "nt"}
)
"""Letters that are doubled in the pseudo language, so that texts are 40 % longer."""


class Language:
    """The texts of one language.

    Parameters
    ----------
    code : str
        As in ``<html lang>``.
    parts : mapping
        Entries by key, in ``page``, ``script``, ``server`` and ``later``.
    """

    def __init__(self, code: str, parts: Mapping[str, Mapping[str, Entry]]) -> None:
        self.code = code
        self.page = parts["page"]
        self.script = parts["script"]
        self.server = parts["server"]
        self.later = parts["later"]

    def text(self, key: str, /, **values: Any) -> str:
        """Return an entry of the page with its placeholders filled in.

        Whole numbers are grouped with commas, others have 4 significant digits.

        Raises
        ------
        KeyError
            If there is no such entry, or a placeholder has no value.
        """
        return filled(self.page[key], values)


def filled(entry: Entry, values: Mapping[str, Any]) -> str:
    """Return an entry with its placeholders filled in; see `Language.text`."""
    if isinstance(entry, dict):
        entry = entry[_plural(values["n"], entry)]
    shown = {name: _shown(value) for name, value in values.items()}
    return entry.format_map(shown) if values else entry


def _plural(n: float, forms: Mapping[str, str]) -> str:
    """Choose between the forms of a language that, like English, has one and other."""
    return "one" if n == 1 and "one" in forms else "other"


def _shown(value: Any) -> str:
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


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages."""
    return (*sorted(path.stem for path in FOLDER.glob("*.json")), PSEUDO)


def _read(code: str) -> Any:
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


def _pseudo(value: Any) -> Any:
    """Lengthen every text but its placeholders."""
    if isinstance(value, dict):
        return {key: _pseudo(entry) for key, entry in value.items()}
    parts = re.split(r"(\{\w+\})", value)
    return "".join(p if p.startswith("{") else p.translate(LONGER) for p in parts)
