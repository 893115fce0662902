"""Every package that is asked for by name is locked, and docs/dependencies.md says what it is for."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^([A-Za-z0-9._-]+)(\[.*\])?\s*[><=~!]", re.MULTILINE)


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(name):
    return {canonical(match[1]) for match in LINE.finditer((ROOT / name).read_text())}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_package_is_locked(name):
    assert asked_for(f"{name}.in") <= asked_for(f"{name}.txt")


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_locked_package_has_its_hashes_and_comes_from_nowhere_else(name):
    text = re.sub(r"\\\n", " ", (ROOT / f"{name}.txt").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 30
    assert [line[:60] for line in lines if not re.search(r"--hash=sha256:[0-9a-f]{64}", line)] == []
    assert [line[:60] for line in lines if "://" in line or line.startswith("-")] == []
    installs = (ROOT / ".ci/environment").read_text()
    assert "--require-hashes" in installs


def test_every_package_of_the_browser_side_has_its_digest():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    named = {name: one for name, one in packages.items() if name}
    assert named
    assert [name for name, one in named.items() if not one.get("integrity", "").startswith("sha512-")] == []


def test_packages_for_running_have_one_version_in_both_locks():
    pinned = re.compile(r"^(\S+)==(\S+)", re.MULTILINE)
    for_running = set(pinned.findall((ROOT / "requirements.txt").read_text()))
    assert for_running <= set(pinned.findall((ROOT / "requirements-dev.txt").read_text()))


def test_every_direct_package_is_explained():
    explained = set(re.findall(r"^\| `([^`]+)`", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE))
    direct = asked_for("requirements.in") | asked_for("requirements-dev.in")
    assert {canonical(name) for name in explained} == direct | {
        "htmx-org",
        "@digital-go-jp/design-tokens",
        "@expo-google-fonts/biz-udgothic",
        "@expo-google-fonts/noto-sans-jp",
        "axe-core",
    }
