"""Set up vbc_twin and run it: one file, Python's standard library only.

    python3 run.py demo             what an investment is worth to the example ACO
    python3 run.py test             every test of the suite, in a real browser too
    python3 run.py app              the front end, in your browser
    python3 run.py compare ...      any other command of vbc-twin, with its arguments

    python3 run.py demo --draws 200                 arguments go on to the command
    python3 run.py test tests/contracts -x          arguments go on to pytest
    python3 run.py test --profile statistics        the slow profiles: statistics, nightly

The first run makes .venv and needs a package index; later runs need no network until
requirements/ or pyproject.toml change. With uv on PATH it is used, else pip.
VBC_BROWSER names the Chromium or Chrome of the browser tests, if it is not on PATH.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "complete"
WINDOWS = os.name == "nt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core", "libatomic1")  # the last is for Playwright's own driver
PROFILES = ("statistics", "nightly")
WHOLE_SUITE = ("-n", "2", "--dist", "worksteal")  # a single file is quicker without workers


class SetUpError(Exception):
    """A set-up that cannot go on; the message names the thing and the remedy."""


def main(arguments):
    """Set up what the command needs, run it, and return its exit code."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    command, rest = arguments[0], arguments[1:]
    try:
        check_version(sys.version_info)
        if command == "test":
            return run_tests(rest)
        set_up("run")
    except SetUpError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("run.py: interrupted. The next run finishes the set-up.", file=sys.stderr)
        return 130
    return call(tool("vbc-twin"), command, *rest)


def run_tests(arguments):
    """Run pytest with its arguments; the last line says so if no browser took part."""
    arguments, environment = pytest_arguments(arguments), dict(os.environ)
    set_up("dev")
    browser = find_browser() or install_browser()
    if browser:
        environment["VBC_BROWSER"] = browser
    code = call(tool("python"), "-m", "pytest", *arguments, env=environment, cwd=ROOT)
    if not browser:
        print(
            "The browser tests did not run: no Chromium or Chrome was found. "
            "Install one, or name it: VBC_BROWSER=/path/to/chromium python3 run.py test"
        )
    return code


def pytest_arguments(arguments):
    """Turn `--profile NAME` into the mark that it selects; run a whole suite on two workers."""
    if "--profile" not in arguments:
        return arguments or WHOLE_SUITE
    at = arguments.index("--profile")
    profile = arguments[at + 1] if at + 1 < len(arguments) else "(nothing)"
    if profile not in PROFILES:
        raise SetUpError(f"test --profile: {profile} is no profile. There are: {', '.join(PROFILES)}.")
    return [*WHOLE_SUITE, "-m", profile, *arguments[:at], *arguments[at + 2 :]]


# --- Python ---------------------------------------------------------------------------------------------


def check_version(version):
    """Refuse a Python outside 3.11 to 3.13, and say which one to use instead."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return
    others = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = [name for name in others if shutil.which(name)]
    if found:
        remedy = f"This machine has {found[0]}; type: {found[0]} run.py {' '.join(sys.argv[1:])}"
    elif shutil.which("uv"):
        remedy = f"With your uv, type: uv run --no-project --python 3.13 run.py {' '.join(sys.argv[1:])}"
    else:
        remedy = "Install Python 3.13 beside it (your system's packages, pyenv or uv) and start run.py with that."
    raise SetUpError(f"vbc_twin needs Python 3.11, 3.12 or 3.13; this is {version[0]}.{version[1]}. {remedy}")


def base_python():
    """The interpreter that .venv is made from, also when run.py is started from within .venv."""
    return getattr(sys, "_base_executable", None) or sys.executable


def tool(name):
    """A program inside .venv."""
    return str(VENV / ("Scripts" if WINDOWS else "bin") / (name + (".exe" if WINDOWS else "")))


# --- .venv ----------------------------------------------------------------------------------------------


def set_up(lock):
    """Make .venv hold what requirements/<lock>.lock lists and the project itself, unless it does.

    The stamp is removed before anything changes and written when all is done, so what an
    interrupted set-up leaves behind has no stamp and is made anew.
    """
    held = read_stamp()
    if held.get(lock) == wanted(lock):
        return
    STAMP.unlink(missing_ok=True)
    print(f"Setting up .venv for Python {sys.version.split()[0]} (about a minute) ...", flush=True)
    for uv in dict.fromkeys((shutil.which("uv"), None)):  # None is pip, tried too where uv fails
        try:
            made = build(lock, held.get("made"), uv)
            break
        except subprocess.CalledProcessError as error:
            print(f"Failed with {error.returncode}: {' '.join(error.cmd)}", file=sys.stderr)
    else:
        raise SetUpError(
            "the packages could not be installed; the lines above say why. A first set-up needs a package index: "
            "check the network and, if your index is a mirror, pip's or uv's settings; then type the same again."
        )
    holds = {"run": ("run",), "dev": ("run", "dev")}[lock]  # dev.lock lists all that run.lock lists
    write_stamp({"made": made, **{name: wanted(name) for name in holds}})


def build(lock, held, uv):
    """Install the locked packages and the project with uv, or with pip if uv is None; return what made it.

    A whole .venv of the same Python, place and installer is brought up to date, any other one replaced.
    """
    made = f"{identity()} {'uv' if uv else 'pip'}"
    if made != held:
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv(uv)
    if uv:
        install = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", tool("python")]
    else:
        install = [tool("python"), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run(*install, "--require-hashes", "--only-binary", ":all:", "-r", lock_file(lock))
    run(*install, "--no-deps", "--no-build-isolation", "-e", ROOT)
    return made


def make_venv(uv):
    """Make .venv; Debian keeps Python's own venv in a package apart, which root may install."""
    if uv:
        return run(uv, "venv", "--quiet", "--python", base_python(), VENV)
    make = (base_python(), "-m", "venv", VENV)
    if not quiet(*make):
        shutil.rmtree(VENV, ignore_errors=True)
        if not apt_install("python3-venv"):
            raise SetUpError("this Python cannot make a .venv. Type: sudo apt-get install python3-venv")
        run(*make)


def lock_file(lock):
    return ROOT / "requirements" / f"{lock}.lock"


def wanted(lock):
    """What a .venv that holds this lock must be stamped with."""
    digest = hashlib.sha256()
    for part in (lock_file(lock).read_bytes(), (ROOT / "pyproject.toml").read_bytes(), identity().encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def identity():
    """What cannot change under a .venv: the Python that it was made from, and the folder that it lies in."""
    return f"{sys.version.split()[0]} {sys.base_prefix} {ROOT}"


def read_stamp():
    try:
        lines = STAMP.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


def write_stamp(stamp):
    """Write the stamp under another name first: it is whole or it is not there."""
    unfinished = STAMP.with_name("complete.unfinished")
    unfinished.write_text("".join(f"{key}\t{value}\n" for key, value in stamp.items()), encoding="utf-8")
    unfinished.replace(STAMP)


# --- the browser ----------------------------------------------------------------------------------------


def find_browser():
    """The Chromium or Chrome of the tests: the one named in VBC_BROWSER, on PATH, or in its usual place."""
    named = os.environ.get("VBC_BROWSER")
    if named:
        if not shutil.which(named):
            raise SetUpError(f"VBC_BROWSER names {named}, which is no program. Name a Chromium or Chrome, or unset it.")
        return shutil.which(named)
    return next(filter(None, map(shutil.which, (*BROWSERS, *BROWSER_PLACES))), None)


def install_browser():
    """Install Debian's Chromium if this user may; without it the suite runs, but no browser test."""
    return find_browser() if apt_install(*BROWSER_PACKAGES) else None


# --- calling programs -----------------------------------------------------------------------------------


def apt_install(*packages):
    """Install Debian packages if we are root or sudo asks for no password; say whether it worked."""
    if not shutil.which("apt-get"):
        return False
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root and not (shutil.which("sudo") and quiet("sudo", "-n", "true")):
        return False
    print(f"Installing {', '.join(packages)} ...", flush=True)
    sudo = [] if is_root else ["sudo", "-n"]
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    quiet(*apt, "update")  # its failure shows in the next line, if it matters
    return quiet(*apt, "install", "-y", "--no-install-recommends", *packages)


def quiet(*command):
    """Run a program with its output put aside; show it only if the program fails."""
    put_aside = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(list(map(str, command)), text=True, **put_aside)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return done.returncode == 0


def run(*command):
    """Run a program of the set-up; raise subprocess.CalledProcessError if it fails."""
    subprocess.run(list(map(str, command)), check=True)


def call(*command, **options):
    """Run the command that was asked for, and return its exit code."""
    try:
        return subprocess.call(list(map(str, command)), **options)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
