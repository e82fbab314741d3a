"""All words of the page are in the catalogue, and all of the catalogue is used."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.i18n import ENGLISH, Language, load
from app.web.page import render
from app.web.page_data import page_words

TEXTS = {"title", "aria-label", "aria-roledescription", "aria-valuetext", "placeholder"}
NAMES = "Backprop Live"
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`"""
    r"""|/(?![*/ ])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*""",
    re.DOTALL,
)
PROSE = re.compile(r"^[A-Z][a-z]+\b(?! ?[A-Z(])|[a-z]{3,} [a-z]{2,}|[a-z]{3,}: ")
SHOWN = re.compile(r"""(?:setText\([^,]+, |text: |title = )["`][^"`]*[a-z]{2}""")
FILLED_IN = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
NOT_SHOWN = re.compile(
    r"new (?:Range)?Error\(|querySelector|class: |\.matches\(|\.closest\(|matchMedia"
    r"|blockNumber\(|import |\.font = |font: |Intl\.|aria-describedby|aria-keyshortcuts"
)
KEYS = re.compile(r"Escape|Enter|Tab|Home|End|Page(?:Up|Down)|Arrow\w+")


@pytest.fixture(scope="module")
def catalogue(root: Path):
    return json.loads((root / "app/languages/en.json").read_text(encoding="utf-8"))


def scripts(root: Path) -> dict[str, str]:
    folder = root / "static" / "js"
    return {str(p.relative_to(root)): p.read_text() for p in folder.rglob("*.js")}


class Literals(HTMLParser):
    """Collects the words that a template has by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.found += [
            value for name, value in attributes if name in TEXTS and has_words(value)
        ]
        if tag == "meta" and ("name", "description") in attributes:
            self.found += [v for n, v in attributes if n == "content" and has_words(v)]

    def handle_data(self, data):
        if has_words(data):
            self.found.append(data)


def has_words(text: str | None) -> bool:
    return bool(re.search(r"[^\W\d_]", text or ""))


def literals_of_template(text: str) -> list[str]:
    parser = Literals()
    # What Jinja fills in is no literal; its quotes must not end an attribute.
    parser.feed(re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL))
    inside = re.findall(r"\{[{%].*?[%}]\}", text, flags=re.DOTALL)
    said = [s for code in inside for s in re.findall(r'"(\w+ [^"]*)"', code)]
    return [text.strip() for text in parser.found] + said


def literals_of_script(text: str) -> list[str]:
    code = [m.group() for m in TOKEN.finditer(text) if not m.group().startswith("/")]
    lines = text.splitlines()
    found = []
    for literal in code:
        line = next((line for line in lines if literal in line), "")
        plain = FILLED_IN.sub("", literal[1:-1])
        if KEYS.fullmatch(plain) or NOT_SHOWN.search(line):
            continue
        if PROSE.search(plain):
            found.append(literal)
    return found + SHOWN.findall(FILLED_IN.sub("", text))


def test_no_template_says_anything_by_itself(root):
    found = {
        path.name: literals
        for path in sorted((root / "templates").rglob("*.html"))
        if (literals := literals_of_template(path.read_text()))
    }
    assert found == {"_topbar.html": NAMES.split()}


def test_no_script_says_anything_by_itself(root):
    found = {
        name: literals
        for name, text in scripts(root).items()
        if (literals := literals_of_script(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "<p>Press play</p>",
        '<a title="Press">+</a>',
        '<p>{{ t("a") }} steps</p>',
        '{{ choice("by", "One press of step") }}',
    ],
)
def test_a_template_that_speaks_is_caught(text):
    assert literals_of_template(text)


@pytest.mark.parametrize(
    "text",
    [
        'say("Press play, or the space bar");',
        "notice(`${n} steps per second`);",
        'setText(box, "log");',
        'make("p", { text: "soft" });',
        'const WORD = "Loss";',
    ],
)
def test_a_script_that_speaks_is_caught(text):
    assert literals_of_script(text)


@pytest.mark.parametrize(
    "text",
    [
        "// Press play, or the space bar",
        'throw new Error("the page has no element");',
        't("not_a_number", { text: box.value });',
        'box.querySelector("label input");',
        'setText(box, `${message} ${t("key", { n })}`);',
    ],
)
def test_code_is_no_speech(text):
    assert not literals_of_script(text)


def test_no_key_means_two_things_on_the_server(catalogue):
    assert not catalogue["page"].keys() & catalogue["server"].keys()


def test_every_entry_of_the_page_is_used(catalogue):
    heard = set()

    class Listening(Language):
        def text(self, key, /, **values):
            heard.add(key)
            return super().text(key, **values)

    render(Listening(ENGLISH, catalogue))
    shared = page_words(load(ENGLISH)).keys()
    assert catalogue["page"].keys() - heard - shared == set()


def test_the_scripts_use_all_of_their_entries(root, catalogue):
    """That they use no others is checked by the type checker."""
    sources = "\n".join(scripts(root).values())
    quoted = set(re.findall(r'"([\w.]+)"', sources))
    made = [
        re.compile(re.sub(r"\\\$\\\{.*?\\\}", r"[\\w-]+", re.escape(pattern)))
        for pattern in re.findall(r"(?:\bt(?:If)?\(|key = )`([^`]+)`", sources)
    ]
    unused = {
        key
        for key in catalogue["script"].keys() - quoted
        if not any(pattern.fullmatch(key) for pattern in made)
    }
    assert unused == set()


def test_every_entry_that_loads_later_is_used(root, catalogue):
    """By a script, or as the key of a sentence that the server sends."""
    server = [path.read_text() for path in (root / "app").rglob("*.py")]
    sources = "\n".join([*scripts(root).values(), *server])
    quoted = set(re.findall(r'"([\w.]+)"', sources))
    made = [
        re.compile(re.sub(r"(\\\$)?\\\{.*?\\\}", r"[\\w.-]+", re.escape(pattern)))
        for pattern in re.findall(r"""(?:`|f")([a-z_]+\.[^`"]*)[`"]""", sources)
    ]
    unused = {
        key
        for key in catalogue["later"].keys() - quoted
        if not any(pattern.fullmatch(key) for pattern in made)
    }
    assert unused == set()


def test_no_entry_is_loaded_twice(catalogue):
    early = catalogue["script"].keys() | catalogue["server"].keys()
    assert not early & catalogue["later"].keys()


def test_plural_entries_have_all_forms_of_english(catalogue):
    for part in catalogue.values():
        for key, entry in part.items():
            if isinstance(entry, dict):
                assert entry.keys() == {"one", "other"}, key
                assert re.search(r"\{(n|names|sizes)\}", entry["other"]), key
