"""The machine below: what could write keys and texts to a disk in the open. Best effort."""

import ctypes.util
import os
import platform
import resource
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.audit.models import Event
from bashke.config.doctor.findings import Finding, good, missing, unknown, unsafe

SWAPS, PATTERN = Path("/proc/swaps"), Path("/proc/sys/kernel/core_pattern")
DEVICES, BLOCKS = Path("/sys/dev/block"), Path("/sys/class/block")
# What WeasyPrint loads, and the Debian package that has it.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
FONTS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
ENCRYPTED = "CRYPT-"


def swap() -> Finding:
    try:
        _heads, *rows = SWAPS.read_text().splitlines()
    except OSError:
        return unknown(_("Whether there is swap could not be found out."), mend_swap())
    devices = [row.split()[0] for row in rows]
    open_ones = [each for each in devices if not is_memory(each) and not is_encrypted(each)]
    if open_ones:
        return unsafe(
            _("Swap is not encrypted: what is opened may be written to the disk in the open."),
            mend_swap(),
        )
    return good(_("There is no swap that is not encrypted."))


def mend_swap() -> str:
    return _("Turn swap off, or encrypt it.")


def is_memory(device: str) -> bool:
    return Path(device).name.startswith("zram")


def is_encrypted(device: str) -> bool:
    """Whether a block device, or what it stands on, is encrypted by the kernel."""
    return encrypted(BLOCKS / Path(device).resolve().name)


def encrypted(block: Path) -> bool:
    try:
        if (block / "dm" / "uuid").read_text().startswith(ENCRYPTED):
            return True
    except OSError:
        pass
    below = block / "slaves"
    return below.is_dir() and any(encrypted(each.resolve()) for each in below.iterdir())


def core_dumps() -> Finding:
    try:
        is_piped = PATTERN.read_text().startswith("|")
    except OSError:
        is_piped = False
    soft, _hard = resource.getrlimit(resource.RLIMIT_CORE)
    if is_piped and soft != 0:
        return missing(
            _("A program on this machine keeps the memory of what crashes."),
            _("Turn it off: set kernel.core_pattern to core, and ulimit -c 0."),
        )
    return good(_("The server keeps no memory of a crash."))


def disk() -> Finding:
    number = Path(settings.DATA_DIR).stat().st_dev
    block = DEVICES / f"{os.major(number)}:{os.minor(number)}"
    if not block.exists():
        return unknown(
            _("Whether the disk under the data is encrypted could not be found out."),
            _("See to it that it is: a stolen machine gives its disk away."),
        )
    if encrypted(block.resolve()):
        return good(_("The disk under the data is encrypted."))
    return missing(
        _("The disk under the data does not seem to be encrypted."),
        _("Encrypt it (LUKS), or know that its maker or host does."),
    )


def clock() -> Finding:
    newest = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest and newest > timezone.now():
        return unsafe(
            _("The clock of this machine went back: deadlines and the trail would be wrong."),
            _("Set the clock, by NTP if you can."),
        )
    is_set = synchronized()
    if is_set is None:
        return unknown(
            _("Whether the clock is set by NTP could not be found out."),
            _("See to it that it is: clocks of the law hang on it."),
        )
    if not is_set:
        return missing(_("The clock is not set by NTP."), _("Turn it on: timedatectl set-ntp true"))
    return good(_("The clock is set by NTP."))


def synchronized() -> bool | None:
    program = shutil.which("timedatectl")
    if program is None:
        return None
    asked = subprocess.run(  # noqa: S603 (found above, no word from outside)
        [program, "show", "--property=NTPSynchronized", "--value"],
        capture_output=True, text=True, check=False, timeout=10,
    )  # fmt: skip
    return {"yes": True, "no": False}.get(asked.stdout.strip())


def time_zone() -> Finding:
    return good(_("Days are counted in %(zone)s.") % {"zone": ZoneInfo(settings.TIME_ZONE).key})


def paper() -> Finding:
    lacking = [package for name, package in LIBRARIES.items() if not found(name)]
    lacking += [] if FONTS.exists() else ["fonts-dejavu-core"]
    if lacking:
        return missing(
            _("No PDF can be made: parts of the system are missing."),
            _("Install them: apt install %(packages)s") % {"packages": " ".join(lacking)},
        )
    return good(_("PDFs can be made."))


def found(library: str) -> bool:
    return ctypes.util.find_library(library) is not None


def versions() -> Finding:
    ours, python = version("bashke"), platform.python_version()
    # Names and numbers, the same in every language.
    return good(f"Bashkë {ours}, Django {django.get_version()}, Python {python}.")
