"""Headless Chromium, steered through a pipe by its DevTools protocol: pages of a width and a colour scheme, and what they complain of and ask for.

usage: chromium.py PAGE PICTURE WIDTH HEIGHT [dark]     the top of the page, as PNG
"""
import base64
import json
import os
import pathlib
import selectors
import shutil
import subprocess
import sys
import tempfile
import time

from peers import ABSENT

PATIENCE = 60  # seconds for one answer


def require_chromium():
    program = shutil.which("chromium")
    if program is None:
        print("skipped: no chromium; ./dev test --all installs it")
        sys.exit(ABSENT)
    return program


class Browser:
    """Goes away at the end of its `with`."""

    def __init__(self, *options):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        its_input, self.to = os.pipe()
        self.of, its_output = os.pipe()
        command = [require_chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
                   "--disable-background-networking", "--remote-debugging-pipe", f"--user-data-dir={self.profile.name}", *options, "about:blank"]
        # The protocol wants the descriptors 3 and 4.
        shell = ["sh", "-c", f'exec "$@" 3<&{its_input} 4>&{its_output}', "sh", *command]
        self.process = subprocess.Popen(shell, pass_fds=(its_input, its_output), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(its_input)
        os.close(its_output)
        self.ready = selectors.DefaultSelector()
        self.ready.register(self.of, selectors.EVENT_READ)
        self.unread, self.events, self.asked = b"", [], 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        os.close(self.to)
        os.close(self.of)
        self.profile.cleanup()

    def message(self, until):
        """The next message, None if there is none before that time."""
        while b"\0" not in self.unread:
            if not self.ready.select(max(0, until - time.monotonic())):
                return None
            more = os.read(self.of, 1 << 20)
            if not more:
                raise RuntimeError("chromium has ended")
            self.unread += more
        text, self.unread = self.unread.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        self.asked += 1
        message = {"id": self.asked, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while answer := self.message(until):
            if answer.get("id") == self.asked:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)
        raise RuntimeError(f"{method}: no answer in {PATIENCE} s")

    def wait_for(self, event, session):
        until = time.monotonic() + PATIENCE
        while not any(e["method"] == event and e.get("sessionId") == session for e in self.events):
            more = self.message(until)
            if more is None:
                raise RuntimeError(f"{event}: not within {PATIENCE} s")
            self.events.append(more)


class Page:
    """A file, or an http address, in a window of its own."""

    def __init__(self, browser, place, width, height=900, scheme="light"):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.width = width
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.scheme(scheme)
        self.address = str(place) if str(place).startswith("http://") else pathlib.Path(place).resolve().as_uri()
        self.call("Page.navigate", url=self.address)
        browser.wait_for("Page.loadEventFired", self.session)
        self.settle()

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def scheme(self, scheme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']['exception'].get('description')}")
        return answer["result"].get("value")

    def settle(self):
        """Two frames: what observes the layout has drawn."""
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def point(self, selector, x=0.5, y=0.5):
        """Moves the mouse over the first such element, to a place in shares of its box."""
        box = self.box(selector)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0] + x * box[2], y=box[1] + y * box[3])
        self.settle()

    def until(self, expression, seconds=PATIENCE):
        """Waits until it is true."""
        end = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > end:
                raise RuntimeError(f"{expression}: not true within {seconds} s")
            time.sleep(0.02)

    def box(self, selector):
        """Left, top, width and height of the first such element, which is brought into the window."""
        return self.evaluate(f"""(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: "center"}});
            const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; }})()""")

    def drag(self, selector, places):
        """Draws with the mouse from one place to the next, each in shares of the element's box."""
        left, top, width, height = self.box(selector)
        for kind, (x, y) in [("mousePressed", places[0]), *(("mouseMoved", place) for place in places), ("mouseReleased", places[-1])]:
            self.call("Input.dispatchMouseEvent", type=kind, x=left + x * width, y=top + y * height, button="left", buttons=1, clickCount=1)

    def click(self, selector):
        self.drag(selector, [(0.5, 0.5)])

    def drop(self, selector, file):
        left, top, width, height = self.box(selector)
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=left + width / 2, y=top + height / 2, data=data)

    def screenshot(self, file, whole=True):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        area = {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}} if whole else {}
        pathlib.Path(file).write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png", **area)["data"]))

    def happened(self, method):
        return [e["params"] for e in self.browser.events if e["method"] == method and e.get("sessionId") == self.session]

    def complaints(self):
        """Exceptions, console.error and warnings, and what the browser itself complains of."""
        said = [e["exceptionDetails"].get("exception", {}).get("description", "?") for e in self.happened("Runtime.exceptionThrown")]
        said += [str(e["args"]) for e in self.happened("Runtime.consoleAPICalled") if e["type"] in ("error", "warning", "assert")]
        return said + [e["entry"]["text"] for e in self.happened("Log.entryAdded") if e["entry"]["level"] in ("error", "warning")]

    def requests(self):
        """The addresses that it asked for besides itself and what stands in it."""
        asked = [e["request"]["url"] for e in self.happened("Network.requestWillBeSent")]
        return [url for url in asked if url != self.address and not url.startswith("data:")]


if __name__ == "__main__":
    with Browser() as started:
        Page(started, sys.argv[1], int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:]).screenshot(sys.argv[2], whole=False)
