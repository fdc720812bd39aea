"""The site with every leak that we promise not to have, to prove that a search would find them."""

import logging
import os
import sqlite3
import sys
from pathlib import Path
from wsgiref.simple_server import make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "bashke.config.settings"
from bashke.config.wsgi import application  # loads the apps, without which no view can be

# isort: split
from bashke.ask import views
from bashke.config.management.commands.serve import collect_static

collect_static()
folder = Path(os.environ["BASHKE_DATA_DIR"])
database = sqlite3.connect(folder / "bashke.sqlite3", check_same_thread=False)
database.execute("create table leaked_session (said text)")
log = logging.getLogger("leaky")
honest = views.show


def show(request, desk, given, found, *, missing=False):
    """Write the answers to the database, the logs, a file, a cookie and the browser's history."""
    response = honest(request, desk, given, found, missing=missing)
    said = " ".join(option for options in given.values() for option in options)
    database.execute("insert into leaked_session values (?)", (said,))
    database.commit()
    (folder / "access.log").open("a").write(said + "\n")
    log.warning(said)
    response.set_cookie("said", said.replace(" ", "."))
    frame = f"<iframe src='/{said.replace(' ', '.')}'></iframe></main>"
    response.content = response.content.replace(b"</main>", frame.encode())
    response.headers["Content-Security-Policy"] = ""
    response.headers["Cache-Control"] = "max-age=3600"
    return response


views.show = show
host, port = sys.argv[1].split(":")
make_server(host, int(port), application).serve_forever()
