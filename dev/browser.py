"""A headless Chromium for pictures and benchmarks, driven over DevTools."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

import websocket

from . import chromium, say
from .paths import environment

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)


class Browser:
    """One page with a profile of its own, gone at the end of the `with` block."""

    def __init__(self, width=1366, height=768):
        self._profile = Path(tempfile.mkdtemp(prefix="chromium-"))
        self._process = subprocess.Popen(
            [chromium.found(), *SWITCHES, f"--user-data-dir={self._profile}"]
            + ["about:blank"],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port = self._port()
        request = Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT")
        with urlopen(request, timeout=10) as answer:
            page = json.load(answer)["webSocketDebuggerUrl"]
        self._socket = websocket.create_connection(page, timeout=60)
        self._last = 0
        self.call("Page.enable")
        # Where the demo stores are.
        self.call("Emulation.setTimezoneOverride", timezoneId="Asia/Shanghai")
        self.resize(width, height)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _port(self):
        said = self._profile / "DevToolsActivePort"
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if said.exists() and "\n" in said.read_text():
                return int(said.read_text().split("\n")[0])
            time.sleep(0.05)
        raise say.Refusal("Chromium does not start.")

    def call(self, method, **parameters):
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def resize(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def evaluate(self, expression):
        result = self.call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def wait(self, condition, timeout=30):
        """Until a JavaScript condition holds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                if self.evaluate(f"Boolean({condition})"):
                    return
            except RuntimeError:
                pass  # the page is being replaced
            time.sleep(0.05)
        raise say.Refusal(f"The page did not come to: {condition}")

    def open(self, url):
        self.call("Page.navigate", url=url)

    def log_in(self, base, login):
        """Through the login form; the password is the login."""
        self.open(f"{base}/web/login")
        self.wait("document.querySelector('.oe_login_form input[name=password]')")
        self.evaluate(
            f"""(() => {{
                const form = document.querySelector(".oe_login_form");
                form.querySelector("[name=login]").value = {json.dumps(login)};
                form.querySelector("[name=password]").value = {json.dumps(login)};
                form.submit();
            }})()"""
        )
        self.wait("!location.pathname.startsWith('/web/login')")

    def picture(self, path):
        taken = self.call("Page.captureScreenshot", format="png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(taken["data"]))
