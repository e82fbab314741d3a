from app.web.presets.preset import Preset, twins


def test_its_words_are_entries_of_the_catalogue():
    preset = Preset(name="iris", group="learn", experiment={})
    assert preset.label_key == "preset.iris"
    assert preset.message_key == "preset.iris.message"
    assert preset.view == {}


def test_two_networks_open_side_by_side_on_their_gradients():
    preset = twins("deep", "compare", {"hidden": (8,)}, {"hidden": (9,)}, speed=5)
    assert preset.experiment == {"hidden": (8,)}
    assert preset.view == {
        "tab": "twins",
        "twin": {"hidden": (9,)},
        "lens": "gradients",
        "speed": 5,
    }
    assert twins("deep", "compare", {}, {}, lens="weights").view["lens"] == "weights"
