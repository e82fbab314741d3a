"""The page behind each web server, with the files of docs/deploying.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Response, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from benchmarks import proxies
from benchmarks.proxies import SITE, Proxy

pytestmark = pytest.mark.slow

LIVE = "body[data-connection=live]"
LOADED = "() => performance.getEntriesByType('resource').map((each) => each.name)"
SITES = {
    f"{program}, {where}": (program, name, path)
    for program, root, below in (
        ("nginx", "nginx.conf", "nginx-path.conf"),
        ("caddy", "Caddyfile", "Caddyfile-path"),
        ("haproxy", "haproxy.cfg", "haproxy-path.cfg"),
    )
    for where, name, path in (
        ("own name", root, "/"),
        ("path", below, "/backprop/"),
    )
}


@pytest.fixture(scope="module")
def app_port(
    serve: Callable[..., AbstractContextManager[str]], root: Path
) -> Iterator[int]:
    """Start the server as its unit does, with the documented environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKPROP_LIVE_ALLOWED_HOSTS", SITE)
        with serve(sys.executable, "-m", "app", cwd=root) as url:
            yield urlsplit(url).port or 0


@pytest.fixture(params=SITES, scope="module")
def site(request: pytest.FixtureRequest, app_port: int) -> Iterator[tuple[Proxy, str]]:
    """Start each web server; yield it with the path of the page behind it."""
    program, name, path = SITES[request.param]
    if not proxies.installed(program):
        pytest.skip(f"{program} is not installed: apt-get install {program}")
    with proxies.running(program, name, app=app_port) as proxy:
        yield proxy, path


@pytest.fixture(scope="module")
def visitor(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    site: tuple[Proxy, str],
) -> Iterator[Browser]:
    """Return a browser for which the site's name leads to the web server."""
    place = site[0].place
    rules = f"MAP {SITE}:443 127.0.0.1:{place.https}, MAP * ~NOTFOUND"
    given = [
        each
        for each in browser_type_launch_args["args"]
        if not each.startswith("--host-resolver-rules")
    ]
    args = [*given, f"--host-resolver-rules={rules}"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
    yield browser
    browser.close()


@pytest.fixture
def page(visitor: Browser, site: tuple[Proxy, str]) -> Iterator[Page]:
    """Open the page there; the server may refuse nothing."""
    context = visitor.new_context(
        ignore_https_errors=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script("localStorage.setItem('backprop-live.visited', '1')")
    page = context.new_page()
    refused: list[str] = []

    def note(answer: Response) -> None:
        if answer.status >= 400:
            refused.append(answer.url)

    page.on("response", note)
    page.goto(f"https://{SITE}{site[1]}")
    page.wait_for_selector(LIVE)
    yield page
    context.close()
    assert not refused


def test_the_page_and_its_parts_come_from_below_the_path(
    page: Page, site: tuple[Proxy, str]
) -> None:
    there = f"https://{SITE}{site[1]}"
    loaded = page.evaluate(LOADED)
    assert len(loaded) > 20
    assert not [name for name in loaded if not name.startswith(there)]


def test_it_trains_and_a_reload_finds_the_run_again(page: Page) -> None:
    page.click("#play")
    page.wait_for_function(
        "() => parseInt(document.getElementById('out-step').textContent) > 0"
    )
    page.click("#play")
    page.wait_for_selector("body[data-running=false]")
    step = page.locator("#out-step").text_content() or ""
    page.reload()
    page.wait_for_selector(LIVE)
    expect(page.locator("#out-step")).to_have_text(step)


def test_a_web_server_that_is_started_again_costs_no_step(
    page: Page, site: tuple[Proxy, str]
) -> None:
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("1")
    site[0].stop()
    page.wait_for_selector("body:not([data-connection=live])")
    site[0].start()
    page.wait_for_selector(LIVE, timeout=30_000)
    page.click("#step")
    expect(page.locator("#out-step")).to_have_text("2")


def test_the_link_with_which_others_look_on_leads_to_the_site(
    page: Page, site: tuple[Proxy, str]
) -> None:
    page.click("#invite")
    expect(page.locator("#status")).to_contain_text("cannot change anything")
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.startswith(f"https://{SITE}{site[1]}")
    observer = page.context.new_page()
    observer.goto(link)
    observer.wait_for_selector(LIVE)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (f"https://{SITE}", 101),
        (f"http://{SITE}", 403),
        ("https://elsewhere.example", 403),
    ],
)
def test_only_pages_of_the_site_may_open_the_socket(
    site: tuple[Proxy, str], origin: str, status: int
) -> None:
    assert handshake(*site, origin=origin) == status


def handshake(proxy: Proxy, path: str, *, origin: str) -> int:
    """Return the status with which the server answers to a websocket."""
    try:
        with connect(
            f"wss://{SITE}{path}ws",
            sock=proxy.line(encrypted=True),
            ssl=proxy.context(),
            origin=Origin(origin),
            subprotocols=[Subprotocol("backprop-live.v1")],
        ) as socket:
            return socket.response.status_code if socket.response else 0
    except InvalidStatus as refusal:
        return refusal.response.status_code


def test_http_leads_to_https_and_a_path_without_its_slash_to_the_page(
    site: tuple[Proxy, str],
) -> None:
    proxy, path = site
    answer = proxy.get(path, encrypted=False)
    assert answer.status in (301, 308)
    there = urlsplit(answer.headers["location"])
    assert (there.scheme, there.hostname, there.path) == ("https", SITE, path)
    if path != "/":
        for query in ("", "hide=data&autoplay=0"):
            answer = proxy.get(f"{path.rstrip('/')}?{query}".rstrip("?"))
            assert answer.status in (301, 302)
            there = urlsplit(answer.headers["location"])
            assert (there.path, there.query) == (path, query)
        assert "Backprop Live" not in proxy.get("/").text


def test_what_the_server_sends_arrives_with_its_headers(
    site: tuple[Proxy, str],
) -> None:
    proxy, path = site
    answer = proxy.get(path)
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert json.loads(proxy.get(f"{path}healthz").text) == {"status": "ok"}
    assert "Backprop Live" in answer.text
