"""Debian packages without root: downloaded with lists of our own, unpacked below var/.

The mirror and the keys are the machine's own; the host name is never written here.
"""

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

from . import say
from .paths import VAR

WORK = VAR / "apt"


def codename():
    release = Path("/etc/os-release").read_text()
    return re.search(r"^VERSION_CODENAME=(\S+)", release, re.M)[1]


class Apt:
    """A private apt: `suites` of the machine's mirror, beside its own release."""

    def __init__(self, *suites):
        self.own = codename()
        for folder in ("lists/partial", "cache/archives/partial", "debs"):
            (WORK / folder).mkdir(parents=True, exist_ok=True)
        sources = WORK / "sources.list"
        keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
        mirror = self._mirror()
        sources.write_text(
            "".join(
                f"deb [signed-by={keyring}] {mirror} {suite} main\n"
                for suite in (self.own, *suites)
            )
        )
        settings = {
            "Dir::Etc::SourceList": sources,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Dir::State::Lists": WORK / "lists",
            "Dir::Cache": WORK / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Sandbox::User": pwd.getpwuid(os.getuid()).pw_name,
            "APT::Default-Release": self.own,
            "Debug::NoLocking": "1",
        }
        self.options = [f"-o{key}={value}" for key, value in settings.items()]
        say.run(["apt-get", "-q", *self.options, "update"], WORK / "update.log")

    def _mirror(self):
        lists = f"-oDir::State::Lists={WORK / 'lists'}"
        uris = subprocess.run(
            ["apt-get", "update", "--print-uris", lists],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        found = re.search(rf"^'(\S+)/dists/{self.own}/InRelease'", uris, re.M)
        if not found:
            raise say.Refusal(
                f"The machine's apt configuration has no Debian source for {self.own}."
            )
        return found[1]

    def candidate(self, name, suite):
        """The version of a package in a suite, or None."""
        shown = subprocess.run(
            ["apt-cache", *self.options, "madison", name],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for row in shown.splitlines():
            _name, version, source = (part.strip() for part in row.split("|"))
            if f" {suite}/" in source:
                return version
        return None

    def missing(self, names):
        """The packages and what they need of packages not installed here."""
        simulated = subprocess.run(
            ["apt-get", "-s", "--no-install-recommends"]
            + [*self.options, "install", *names],
            capture_output=True,
            text=True,
            check=False,
        )
        if simulated.returncode:
            raise say.Refusal(f"apt-get: {simulated.stderr.strip()}")
        return re.findall(r"^Inst (\S+)", simulated.stdout, re.M)

    def download(self, names):
        """Downloads packages (`name` or `name=version`); returns their files."""
        folder = WORK / "debs"
        shutil.rmtree(folder)
        folder.mkdir()
        say.run(
            ["apt-get", "-q", *self.options, "download", *names],
            WORK / "download.log",
            cwd=folder,
        )
        return sorted(folder.glob("*.deb"))


def unpack(deb, target, exclude=()):
    """Unpacks one package below a directory, leaving out the named paths."""
    target.mkdir(parents=True, exist_ok=True)
    listed = WORK / "exclude"
    listed.write_text("".join(f"{path}\n" for path in exclude))
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE
    ) as reader:
        subprocess.run(
            ["tar", "-x", "-C", str(target), f"--exclude-from={listed}"]
            + ["--no-same-owner"],
            stdin=reader.stdout,
            check=True,
        )


def members(deb):
    """The paths inside a package."""
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE
    ) as reader:
        listed = subprocess.run(
            ["tar", "-t"],
            stdin=reader.stdout,
            capture_output=True,
            text=True,
            check=True,
        )
    return listed.stdout.splitlines()


def clean():
    shutil.rmtree(WORK, ignore_errors=True)
