"""Controls, network and states of the page, as a user meets them."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect


@pytest.fixture
def live_page(page: Page) -> Page:
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    return page


def step_of(page: Page) -> int:
    return int(page.inner_text("#out-step").replace("\u2009", ""))


def after_step(page: Page, step: int) -> None:
    page.wait_for_function(
        "(step) => Number(document.getElementById('out-step').textContent"
        ".replace(/\u2009/g, '')) > step",
        arg=step,
    )


def let_go(page: Page) -> None:
    """Take the keyboard away from the control that has it."""
    page.evaluate("() => document.activeElement.blur()")


@pytest.mark.quick
def test_every_change_can_be_taken_back_and_done_again(live_page: Page) -> None:
    """And what is no number is put back at once."""
    rate = live_page.locator("#learning-rate")
    rate.fill("quick")
    rate.press("Enter")
    expect(live_page.locator("#status")).to_contain_text("quick is not a number")
    live_page.click("h1")
    expect(rate).to_have_value("0.03")
    rate.fill("3/100")
    rate.press("Enter")
    rate.fill("0,3")
    rate.press("Enter")
    expect(live_page.locator("#status")).to_contain_text("0.03 → 0.3")
    live_page.select_option("#optimizer", "adam")
    live_page.click("#dataset input[value=spiral]")
    expect(live_page.locator("#dataset-name")).to_contain_text("spiral")
    let_go(live_page)
    live_page.keyboard.press("Control+z")
    expect(live_page.locator("#dataset-name")).to_contain_text("circle")
    live_page.click("#undo")
    expect(live_page.locator("#optimizer")).to_have_value("sgd")
    live_page.click("#undo")
    expect(rate).to_have_value("0.03")
    live_page.keyboard.press("Control+Shift+z")
    expect(rate).to_have_value("0.3")


def biases(page: Page) -> list[str]:
    """Return the biases of the table behind the canvas."""
    cells = page.locator("#network-rows td:nth-child(5)")
    expect(cells).not_to_have_count(0)
    return cells.all_inner_texts()


def test_a_layer_that_was_removed_comes_back_as_it_had_learned(
    live_page: Page, soon: Callable[..., Any], stands: Callable[[Page], None]
) -> None:
    page = live_page
    page.click("#play")
    after_step(page, 100)
    page.click("#play")
    expect(page.locator("#status")).to_contain_text("Paused")
    stands(page)
    step, learned = step_of(page), biases(page)
    assert "0" not in learned
    page.click("#layers-minus")
    expect(page.locator("#layers-value")).to_have_text("1 hidden layer")
    expect(page.locator("#status")).to_contain_text("Hidden layers 4-2 → 4: units")
    page.click("#step")
    after_step(page, step)
    page.click("#undo")
    expect(page.locator("#status")).to_contain_text("with all its weights")
    expect(page.locator("#layers-value")).to_have_text("2 hidden layers")
    assert soon(page, lambda: biases(page) == learned), (biases(page), learned)
    assert step_of(page) == step
    page.click("#redo")
    expect(page.locator("#layers-value")).to_have_text("1 hidden layer")
    after_step(page, step)


def test_layers_neurons_and_activations_change_in_place(live_page: Page) -> None:
    live_page.get_by_label("Activation of layer 2").select_option("relu")
    expect(live_page.get_by_label("Activation of layer 1")).to_have_value("tanh")
    expect(live_page.locator("#activation")).to_have_value("tanh, relu")
    live_page.select_option("#activation", "sigmoid")
    expect(live_page.get_by_label("Activation of layer 2")).to_have_value("sigmoid")

    live_page.click("#layers-plus")
    expect(live_page.locator("#layers-value")).to_have_text("3 hidden layers")
    add = live_page.get_by_label("Add a neuron to layer 1")
    for _ in range(5):
        add.click()
    expect(live_page.locator(".units").first).to_have_text("9")
    for _ in range(3):
        live_page.click("#layers-minus")
    expect(live_page.locator("#layers-value")).to_have_text("0 hidden layers")
    expect(live_page.locator("#layers-minus")).to_be_disabled()
    live_page.click("#play")
    after_step(live_page, 20)


def test_a_pinned_card_sets_a_weight_and_follows_a_neuron(live_page: Page) -> None:
    live_page.focus("#network")
    for key in ("ArrowRight", "e", "Enter"):
        live_page.keyboard.press(key)
    card = live_page.locator("#card.pinned")
    expect(card).to_contain_text("Weight from input")
    before = card.locator("dd").first.inner_text()
    box = card.get_by_label("set weight")
    box.fill("1.5")
    box.press("Enter")
    expect(card.locator("dd").first).to_have_text("+1.500")
    live_page.click("#undo")
    expect(card.locator("dd").first).to_have_text(before)

    let_go(live_page)
    live_page.keyboard.press("Escape")
    live_page.focus("#network")
    live_page.keyboard.press("ArrowRight")
    live_page.keyboard.press("Enter")
    expect(card).to_contain_text("Unit 1 of layer 1")
    let_go(live_page)
    live_page.click("#play")
    after_step(live_page, 20)
    first = card.locator("dd").first.inner_text()
    live_page.wait_for_function(
        "(old) => document.querySelector('#card dd').textContent !== old", arg=first
    )


def test_the_legend_and_the_card_follow_the_lens(live_page: Page) -> None:
    expect(live_page.locator("#lens-name")).to_have_text("weight w")
    expect(live_page.locator("#lens-high")).to_have_text(re.compile(r"^\+\d"))
    live_page.check("#lens input[value=gradients]", force=True)
    expect(live_page.locator("#lens-name")).to_contain_text("∂L/∂w")
    live_page.click("#step")
    expect(live_page.locator("#lens-high")).to_have_text(re.compile(r"^\+\d"))
    live_page.check("#lens input[value=signal]", force=True)
    expect(live_page.locator("#lens-name")).to_have_text("signal w·a")
    expect(live_page.locator("#lens-high")).to_have_text(re.compile(r"^\+\d"))
    live_page.focus("#network")
    for key in ("ArrowRight", "e", "Enter"):
        live_page.keyboard.press(key)
    card = live_page.locator("#card.pinned")
    expect(card).to_contain_text("Weight from input x₁ to unit 1 of layer 1")
    signal, product, *_ = card.locator("dd").all_inner_texts()
    w, a = (float(text.replace("−", "-")) for text in product.split(" × "))
    assert float(signal.replace("−", "-")) == pytest.approx(w * a, rel=2e-3)


def test_the_gradient_is_clipped_in_mid_run_and_let_go_again(live_page: Page) -> None:
    live_page.click("#step")
    live_page.click("#more-open")
    clip = live_page.locator("#clip-norm")
    clip.fill("1/2")
    clip.press("Enter")
    expect(live_page.locator("#status")).to_contain_text("Gradient clipping none → 0.5")
    clip.fill("")
    clip.press("Enter")
    expect(live_page.locator("#status")).to_contain_text("Gradient clipping 0.5 → none")
    live_page.select_option("#standardize", "true")
    expect(live_page.locator("#status")).to_contain_text("scale inputs")
    expect(live_page.locator("#out-step")).to_have_text("0")


def test_dead_neurons_are_counted_and_named(live_page: Page) -> None:
    live_page.select_option("#activation", "relu")
    live_page.focus("#network")
    for key in ("ArrowRight", "Enter"):
        live_page.keyboard.press(key)
    card = live_page.locator("#card.pinned")
    expect(card.locator("dd").last).to_have_text(re.compile(r"^\d+\u2009%$"))
    card.get_by_label("set bias").fill("-1000")
    card.get_by_label("set bias").press("Enter")
    expect(card.locator("dd").last).to_have_text("all: dead")
    rest = live_page.locator(".column-health").first
    expect(rest).to_contain_text("1 dead")
    expect(rest).to_have_attribute("title", re.compile("^Of 4 units: 1 dead"))
    row = live_page.locator("#network-rows tr").first
    expect(row.locator("td").last).to_have_text("dead")
    live_page.click("#undo")
    expect(rest).not_to_contain_text("dead")


def test_each_kind_of_data_has_its_own_plot_and_settings(live_page: Page) -> None:
    """One input is a function, but not with classes; blobs have a number of them."""
    expect(live_page.locator("#n-classes")).to_be_hidden()
    live_page.click("#dataset input[value=blobs]")
    classes = live_page.locator("#n-classes")
    expect(classes).to_be_visible()
    classes.fill("5")
    classes.press("Enter")
    expect(live_page.locator("#output-classes .class")).to_have_count(5)
    live_page.click("#dataset input[value=sine]")
    expect(live_page.locator("#dataset-name")).to_contain_text("sine")
    expect(live_page.locator("#output-note")).to_be_hidden()
    expect(live_page.locator("#accuracy")).to_be_hidden()
    expect(live_page.locator("#features .chip:visible")).to_have_count(3)
    live_page.goto("/#dataset=iris&features=petal_width")
    expect(live_page.locator("#output-note")).to_contain_text("1 input: no plane")


def test_digits_are_learnt(live_page: Page, stands: Callable[[Page], None]) -> None:
    live_page.select_option("#preset", "digits")
    expect(live_page.locator("#samples")).to_be_visible()
    live_page.click("#play")
    after_step(live_page, 300)
    live_page.click("#play")
    stands(live_page)
    share = float(live_page.inner_text("#out-test-accuracy").rstrip("%\u2009"))
    assert share > 85


def test_keys_are_left_to_the_controls_that_use_them(
    live_page: Page, settled: Callable[[Page], None]
) -> None:
    live_page.focus("#learning-rate")
    live_page.keyboard.press("r")
    live_page.keyboard.press("Space")
    expect(live_page.locator("body")).to_have_attribute("data-running", "false")
    let_go(live_page)
    live_page.keyboard.press("?")
    expect(live_page.locator("#help")).to_be_visible()
    live_page.uncheck("#shortcuts")
    live_page.keyboard.press("Escape")
    let_go(live_page)
    live_page.keyboard.press("Space")
    settled(live_page)
    expect(live_page.locator("body")).to_have_attribute("data-running", "false")


def test_divergence_is_explained_and_there_is_a_way_back(live_page: Page) -> None:
    live_page.select_option("#preset", "rate-too-high")
    expect(live_page.locator("#learning-rate")).to_have_value("1")
    live_page.click("#play")
    banner = live_page.locator("#banner")
    expect(banner).to_be_visible(timeout=15_000)
    expect(banner).to_contain_text("no longer finite")
    banner.get_by_role("button", name="Start again").click()
    expect(banner).to_be_hidden()
    expect(live_page.locator("#learning-rate")).to_have_value("0.1")
    expect(live_page.locator("body")).to_have_attribute("data-running", "true")


@pytest.mark.own_page
def test_a_lost_connection_is_said_and_the_run_resumed(
    page: Page, expected_console_errors: list[str]
) -> None:
    expected_console_errors.append("WebSocket")
    sockets: list[WebSocketRoute] = []
    is_open = True

    def route(socket: WebSocketRoute) -> None:
        if is_open:
            sockets.append(socket)
            socket.connect_to_server()
        else:
            socket.close(code=1013)

    page.route_web_socket(re.compile("/ws$"), route)
    page.clock.install()
    page.goto("/")
    page.wait_for_selector("body[data-connection=live]")
    for _ in range(3):
        page.click("#step")
    expect(page.locator("#out-step")).to_have_text("3")
    is_open = False
    sockets[0].close(code=1001)
    page.wait_for_selector("body[data-connection=reconnecting]")
    expect(page.locator("#banner")).to_contain_text("connection is lost")
    expect(page.locator("#out-step")).to_have_text("3")
    button = page.get_by_role("button", name="Try now")
    expect(button).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now()") + 100)  # no attempt by itself
    is_open = True
    button.dispatch_event("click")
    page.wait_for_selector("body[data-connection=live]")
    page.clock.resume()
    expect(page.locator("#status")).to_contain_text("Resumed at step 3")
    expect(page.locator("#banner")).to_be_hidden()

    page.evaluate("sessionStorage.clear()")  # as if the server had forgotten it
    sockets[-1].close(code=1001)
    expect(page.locator("#status")).to_contain_text("no longer had the run")
    expect(page.locator("#out-step")).to_have_text("0")


@pytest.mark.own_page
def test_a_browser_without_websocket_is_told(page: Page) -> None:
    page.add_init_script("delete window.WebSocket")
    page.clock.install()
    page.goto("/")
    page.wait_for_selector("body[data-connection=closed]")
    page.clock.run_for(5_000)
    expect(page.locator("#banner")).to_contain_text("no WebSocket")
    expect(page.locator("#banner button")).to_have_count(0)
    expect(page.locator("#status")).to_have_text("Not connected")
    red = "document.getElementById('network-edges').getContext('2d')"
    assert page.evaluate(f"{red}.getImageData(9, 9, 1, 1).data[0]") > 200


def test_one_screen_needs_no_scrolling(live_page: Page) -> None:
    script = """() => [
      document.documentElement.scrollHeight - innerHeight,
      document.documentElement.scrollWidth - innerWidth,
      ...[...document.querySelectorAll('button, select, input')]
        .filter((element) => element.offsetParent && !element.closest('[popover]'))
        .filter((element) => {
          const { right, bottom } = element.getBoundingClientRect();
          return right > innerWidth + 1 || bottom > innerHeight + 1;
        })
        .map((element) => element.id),
    ]"""
    for width, height in ((1280, 720), (1440, 900), (1920, 1080)):
        live_page.set_viewport_size({"width": width, "height": height})
        assert live_page.evaluate(script) == [0, 0], (width, height)


BEYOND = """() => {
    const isVisible = ({ width, height }) => width > 1 && height > 1;
    return [...document.querySelectorAll(".result, .column-title, .headline")]
        .flatMap((part) => [part, ...part.querySelectorAll("*")])
        .filter((part) => !part.closest("table, .hidden"))
        .map((part) => [part.id || part.className, part.getBoundingClientRect()])
        .filter(([, box]) => isVisible(box) && box.right > innerWidth)
        .map(([name]) => name);
}"""


def test_a_long_sentence_is_not_cut_and_leaves_room_for_undo(live_page: Page) -> None:
    page = live_page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.select_option("#preset", "vanishing-in-time")
    status = page.locator("#status")
    expect(status).to_contain_text("Press play: the answer needs")
    is_whole = "({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth"
    assert status.evaluate(is_whole)
    sentence, undo = status.bounding_box(), page.locator("#undo").bounding_box()
    assert sentence
    assert undo
    middle = undo["y"] + undo["height"] / 2
    assert sentence["y"] < middle < sentence["y"] + sentence["height"]


def has_all_inside(page: Page) -> bool:
    scrolls = "document.documentElement.scrollWidth > innerWidth"
    return not page.evaluate(scrolls) and not page.evaluate(BEYOND)


SIZES = ((390, 844), (800, 1000), (1024, 768))


@pytest.mark.parametrize("link", ["dataset=iris", "hidden=8,8,8,8,8,8,8,8&twin=same"])
def test_nothing_is_cut_off_by_the_edge_of_a_smaller_window(
    page: Page, link: str, soon: Callable[..., Any]
) -> None:
    tab = "twins" if "twin" in link else "train"
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[0], strict=True)))
    page.goto(f"/#v=1&{link}&view={tab}")
    page.wait_for_selector("body[data-connection=live]")
    page.wait_for_selector(f"body[data-twin={str(tab == 'twins').lower()}]")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator("#loss-chart canvas").first).to_be_visible()
        soon(page, partial(has_all_inside, page))
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(BEYOND) == []
