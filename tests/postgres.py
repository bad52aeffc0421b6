"""A PostgreSQL server of our own: on loopback, on a free port, in a folder that goes with it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any


class PostgresServer:
    """Starts, stops and can be killed; the databases stay until `remove`."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="lagebild-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        # PostgreSQL refuses to run as root
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            names = {one.pw_name for one in pwd.getpwall()}
            name = "postgres" if "postgres" in names else "nobody"
            shutil.chown(self._folder, name)
            self._user = {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        made = ["--auth=trust", "--username=lagebild", "--no-sync", "--encoding=UTF8", "--locale=C"]
        self._run("initdb", *made, f"--pgdata={self._folder}/data")
        self.start()

    def start(self) -> None:
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        command = [self._programs / "postgres", "-D", self._folder / "data"]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        log = (self._folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._user)
        end = time.monotonic() + 30
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self._run("psql", *self._at("postgres"), "-c", "SELECT 1")
            except subprocess.CalledProcessError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError((self._folder / "log").read_text())

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def new_database(self) -> str:
        """Make an empty database, and return its address."""
        self._made += 1
        name = f"log{self._made}"
        self._run("createdb", *self._at(name)[:-2], name)
        return f"postgresql+psycopg://lagebild:secret@127.0.0.1:{self.port}/{name}"

    def sql(self, address: str, statement: str) -> None:
        self._run("psql", *self._at(address.rpartition("/")[2]), "-v", "ON_ERROR_STOP=1", "-c", statement)

    def stop(self) -> None:
        """Stop at once, as a server does that dies."""
        if self._process is not None:
            self._run("pg_ctl", "stop", "-m", "immediate", "-w", f"--pgdata={self._folder}/data")
            self._process.wait(20)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def _at(self, database: str) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "lagebild", "-d", database]

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments], check=True, capture_output=True, cwd="/", timeout=60, **self._user
        )
