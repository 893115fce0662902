"""A counselor's browser without a screen: cookies, forms, and a connection that may break at any moment."""

import http.client
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import date


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_all):
        return None


class Visitor:
    """Keeps its cookies while servers come and go."""

    def __init__(self) -> None:
        self._open = urllib.request.build_opener(
            _Stay, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        ).open

    def get(self, address: str) -> str:
        """The page; raises OSError when the connection breaks."""
        with self._open(address, timeout=20) as answer:
            return answer.read().decode()

    def post(self, address: str, fields: dict[str, str]) -> str:
        """Where the answer leads; '' when the form came back; raises OSError when the connection breaks."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        try:
            with self._open(address, body, timeout=20):
                return ""
        except urllib.error.HTTPError as answer:
            if answer.code == 302:
                return answer.headers["Location"]
            if answer.code == 422:
                return ""
            raise
        except http.client.HTTPException as broken:
            raise ConnectionError(str(broken)) from None

    def sign_in(self, house: str, login: str, password: str) -> None:
        """By name and password."""
        token = token_of(self.get(f"{house}/login/"))
        fields = {"login": login, "password": password, "csrfmiddlewaretoken": token}
        assert self.post(f"{house}/login/", fields) == "/"

    def sheet(self, house: str, story: str) -> dict[str, str]:
        """An open sheet for a consultation, filled in; it carries the token by which it is recorded once."""
        page = self.get(f"{house}/consultations/new/")
        once = re.search(r'name="once" value="([^"]+)"', page)
        assert once
        return {
            "csrfmiddlewaretoken": token_of(page), "once": once[1], "started_on": date.today().isoformat(),
            "method": "phone", "main_complaint": "spouse_violence", "narrative": story,
        }  # fmt: skip


def token_of(page: str) -> str:
    """The form's token against foreign sites."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]
