"""A real server on demonstration data, and Debian's chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def served(folder: Path, *command: str, is_demo: bool = True, **environment: str):
    """A server with a data folder of its own; everything that it says goes to server.log there."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    place = {"BASHKE_DATA_DIR": str(folder), "BASHKE_SITE_URL": f"http://localhost:{port}"}
    variables = {**os.environ, "BASHKE_DATABASE_URL": "", **place, **environment}
    bashke = [sys.executable, "-m", "bashke"]
    demo = [["demo", "--without-people"]] if is_demo else []
    for words in (["migrate", "--verbosity", "0"], *demo):
        subprocess.run([*bashke, *words], env=variables, check=True, capture_output=True)  # noqa: S603 (our own command)
    command = command or (*bashke, "serve", "--workers", "1", "--bind")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [*command, f"localhost:{port}"], env=variables, stdout=log, stderr=log
        )
        try:
            wait_for(f"http://localhost:{port}/sq/librazhd/")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(60)


def wait_for(url: str) -> None:
    for _ in range(900):
        try:
            urlopen(url).close()  # noqa: S310 (our own server)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{url} does not answer")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with served(tmp_path_factory.mktemp("site")) as url:
        yield url


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()
