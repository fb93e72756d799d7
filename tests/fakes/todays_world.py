"""A network of its own in which www.ilo.org is the stand-in of `todays_site`, by its real name and with TLS.

Nothing in it leads outside. The commands of a page of documentation are run there as they are written, with the
config.toml of this repository unchanged. Needs Linux with user namespaces, iproute2 and openssl, but no root.

Run as a program inside the namespaces: `python -m fakes.todays_world FOLDER < PAGE` prints what was done as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from fakes.follower import Done, Follower
from fakes.site import serving
from fakes.todays_site import furnish

_ORIGIN = "https://www.ilo.org"
_HOSTS = ("www.ilo.org", "jobs.ilo.org", "ilostat.ilo.org", "voices.ilo.org")
# Public, so that the program treats it as it treats the real one; it is used in the namespace only.
_ADDRESS = "20.0.0.1"
_NAMESPACES = ("unshare", "--user", "--map-root-user", "--net", "--mount")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def is_available() -> bool:
    """Return whether this machine can make such a network."""
    if any(shutil.which(program, path=_PATH) is None for program in ("unshare", "ip", "openssl", "mount")):
        return False
    return subprocess.run([*_NAMESPACES, "true"], capture_output=True, check=False).returncode == 0


def followed(page: str, folder: Path) -> list[Done]:
    """Return what the commands of *page* did in that network; *folder* is made, and holds what they left."""
    folder.mkdir()
    done = subprocess.run(
        [*_NAMESPACES, sys.executable, "-m", "fakes.todays_world", str(folder)],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PATH": _PATH, "PYTHONPATH": str(Path(__file__).parents[1])},
        input=page.encode(),
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [Done(**each) for each in json.loads(done.stdout)]


def _make_network(folder: Path) -> ssl.SSLContext:
    """Give the namespaces their names, addresses and certificates. Returns what a server needs for TLS."""
    run = _run
    run("ip", "link", "set", "lo", "up")
    run("ip", "address", "add", f"{_ADDRESS}/32", "dev", "lo")
    hosts, key, certificate = folder / "hosts", folder / "key.pem", folder / "certificate.pem"
    hosts.write_text("127.0.0.1 localhost\n" + "".join(f"{_ADDRESS} {name}\n" for name in _HOSTS))
    names = ",".join(f"DNS:{name}" for name in _HOSTS)
    run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=stand-in"),
        *("-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(certificate)),
    )
    run("mount", "--bind", str(hosts), "/etc/hosts")
    os.environ["SSL_CERT_FILE"] = str(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _main() -> None:
    folder, page = Path(sys.argv[1]), sys.stdin.read()
    tls = _make_network(folder)
    with serving(_ADDRESS, tls=tls, origin=_ORIGIN) as site:
        furnish(site)
        follower = Follower(folder / "clone", site, settings="")
        done = list(follower.follow(page))
    print(json.dumps([asdict(each) for each in done]))  # noqa: T201 - read by `followed`


if __name__ == "__main__":
    _main()
