"""make shots: the pictures of README and user guides, from a clone of the demo data.

dev/shots.toml lists them: `file` (below the checkout), `login`, `url` (may hold `{id}`,
the first value of the query `id`), `lang`, `wait` (a CSS selector), `click` (selectors,
one after the other; `js:…` is evaluated, a table with `into` and `text` types),
`width` and `height`.
"""

import json
import os
import socket
import time
import tomllib

from . import databases, say, stack
from .paths import ROOT
from .postgres import Cluster

LIST = ROOT / "dev" / "shots.toml"
DEFAULTS = {"lang": "en_US", "wait": ".o_content", "width": 1366, "height": 800}
SETTLE = 1.5  # seconds for charts, images and the fading of notifications
SET_LANGUAGE = """
(async () => {{
    const call = async (url, params) => {{
        const answer = await fetch(url, {{
            method: "POST",
            headers: {{"Content-Type": "application/json"}},
            body: JSON.stringify({{jsonrpc: "2.0", params}}),
        }});
        return (await answer.json()).result;
    }};
    const {{uid}} = await call("/web/session/get_session_info", {{}});
    return await call("/web/dataset/call_kw", {{
        model: "res.users",
        method: "write",
        args: [[uid], {{lang: {lang}}}],
        kwargs: {{}},
    }});
}})()
"""
TYPE = """
(() => {{
    const field = {field};
    field.focus();
    field.value = {text};
    field.dispatchEvent(new InputEvent("input", {{bubbles: true}}));
}})()
"""


def shots():
    stack.prepare(stack.TEST, browser=True)
    stack.enter()
    from .serve import Server

    wanted = tomllib.loads(LIST.read_text())["shot"]
    cluster = Cluster("test").start()
    names = databases.templates(cluster)
    database = f"shots_{os.getpid()}"
    databases.clone(cluster, names["demo"], database)
    server = Server(cluster)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        server.start({"port": port, "host": "127.0.0.1", "database": database})
        for shot in wanted:
            _take(cluster, database, f"http://127.0.0.1:{port}", DEFAULTS | shot)
    finally:
        server.stop()
        databases.drop(cluster, database)
    return 0


def _take(cluster, database, base, shot):
    from .browser import Browser

    url = shot["url"]
    if "id" in shot:
        rows = cluster.query(database, shot["id"])
        if not rows:
            raise say.Refusal(f"{shot['file']}: its query finds nothing.")
        url = url.replace("{id}", rows[0][0])
    with Browser(shot["width"], shot["height"]) as browser:
        browser.log_in(base, shot["login"])
        browser.evaluate(SET_LANGUAGE.format(lang=json.dumps(shot["lang"])))
        browser.open(f"{base}{url}")
        for step in shot.get("click", ()):
            typed = isinstance(step, dict)
            if not typed and step.startswith("js:"):
                browser.evaluate(step.removeprefix("js:"))
                continue
            selector = json.dumps(step["into"] if typed else step)
            found = f"document.querySelector({selector})"
            browser.wait(found)
            browser.evaluate(
                TYPE.format(field=found, text=json.dumps(step["text"]))
                if typed
                else f"{found}.click()"
            )
            if typed:
                time.sleep(SETTLE)  # until it was looked up
        browser.wait(f"document.querySelector({json.dumps(shot['wait'])})")
        time.sleep(SETTLE)
        browser.picture(ROOT / shot["file"])
    say.line(f"picture: {shot['file']}")
