import re

import pytest

from app.config import Settings
from app.i18n import ENGLISH, PSEUDO, Language, languages, load

PLACEHOLDER = re.compile(r"\{\w+\}")
SERVER = load(ENGLISH).server


def language(**entries):
    return Language("xx", {"page": entries, "script": {}, "server": {}, "later": {}})


def test_placeholders_are_filled_in():
    paused = language(n=SERVER["paused.short"]).text
    assert paused("n", step=1204) == "Paused at step 1,204"
    bias = language(n=SERVER["set.bias"]).text
    assert bias("n", layer=1, row=2, value=0.123456) == "Layer 1, bias 2 set to 0.1235"


def test_whole_numbers_stay_whole_and_huge_ones_are_short():
    text = language(n="{value}").text
    values = (10000.0, 0.001, 1e300, 3)
    assert [text("n", value=value) for value in values] == (
        ["10,000", "0.001", "1e+300", "3"]
    )


def test_the_plural_form_follows_n():
    text = language(n=SERVER["playing"]).text
    assert text("n", n=1.0) == "Training at 1 step a second"
    assert text("n", n=0.5) == "Training at 0.5 steps a second"


def test_a_language_without_plurals_has_one_form():
    assert language(n={"other": "{n} x"}).text("n", n=1) == "1 x"


def test_values_cannot_be_taken_for_placeholders():
    assert language(n="{a} {b}").text("n", a="{b}", b="2") == "{b} 2"


def test_a_missing_entry_or_value_is_a_mistake():
    with pytest.raises(KeyError):
        load(ENGLISH).text("no.such.entry")
    with pytest.raises(KeyError):
        load(ENGLISH).text("control.slider", other=1)


def test_an_unknown_language_is_refused():
    assert languages() == ("en", PSEUDO)
    with pytest.raises(ValueError, match="the page speaks en, en-XA"):
        Settings(language="../en")


def test_the_pseudo_language_is_two_fifths_longer():
    english, pseudo = load(ENGLISH).script, load(PSEUDO).script
    assert english.keys() == pseudo.keys()
    texts = [(english[k], pseudo[k]) for k in english if isinstance(english[k], str)]
    words, longer = (
        sum(len(PLACEHOLDER.sub("", t)) for t in p) for p in zip(*texts, strict=True)
    )
    assert longer > 1.38 * words
