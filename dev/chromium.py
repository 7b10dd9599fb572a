"""Chromium for tours and pictures: the machine's, else Debian's, else npm's."""

import os
import shutil
import subprocess

from . import say
from .paths import CACHE, PYTHON, VAR, environment

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
COMMAND = VAR / "bin" / "chromium"


def found():
    path = environment()["PATH"]
    return next((name for name in NAMES if shutil.which(name, path=path)), None)


def obtainable():
    return found() or os.getuid() == 0 or shutil.which("npm")


def provide():
    """Installs Chromium unless there is one."""
    if found():
        return
    if os.getuid() == 0:
        with say.step("Chromium: apt-get install chromium"):
            env = environment(DEBIAN_FRONTEND="noninteractive")
            say.run(["apt-get", "-q", "update"], CACHE / "apt-update.log", env=env)
            say.run(
                ["apt-get", "-qy", "install", "--no-install-recommends", "chromium"],
                CACHE / "apt-install.log",
                env=env,
            )
        return
    with say.step(f"Chromium: npm package {NPM_PACKAGE}"):
        _from_npm()


def _from_npm():
    """The package holds brotli archives: the program, its libraries, its fonts."""
    folder = VAR / "chromium"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say.run(
        ["npm", "pack", "--silent", NPM_PACKAGE],
        CACHE / "npm.log",
        cwd=folder,
        env=environment(npm_config_cache=CACHE / "npm"),
    )
    for archive in folder.glob("*.tgz"):
        _extract(archive, folder)
        archive.unlink()
    packed = folder / "package" / "bin"
    (packed / "chromium.br").rename(folder / "chromium.br")
    for archive in (folder / "chromium.br", *packed.rglob("*.tar.br")):
        _decompress(archive)
        archive.unlink()
    for archive in packed.rglob("*.tar"):
        _extract(archive, folder)
    (folder / "chromium").chmod(0o755)
    shutil.rmtree(folder / "package")
    COMMAND.parent.mkdir(exist_ok=True)
    COMMAND.write_text(
        f"#!/bin/sh\nexport LD_LIBRARY_PATH='{folder}:{folder}/lib'\n"
        f"exec '{folder}/chromium' --headless --no-zygote \"$@\"\n"
    )
    COMMAND.chmod(0o755)


def _extract(archive, folder):
    subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)


def _decompress(archive):
    subprocess.run(
        [str(PYTHON), "-c", _DECOMPRESS, str(archive), str(archive.with_suffix(""))],
        check=True,
    )


_DECOMPRESS = """
import sys, brotli
from pathlib import Path
Path(sys.argv[2]).write_bytes(brotli.decompress(Path(sys.argv[1]).read_bytes()))
"""
