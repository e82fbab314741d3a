"""The files of the page: their folders, and addresses with a hash of their content.

The modules of the page share one hash, a folder of their addresses. A module that
imports ``./store.js`` gets it from the same folder, so a browser never mixes two
versions of the page, and the page need not list the hash of every module.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

__all__ = [
    "VENDOR_MODULES",
    "AssetMissingError",
    "asset_url",
    "import_map",
    "inline_hash",
    "module_url",
    "static_dir",
    "templates_dir",
]

VENDOR_MODULES = {
    "@preact/signals-core": "vendor/signals-core.js",
    "katex": "vendor/katex.js",
    "lean-qr/nano": "vendor/lean-qr.js",
    "papaparse": "vendor/papaparse.js",
    "uplot": "vendor/uplot.js",
    "gifenc": "vendor/gifenc.js",
    "mediabunny": "vendor/mediabunny.js",
}
"""Modules that scripts import by name, and their files below the static folder."""


class AssetMissingError(FileNotFoundError):
    """A file of the page is missing; the message names the remedy."""


def static_dir() -> Path:
    """Return the folder of scripts, styles and fonts."""
    return _assets("static")


def templates_dir() -> Path:
    """Return the folder of the page's templates."""
    return _assets("templates")


def _assets(name: str) -> Path:
    """Find a folder in an installed wheel, or beside the package in a checkout."""
    here = Path(__file__).resolve().parent.parent
    packaged = here / "_assets" / name
    return packaged if packaged.is_dir() else here.parent / name


def asset_url(name: str) -> str:
    """Return the relative address of a file, with a hash of its content.

    Parameters
    ----------
    name : str
        Path below the static folder, such as ``"css/base/tokens.css"``.

    Raises
    ------
    AssetMissingError
        If there is no such file.
    """
    path = static_dir() / name
    try:
        return f"./static/{name}?v={_digest(path, path.stat().st_mtime_ns)}"
    except FileNotFoundError:
        raise AssetMissingError(
            f"{path} is missing: start with `python3 run.py`, which installs the"
            " browser libraries, or install the package again."
        ) from None


@cache
def _digest(path: Path, changed_ns: int) -> str:  # noqa: ARG001
    """Return 32 bits, enough to tell the versions of one file apart."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


def module_url(name: str) -> str:
    """Return the relative address of a module of the page, with a hash of all modules.

    Parameters
    ----------
    name : str
        Path below the static folder, such as ``"js/main.js"``.
    """
    return f"./static/{_digest_of_modules()}/{name}"


@cache
def _digest_of_modules() -> str:
    found = hashlib.sha256()
    for path in sorted((static_dir() / "js").rglob("*.js")):
        found.update(path.relative_to(static_dir()).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


@cache
def import_map() -> str:
    """Return the import map as JSON: the libraries that modules import by name.

    It stays the same while the server runs, because the policy contains its hash.
    """
    imports = {name: asset_url(file) for name, file in VENDOR_MODULES.items()}
    return json.dumps({"imports": imports}, separators=(",", ":"))


def inline_hash(text: str) -> str:
    """Return the source expression by which a policy accepts this inline script."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
