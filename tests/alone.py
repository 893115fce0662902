"""The demo made, served and walked through where there is no way out: `unshare -n python -m tests.alone FOLDER` (R-61).

Every Python process notes each address that it asks for or connects to; one outside this machine ends the walk with 1.
"""

import fcntl
import http.cookiejar
import json
import os
import re
import socket
import struct
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tests.browser.house import ROOT, House, running_house

READ_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
PERSON = "pref-planner", "pref-counselor", "pref-auditor"
PAGES = (
    "/", "/account/", "/account/keys/", "/account/alerts/", "/consultations/", "/consultations/new/", "/clients/",
    "/referrals/", "/indicators/", "/indicators/municipal-plans/", "/indicators/municipal-plans/excel/",
    "/partners/", "/audit/", "/healthz", "/alive/?page=home", "/static/js/hide.js", "/no/such/page/",
)  # fmt: skip
# Loaded by every Python process of the walk.
WATCH = """
import json, os, sys
HERE = ("127.0.0.1", "::1", "localhost", "", None, "0.0.0.0", b"127.0.0.1", b"localhost")
def note(event, facts):
    if event in ("socket.connect", "socket.sendto") and isinstance(facts[1], tuple):
        host = facts[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = facts[0]
    else:
        return
    if host not in HERE:
        with open(os.environ["YUI_TEST_CONNECTIONS"], "a") as stream:
            stream.write(json.dumps([event, str(host), sys.argv[:2]]) + "\\n")
sys.addaudithook(note)
"""


def raise_loopback() -> None:
    """A new network namespace begins with its loopback down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        name = struct.pack("16sh", b"lo", 0)
        (flags,) = struct.unpack("16xh", fcntl.ioctl(one, READ_FLAGS, name))
        fcntl.ioctl(one, SET_FLAGS, struct.pack("16sh", b"lo", flags | UP))


def there_is_no_way_out() -> bool:
    """Only the loopback stands here."""
    return [name for _index, name in socket.if_nameindex()] == ["lo"]


def walk(house: House, login: str) -> dict[str, int]:
    """Sign in and open every page; the statuses."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(cookies)
    page = opener.open(f"{house.url}/login/").read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    fields = {"login": login, "password": house.password, "csrfmiddlewaretoken": token}
    opener.open(f"{house.url}/login/", urllib.parse.urlencode(fields).encode())
    found = {}
    for path in PAGES:
        try:
            found[path] = opener.open(f"{house.url}{path}").status
        except urllib.error.HTTPError as refused:
            found[path] = refused.code
    return found


def main(arguments: Sequence[str]) -> int:
    """Walk, and print as JSON what was opened and which addresses were asked for."""
    place = Path(arguments[0])
    raise_loopback()
    if not there_is_no_way_out():
        sys.stderr.write("There is a way out of here: run it in a network namespace of its own.\n")
        return 2
    notes, watch = place / "connections", place / "watch"
    watch.mkdir()
    notes.touch()
    (watch / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    os.environ |= {"PYTHONPATH": str(watch), "YUI_TEST_CONNECTIONS": str(notes), "DATABASE_URL": ""}
    proof = [sys.executable, "-c", "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"]
    subprocess.run(proof, check=True)
    noticed = notes.read_text(encoding="utf-8")
    notes.write_text("", encoding="utf-8")
    (place / "house").mkdir()
    with running_house(place / "house", consultations=10) as house:
        opened = {login: walk(house, login) for login in PERSON}
        subprocess.run(
            [sys.executable, "manage.py", "run_due"], cwd=ROOT, env=house.environment, check=True, stdout=2
        )
    asked = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    sys.stdout.write(json.dumps({"opened": opened, "asked": asked, "watch_works": "192.0.2.1" in noticed}))
    return 1 if asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
