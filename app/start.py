"""Starts the app's server: all is imported and warmed before the first visitor, and no request leaves the origin.

`main` is what `vbc-twin app` calls. Why not `streamlit run`: it collects garbage over every imported object after each
rerun and watches every module; with many visitors that is most of the server's time.
"""

import argparse
import gc
import signal
import socket
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOSTS = ["localhost", "127.0.0.1"]
SECONDS_BETWEEN_COLLECTIONS = 20
HIDDEN = "/_stcore/metrics"
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}
# Of Okabe and Ito's colours (2008), which colour-blind readers tell apart, those that stand out from each background.
LIGHT = {"primaryColor": "#005a8c", "backgroundColor": "#ffffff", "secondaryBackgroundColor": "#f2f5f8"}
LIGHT |= {"textColor": "#0f1720", "chartCategoricalColors": ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#6b6b6b"]}
DARK = {"primaryColor": "#6cb8e6", "backgroundColor": "#11181f", "secondaryBackgroundColor": "#1c2630"}
DARK |= {"textColor": "#e6edf3", "chartCategoricalColors": ["#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#b0b0b0"]}


def options(port: int, headless: bool) -> dict:
    """Streamlit's options: quick, private, at home on this machine only."""
    settings = {
        "server.port": port,
        "server.address": HOSTS[1],
        "server.allowedHosts": HOSTS,
        "server.headless": headless,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 1,
        "runner.postScriptGC": False,
        "browser.serverAddress": HOSTS[0],
        "browser.gatherUsageStats": False,
        "logger.hideWelcomeMessage": True,  # with it goes a note about tools for writing apps, inside the page
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "theme.metricValueFontSize": "1.7rem",
        "theme.headingFontSizes": ["2rem", "1.35rem", "1.1rem"],
    }
    themes = {
        f"theme.{name}.{key}": value
        for name, theme in (("light", LIGHT), ("dark", DARK))
        for key, value in theme.items()
    }
    return settings | themes


class Guard:
    """Adds the headers that keep a page at home, and hides the server's own figures."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def guarded(message) -> None:
            if message["type"] == "http.response.start":
                message = message | {"headers": [*message.get("headers", ()), *HEADERS.items()]}
            await send(message)

        if scope["type"] == "http" and scope["path"].startswith(HIDDEN):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def warm() -> None:
    """Import and use once what the first visitor would wait for, then keep it out of every collection."""
    import pandas
    import plotly.graph_objects
    import polars
    import pyarrow
    from streamlit.runtime.pages_manager import PagesManager

    import vbc_twin as vt

    vt.library.targets(), vt.library.sources(), vt.library.digest()
    polars.DataFrame({"x": [0]}).to_arrow(), pandas.DataFrame(), pyarrow.array([0])
    plotly.graph_objects.Figure(plotly.graph_objects.Scatter(x=[0], y=[0])).to_json()
    PagesManager.uses_pages_directory = False  # else the first visitor at a page has it without home.py
    gc.collect()
    gc.freeze()


def collect_now_and_then() -> None:
    """Collect garbage beside the pages instead of after each of their runs."""
    while True:
        time.sleep(SECONDS_BETWEEN_COLLECTIONS)
        gc.collect()


def check(port: int) -> None:
    """Ends with a plain sentence if the app cannot be served at a port of this machine."""
    try:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((HOSTS[1], port))
    except (OSError, OverflowError) as error:
        raise SystemExit(
            f"app: port {port} cannot be used ({error}). Name another one, for example: --port 8765"
        ) from None


def main(port: int = 8501, headless: bool = False) -> None:
    """Serve the app on this machine until it is interrupted; opens a browser unless `headless`."""
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    check(port)
    sys.path.insert(0, str(HERE))
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(0)
    )  # an ordinary end, at which runs end too and their folder goes
    warm()
    threading.Thread(target=collect_now_and_then, daemon=True).start()
    print(f"vbc_twin is at http://{HOSTS[0]}:{port} (Ctrl+C ends it)", flush=True)
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS), Middleware(Guard)]
    st.App(HERE / "home.py", middleware=middleware).run(config=options(port, headless))


def asked(arguments: list[str]) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="vbc-twin app", description="Open the app in a browser on this machine.")
    parser.add_argument("--port", type=int, default=8501, help="where it is served (default: 8501)")
    parser.add_argument("--headless", action="store_true", help="serve without opening a browser")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(**vars(asked(sys.argv[1:])))
