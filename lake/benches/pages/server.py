"""A server of Lantern's for a benchmark, and somebody who is signed in to it."""

import http.client
import json
import os
import re
import socket
import subprocess
import time
import urllib.parse

PASSWORD = "a password of the benchmark"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Server:
    """`lantern serve` over a record and a lake, ended with the block it is used in."""

    def __init__(self, program, force, folder, lake):
        self.port = free_port()
        self.log = open(folder / "server.log", "w")
        self.process = subprocess.Popen(
            [
                program,
                "serve",
                "--record",
                f"sqlite:{folder / 'record.db'}",
                "--keys",
                folder / "record.keys",
                "--create-keys",
                "--force",
                force,
                "--lake",
                lake,
                "--listen",
                f"127.0.0.1:{self.port}",
            ],
            env=os.environ | {"LANTERN_DEMO_PASSWORD": PASSWORD},
            stdout=self.log,
            stderr=self.log,
        )

    def __enter__(self):
        for _ in range(1200):
            try:
                if Visitor(self).get("/ready")[0] == 200:
                    return self
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit("the server was not ready within a minute")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def processor(self):
        """Processor seconds of the server so far, to a hundredth."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Visitor:
    """Somebody with one connection that stays open."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.cookies = {}
        self.token = None

    def ask(self, method, path, body=None, headers=None):
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        text = answer.read()
        for set_ in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = set_.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def get(self, path):
        return self.ask("GET", path)

    def timed(self, path):
        """Milliseconds until the whole of a page is there."""
        began = time.perf_counter()
        status, text = self.get(path)
        took = (time.perf_counter() - began) * 1000
        if status != 200:
            raise SystemExit(f"{path}: {status} {text[:300]}")
        return took

    def sign_in(self, account):
        _, page = self.get("/sign-in")
        csrf = re.search(rb'name="csrf" value="([^"]*)"', page).group(1).decode()
        form = {"csrf": csrf, "next": "", "account": account, "password": PASSWORD}
        status, text = self.ask(
            "POST",
            "/sign-in",
            urllib.parse.urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        if status not in (302, 303):
            raise SystemExit(f"could not sign in as {account}: {status} {text[:300]}")
        return self

    def api(self, account):
        body = json.dumps({"account": account, "password": PASSWORD})
        status, text = self.ask(
            "POST", "/api/v1/sign-in", body, {"Content-Type": "application/json"}
        )
        if status != 200:
            raise SystemExit(f"could not sign in as {account}: {status} {text[:300]}")
        self.token = json.loads(text)["token"]
        return self

    def call(self, method, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        status, text = self.ask(method, path, None if body is None else json.dumps(body), headers)
        return status, json.loads(text)
