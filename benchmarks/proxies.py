"""The web servers of docs/deploying.md, with its files, on free ports.

The long tests use the page behind them, and a trial of the soak benchmark a class.
"""

from __future__ import annotations

import contextlib
import http.client
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from pathlib import Path

SITE = "learn.example"
DOCUMENTED = Path(__file__).parents[1] / "docs" / "deploying"
NGINX = """\
daemon off;
pid nginx.pid;
error_log stderr;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include site.conf;
}
"""
NGINX_SITE = """\
server {
    listen 443 ssl http2;
    server_name learn.example;
    ssl_certificate /etc/ssl/learn.example/fullchain.pem;
    ssl_certificate_key /etc/ssl/learn.example/privkey.pem;
    include snippets/backprop-live.conf;
}
server {
    listen 80;
    server_name learn.example;
    return 301 https://$host$request_uri;
}
"""
CADDY = """\
{{
	admin off
	http_port {http}
	https_port {https}
	storage file_system {folder}/caddy
}}
"""
HAPROXY = """\
global
    maxconn 4096
defaults
    mode http
    timeout connect 5000
    timeout client 50000
    timeout server 50000
"""
"""What Debian's own file has of what matters here."""
CERTIFICATE = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
    *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj"),
    *(f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE}"),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a proxy of a test keeps its files, listens, and finds the server."""

    folder: Path
    http: int
    https: int
    app: int

    @cached_property
    def certificate(self) -> Path:
        """Make a certificate of the site, beside its key in key.pem."""
        made = self.folder / "certificate.pem"
        key = self.folder / "key.pem"
        command = [*CERTIFICATE, "-keyout", str(key), "-out", str(made)]
        subprocess.run(command, check=True, capture_output=True)
        (self.folder / "both.pem").write_text(made.read_text() + key.read_text())
        return made

    def backend(self) -> tuple[str, str]:
        """Return the documented address of the server, and that of the test."""
        return "127.0.0.1:8000", f"127.0.0.1:{self.app}"


def filled(text: str, *changes: tuple[str, str]) -> str:
    """Return a documented file with the ports and files of a test."""
    for old, new in changes:
        assert old in text, f"{old} is not in the file any more"
        text = text.replace(old, new)
    return text


def nginx(place: Place, name: str) -> Sequence[str]:
    """Write nginx's files; return its command."""
    text = (DOCUMENTED / name).read_text("utf-8")
    certificate = str(place.certificate)
    at = (
        ("listen 80;", f"listen 127.0.0.1:{place.http};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{place.https} ssl"),
        ("/etc/ssl/learn.example/fullchain.pem", certificate),
        ("/etc/ssl/learn.example/privkey.pem", str(place.folder / "key.pem")),
    )
    if "\nserver {" in text:
        lines = (line for line in text.splitlines() if "listen [::]" not in line)
        site = filled("\n".join(lines), place.backend(), *at)
    else:
        snippets = place.folder / "snippets"
        snippets.mkdir()
        (snippets / "backprop-live.conf").write_text(filled(text, place.backend()))
        site = filled(NGINX_SITE, *at)
    (place.folder / "site.conf").write_text(site)
    (place.folder / "nginx.conf").write_text(NGINX)
    return ["nginx", "-p", str(place.folder), "-c", "nginx.conf", "-e", "stderr"]


def caddy(place: Place, name: str) -> Sequence[str]:
    """Write Caddy's file; return its command."""
    options = CADDY.format(http=place.http, https=place.https, folder=place.folder)
    tls = f"\ttls {place.certificate} {place.folder / 'key.pem'}\n"
    text = filled(
        (DOCUMENTED / name).read_text("utf-8"),
        place.backend(),
        (f"{SITE} {{\n", f"{SITE} {{\n{tls}"),
    )
    (place.folder / "Caddyfile").write_text(options + text)
    return [
        *("caddy", "run", "--adapter", "caddyfile"),
        *("--config", str(place.folder / "Caddyfile")),
    ]


def haproxy(place: Place, name: str) -> Sequence[str]:
    """Write HAProxy's file; return its command."""
    assert place.certificate
    text = filled(
        (DOCUMENTED / name).read_text("utf-8"),
        place.backend(),
        ("bind :::80 v4v6", f"bind 127.0.0.1:{place.http}"),
        ("bind :::443 v4v6", f"bind 127.0.0.1:{place.https}"),
        ("/etc/haproxy/learn.example.pem", str(place.folder / "both.pem")),
    )
    (place.folder / "haproxy.cfg").write_text(HAPROXY + text)
    return ["haproxy", "-db", "-f", str(place.folder / "haproxy.cfg")]


ARRANGED: dict[str, Callable[[Place, str], Sequence[str]]] = {
    "nginx": nginx,
    "caddy": caddy,
    "haproxy": haproxy,
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a web server answered."""

    status: int
    headers: Message
    text: str


class Proxy:
    """A web server before Backprop Live, which can be stopped and started again."""

    def __init__(self, program: str, name: str, *, app: int) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="backprop-live-proxy-"))
        first, second = free_ports(2)
        self.place = Place(folder=self._folder, http=first, https=second, app=app)
        self._command = ARRANGED[program](self.place, name)
        self._log = (self._folder / "log").open("w+b")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        env = {"HOME": str(self._folder), "PATH": search_path()}
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, env=env,
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
        )  # fmt: skip
        for _ in range(200):
            with contextlib.suppress(OSError), self.tls():
                return
            assert self._process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(self.said())

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None

    @property
    def pid(self) -> int:
        """The process that was started."""
        assert self._process
        return self._process.pid

    def said(self) -> str:
        """Return what it has logged."""
        return (self._folder / "log").read_text("utf-8", errors="replace")

    def remove(self) -> None:
        """Stop it and remove its files."""
        self.stop()
        self._log.close()
        shutil.rmtree(self._folder)

    def context(self) -> ssl.SSLContext:
        """Return what checks the certificate of the site."""
        return ssl.create_default_context(cafile=self.place.certificate)

    def line(self, *, encrypted: bool) -> socket.socket:
        """Return a connection to the port for HTTPS or the one for HTTP."""
        port = self.place.https if encrypted else self.place.http
        return socket.create_connection(("127.0.0.1", port), timeout=10)

    def tls(self) -> ssl.SSLSocket:
        """Return a connection whose certificate was checked."""
        plain = self.line(encrypted=True)
        return self.context().wrap_socket(plain, server_hostname=SITE)

    def get(self, path: str, *, encrypted: bool = True) -> Answer:
        """Return the answer to a request for a path of the site."""
        connection = http.client.HTTPConnection(SITE)
        connection.sock = self.tls() if encrypted else self.line(encrypted=False)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            text = answer.read().decode()
        return Answer(status=answer.status, headers=answer.headers, text=text)


@contextlib.contextmanager
def running(program: str, name: str, *, app: int) -> Iterator[Proxy]:
    """Run a web server with one of the documented files within a block."""
    proxy = Proxy(program, name, app=app)
    try:
        proxy.start()
        yield proxy
    finally:
        proxy.remove()


def installed(program: str) -> bool:
    """Return whether a program is here; Debian has some in /usr/sbin."""
    return shutil.which(program, path=search_path()) is not None


def search_path() -> str:
    """Return the folders in which a web server may be."""
    return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def free_ports(n: int) -> list[int]:
    """Return ports on which nothing listens."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(n)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
