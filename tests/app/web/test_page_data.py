"""The JSON in the page."""

import json
import re

import pytest

from app.i18n import ENGLISH, PSEUDO, load
from app.protocol.commands.parse import parse
from app.protocol.errors import ProtocolError
from app.session.run.gesture import Gesture
from app.web.page_data import labels, page_data, page_words, script_json
from engine import Experiment, catalog
from engine.functions.kinds.rms_norm import EPS
from engine.training.timeline.branch import DatedEvent, TimelinePlace
from engine.training.timeline.events import Change


def test_the_data_of_the_page_are_json_that_cannot_end_their_element(html):
    match = re.search(r'id="page-data">(.*?)</script>', html, re.DOTALL)
    assert match
    assert "<" not in match[1]
    data = json.loads(match[1])
    assert data["defaults"]["dataset"] == "circle"
    assert "learning_rate" in data["live_fields"]
    assert "dataset" not in data["live_fields"]
    labels = {entry["name"]: entry["label"] for entry in catalog()["activations"]}
    assert data["labels"]["activation"] == labels


def test_every_choice_of_a_setting_has_a_label():
    known = labels(load(ENGLISH))
    for field, value in Experiment().to_dict().items():
        if field in known and isinstance(value, str):
            assert value in known[field]
    assert known["features"]["x3"] == "x₃"
    assert known["features"]["x1_squared"] != "x1_squared"
    off = {field for field, names in known.items() if names.get("") == "none"}
    assert off >= {"max_norm", "clip_norm", "patience", "truncation"}


def test_what_scripts_compute_with_is_that_of_the_engine():
    data = page_data(load(ENGLISH))
    assert data["memoryless"] == ["gradient_descent", "sgd"]
    assert data["output_ranges"] == {
        "sigmoid": [0, 1],
        "tanh": [-1, 1],
        "softmax": [0, 1],
    }
    assert data["rms_norm_eps"] == EPS == 1e-5


def test_what_is_one_step_of_undo_is_one_gesture_even_if_it_comes_with_delay():
    pause_seconds = page_data(load(ENGLISH))["gesture_ms"] / 1000
    rate, place = Change(({"learning_rate": 0.1},)), TimelinePlace(0, 10, 1)
    gesture, events = Gesture(), [DatedEvent(10, rate, ())]
    gesture.follow(rate, place, now=0.0)
    later = place._replace(step=99)
    assert gesture.continues(rate, later, events, now=pause_seconds + 0.2)
    assert not gesture.continues(rate, later, events, now=2 * pause_seconds)


def test_scripts_know_the_limits_of_messages():
    limits = page_data(load(ENGLISH))["message_limits"]
    load_command = '{"type":"load","id":1,"text":"%s"}'
    parse(load_command % ("x" * limits["piece"]))
    with pytest.raises(ProtocolError):
        parse(load_command % ("x" * (limits["piece"] + 1)))
    link = '{"type":"export","id":1,"kind":"run","link":"http://%s"}'
    parse(link % ("x" * (limits["link"] - len("http://"))))
    with pytest.raises(ProtocolError):
        parse(link % ("x" * limits["link"]))
    name = '{"type":"branch","id":1,"action":"rename","branch":0,"name":"%s"}'
    parse(name % ("x" * limits["name"]))
    with pytest.raises(ProtocolError):
        parse(name % ("x" * (limits["name"] + 1)))
    assert (limits["bytes"], limits["document"]) == (64 * 1024, 24 * 2**20)


def test_only_inputs_that_are_chosen_one_by_one_are_named():
    datasets = page_data(load(ENGLISH))["datasets"]
    assert datasets["iris"]["feature_names"][0] == "sepal_length"
    assert datasets["digits"]["feature_names"] == []


def test_a_kind_of_network_begins_with_data_and_a_size_that_it_can_have():
    data = page_data(load(ENGLISH))
    kinds = [entry["name"] for entry in catalog()["networks"]]
    assert list(data["networks"]) == kinds == list(data["labels"]["network"])
    for kind, entry in data["networks"].items():
        fitting = entry["fitting"]
        assert entry["reads"] in data["datasets"][fitting["data"]["dataset"]]["forms"]
        begun = {"network": kind, **fitting["data"], "hidden": fitting["hidden"]}
        assert Experiment(**begun).network == kind


def test_the_words_are_those_of_scripts_sentences_and_names():
    language = load(ENGLISH)
    words = page_words(language)
    assert words.items() >= language.script.items()
    assert words.items() >= language.server.items()
    assert words["control.hidden"] == "hidden layers"
    assert words["phase.loss"] == "loss"
    assert "title" not in words


def test_presets_are_in_the_language_of_the_page():
    english, pseudo = (page_data(load(code))["presets"] for code in (ENGLISH, PSEUDO))
    assert [p["name"] for p in english] == [p["name"] for p in pseudo]
    assert not {p["label"] for p in english} & {p["label"] for p in pseudo}


def test_json_in_a_script_element_has_no_markup():
    text = script_json({"a": "</script><b>&amp;</b>"})
    assert not set("<&") & set(text)
    assert json.loads(text) == {"a": "</script><b>&amp;</b>"}
