"""Real web servers that serve a folder: with the files of ``deploy/``, and as Debian has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from end_to_end.deploy.parts import DEPLOY
from fakes.processes import Command
from fakes.real_parts import debian_file, program

#: The folder and the name in the files of ``deploy/``.
_FOLDER, _NAME = "/var/lib/ilofeed/feeds", "feeds.example.org"
# The modules that Debian's package enables and that have to do with files.
_APACHE_MODULES = "mpm_event authz_core alias dir env filter deflate mime negotiation setenvif autoindex".split()

#: A function that configures a server in a folder, for files and a port.
Configure = Callable[[Path, Path, int], Command]


def nginx(folder: Path, port: int, http: str) -> Command:
    """Return nginx with the lines *http*."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{places}{http}\n}}\n"
    )
    words = (program("nginx", "nginx-light"), "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf")
    return Command(words=words, folder=folder, port=port)


def apache(folder: Path, port: int, more: str, modules: str = "") -> Command:
    """Return Apache as Debian's package configures it, with more *modules* and lines."""
    path, place = program("apache2", "apache2"), debian_file("/etc/apache2/mods-available", "apache2")
    lines = [
        f"ServerRoot {folder}",
        f"DefaultRuntimeDir {folder}",
        f"PidFile {folder}/pid",
        "ServerName localhost",
    ]
    lines += [
        f"ErrorLog {folder}/log",
        f"Listen 127.0.0.1:{port}",
        "<Directory />\nRequire all denied\n</Directory>",
    ]
    for module in (*_APACHE_MODULES, *modules.split()):
        lines += [f"Include {place}/{module}.load", f"IncludeOptional {place}/{module}.conf"]
    (folder / "apache2.conf").write_text("\n".join([*lines, more, ""]))
    return Command(words=(path, "-D", "FOREGROUND", "-f", folder / "apache2.conf"), folder=folder, port=port)


def _lighttpd(folder: Path, files: Path, port: int) -> Command:
    path, text = (
        program("lighttpd", "lighttpd"),
        debian_file("/etc/lighttpd/lighttpd.conf", "lighttpd").read_text(),
    )
    own = {
        "/var/www/html": str(files),
        "/var/cache/lighttpd/uploads": str(folder),
        "/var/log/lighttpd/error.log": f"{folder}/log",
        "/run/lighttpd.pid": f"{folder}/pid",
        "= 80": f'= {port}\nserver.bind = "127.0.0.1"',
    }
    for old, new in own.items():
        text = text.replace(old, new)
    text = re.sub(
        r"^(?:include_shell .*ipv6|include .*conf-enabled|server\.(?:user|group)name).*$",
        "",
        text,
        flags=re.MULTILINE,
    )
    (folder / "lighttpd.conf").write_text(text)
    return Command(words=(path, "-D", "-f", folder / "lighttpd.conf"), folder=folder, port=port)


def caddy(folder: Path, port: int, site: str) -> Command:
    """Return Caddy with the lines *site*."""
    path = program("caddy", "caddy")
    (folder / "Caddyfile").write_text(f"{{\nadmin off\n}}\n{site}\n")
    words = (path, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile")
    return Command(words=words, folder=folder, port=port)


def deployed(name: str, changes: Mapping[str, str]) -> str:
    """Return the text of ``deploy/NAME`` with *changes* of what an operator would change."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _nginx_deployed(folder: Path, files: Path, port: int) -> Command:
    changes = {_FOLDER: str(files), "listen 80;": f"listen 127.0.0.1:{port};"}
    return nginx(folder, port, deployed("nginx/ilofeed.conf", changes))


def _apache_deployed(folder: Path, files: Path, port: int) -> Command:
    changes = {_FOLDER: str(files), "*:80": f"127.0.0.1:{port}"}
    return apache(folder, port, deployed("apache/ilofeed.conf", changes), "headers")


def _lighttpd_deployed(folder: Path, files: Path, port: int) -> Command:
    debian_file("/usr/lib/lighttpd/mod_deflate.so", "lighttpd-mod-deflate")
    command = _lighttpd(folder, folder, port)
    changes = {_FOLDER: str(files), _NAME: f"127.0.0.1:{port}"}
    with (folder / "lighttpd.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(deployed("lighttpd/ilofeed.conf", changes))
    return command


def _caddy_deployed(folder: Path, files: Path, port: int) -> Command:
    changes = {_FOLDER: str(files), _NAME: f"http://127.0.0.1:{port}"}
    return caddy(folder, port, deployed("caddy/Caddyfile", changes))


def _nginx_installed(folder: Path, files: Path, port: int) -> Command:
    text = debian_file("/etc/nginx/nginx.conf", "nginx-light").read_text()
    lines = "\n".join(
        re.findall(r"^\t((?:default_type|gzip).*|include .*mime\.types;)$", text, flags=re.MULTILINE)
    )
    return nginx(folder, port, f"{lines}\nserver {{\nlisten 127.0.0.1:{port};\nroot {files};\n}}")


def _apache_installed(folder: Path, files: Path, port: int) -> Command:
    lines = f"DocumentRoot {files}\n<Directory {files}>\nRequire all granted\n</Directory>"
    return apache(folder, port, lines)


def _caddy_installed(folder: Path, files: Path, port: int) -> Command:
    return caddy(folder, port, f"http://127.0.0.1:{port} {{\nroot * {files}\nfile_server\n}}")


def _plain(package: str, name: str, *arguments: str) -> Configure:
    """Return how to start the program *name*, which has no configuration file."""

    def configure(folder: Path, files: Path, port: int) -> Command:
        given = [argument.format(folder=folder, files=files, port=port) for argument in arguments]
        return Command(words=[program(name, package), *given], folder=folder, port=port)

    return configure


#: The servers that ``deploy/`` has a file for.
DEPLOYED: Mapping[str, Configure] = {
    "nginx": _nginx_deployed,
    "Apache": _apache_deployed,
    "lighttpd": _lighttpd_deployed,
    "Caddy": _caddy_deployed,
}
#: Servers as Debian's packages leave them.
INSTALLED: Mapping[str, Configure] = {
    "nginx": _nginx_installed,
    "Apache": _apache_installed,
    "lighttpd": _lighttpd,
    "Caddy": _caddy_installed,
    "busybox httpd": _plain("busybox", "busybox", "httpd", "-f", "-p", "127.0.0.1:{port}", "-h", "{files}"),
    "mini-httpd": _plain(
        "mini-httpd", "mini_httpd", *"-D -h 127.0.0.1 -p {port} -d {files} -i {folder}/pid".split()
    ),
    "webfs": _plain("webfs", "webfsd", *"-F -i 127.0.0.1 -p {port} -r {files} -f index.html".split()),
    "Python": _plain(
        "python3", "/usr/bin/python3", *"-m http.server --bind 127.0.0.1 --directory {files} {port}".split()
    ),
}
