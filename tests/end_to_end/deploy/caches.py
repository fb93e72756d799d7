"""Real caches before an origin: with the files of ``deploy/``, and with no more than it takes to keep copies."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from end_to_end.deploy.parts import ROOT
from end_to_end.deploy.web_servers import apache, caddy, deployed, nginx
from fakes.processes import Command
from fakes.proxies import squid
from fakes.real_parts import program

_APACHE = "proxy proxy_http cache cache_disk"
_ORIGIN = "127.0.0.1:8000"  # in the files of ``deploy/``

#: A function that configures a cache in a folder, for its port, the port of the origin and that of a second one.
Configure = Callable[[Path, int, int, int], Command]


def _nginx(folder: Path, port: int, origin: int, _spare: int) -> Command:
    changes = {
        _ORIGIN: f"127.0.0.1:{origin}",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/ilofeed": f"{folder}/cache",
    }
    return nginx(folder, port, deployed("nginx/proxy.conf", changes))


def _apache(folder: Path, port: int, origin: int, _spare: int) -> Command:
    changes = {_ORIGIN: f"127.0.0.1:{origin}", "*:80": f"127.0.0.1:{port}"}
    return apache(folder, port, f"CacheRoot {folder}\n{deployed('apache/proxy.conf', changes)}", _APACHE)


def _varnish(folder: Path, port: int, origin: int, _spare: int) -> Command:
    (folder / "ilofeed.vcl").write_text(deployed("varnish/ilofeed.vcl", {'"8000"': f'"{origin}"'}))
    # Without these ten seconds it depends on the file alone whether there is an old copy.
    return _varnishd(folder, port, "-f", folder / "ilofeed.vcl", "-p", "default_grace=0")


def _varnishd(folder: Path, port: int, *arguments: str | Path) -> Command:
    listen = ("-F", "-j", "none", "-n", folder / "state", "-a", f"127.0.0.1:{port}", "-s", "malloc,64M")
    return Command(words=(program("varnishd", "varnish"), *listen, *arguments), folder=folder, port=port)


def _squid(folder: Path, port: int, origin: int, _spare: int) -> Command:
    changes = {
        "127.0.0.1 parent 8000": f"127.0.0.1 parent {origin}",
        "http_port 80": f"http_port 127.0.0.1:{port}",
    }
    return squid(folder, port, deployed("squid/ilofeed.conf", changes))


def _haproxy(folder: Path, port: int, origin: int, spare: int) -> Command:
    changes = {
        _ORIGIN: f"127.0.0.1:{origin}",
        "127.0.0.2:8000": f"127.0.0.1:{spare}",
        "bind :80": f"bind 127.0.0.1:{port}",
    }
    return _haproxy_of(folder, port, deployed("haproxy/ilofeed.cfg", changes))


def _haproxy_of(folder: Path, port: int, lines: str) -> Command:
    own = "defaults\n    mode http\n    timeout connect 5s\n    timeout client 50s\n    timeout server 50s\n"
    (folder / "haproxy.cfg").write_text(f"{own}{lines}\n")
    words = (program("haproxy", "haproxy"), "-db", "-f", folder / "haproxy.cfg")
    return Command(words=words, folder=folder, port=port)


def _plain_nginx(folder: Path, port: int, origin: int, _spare: int) -> Command:
    http = f"proxy_cache_path {folder}/cache keys_zone=feeds:1m;\nserver {{\nlisten 127.0.0.1:{port};\n"
    return nginx(
        folder, port, f"{http}location / {{\nproxy_pass http://127.0.0.1:{origin};\nproxy_cache feeds;\n}}\n}}"
    )


def _plain_apache(folder: Path, port: int, origin: int, _spare: int) -> Command:
    lines = f"CacheRoot {folder}\nProxyPass / http://127.0.0.1:{origin}/\nCacheEnable disk /"
    return apache(folder, port, lines, _APACHE)


def _plain_varnish(folder: Path, port: int, origin: int, _spare: int) -> Command:
    # Of itself it is ten seconds, which a busy machine may need for the test.
    return _varnishd(folder, port, "-b", f"127.0.0.1:{origin}", "-p", "default_grace=300")


def _plain_squid(folder: Path, port: int, origin: int, _spare: int) -> Command:
    lines = f"http_port 127.0.0.1:{port} accel vhost\nhttp_access allow all\n"
    return squid(folder, port, f"{lines}cache_peer 127.0.0.1 parent {origin} 0 no-query no-digest originserver")


def _plain_haproxy(folder: Path, port: int, origin: int, _spare: int) -> Command:
    lines = (
        f"cache feeds\n    total-max-size 4\nlisten feeds\n    bind 127.0.0.1:{port}\n"
        "    http-request cache-use feeds\n    http-response cache-store feeds\n"
        f"    server origin 127.0.0.1:{origin}"
    )
    return _haproxy_of(folder, port, lines)


def _caddy_proxy(folder: Path, port: int, origin: int, _spare: int) -> Command:
    (line,) = re.findall(r"`(reverse_proxy .*?)`", (ROOT / "docs/serving.md").read_text(encoding="utf-8"))
    return caddy(
        folder,
        port,
        f"http://127.0.0.1:{port}, http://feeds.example.org:{port} {{\n{line.replace('8000', str(origin))}\n}}",
    )


#: The caches that ``deploy/`` has a file for.
DEPLOYED: Mapping[str, Configure] = {
    "nginx": _nginx,
    "Apache": _apache,
    "Varnish": _varnish,
    "Squid": _squid,
    "HAProxy": _haproxy,
}
#: Caches with no line of ours.
PLAIN: Mapping[str, Configure] = {
    "nginx": _plain_nginx,
    "Apache": _plain_apache,
    "Varnish": _plain_varnish,
    "Squid": _plain_squid,
    "HAProxy": _plain_haproxy,
    "Caddy": _caddy_proxy,
}
#: Proxies that keep no copies.
PROXIES: Mapping[str, Configure] = {"Caddy": _caddy_proxy}
