"""The real nginx in front of replicas, from the template that compose.yaml uses."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from tests.servers import ROOT, Site, free_port, stop, wait_for

PAGES = ROOT / "deploy" / "proxy"
TLS = "ssl_certificate {0}/cert.pem; ssl_certificate_key {0}/key.pem;"


def nginx() -> str | None:
    """The program, or None."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def filled(values: dict[str, object]) -> str:
    """The template with these values."""
    return Template((PAGES / "nginx.conf.template").read_text("utf-8")).safe_substitute(values)


def configuration(home: Path, port: int, replicas: list[int], *, tls: bool = False) -> Path:
    """Fill in the template for this machine."""
    values = {
        "NAVIGATOR_PROXY_HOME": home,
        "NAVIGATOR_PROXY_LOG": home / "access.log",
        "NAVIGATOR_PROXY_PAGES": PAGES,
        "NAVIGATOR_LISTEN": f"127.0.0.1:{port}" + (" ssl" if tls else ""),
        "NAVIGATOR_TLS": TLS.format(home) if tls else "",
        "NAVIGATOR_REDIRECT": "",
        "NAVIGATOR_HOSTS": "localhost",
        "NAVIGATOR_REPLICAS": "\n".join(f"server 127.0.0.1:{p} max_fails=0;" for p in replicas),
    }
    file = home / "nginx.conf"
    file.write_text(filled(values))
    return file


@contextmanager
def proxy(home: Path, replicas: list[int], *, tls: bool = False) -> Iterator[Site]:
    """Start nginx in front of these ports; it is gone afterwards."""
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    port = free_port()
    file = configuration(home, port, replicas, tls=tls)
    options = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    command = [nginx() or "nginx", "-c", str(file), "-p", str(home), "-g", options]
    with (home / "errors.log").open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        running = Site(port, process, home / "access.log")
        try:
            wait_for(lambda: process.poll() is not None or running.listens())
            assert process.poll() is None, (home / "errors.log").read_text()
            yield running
        finally:
            stop(process)
