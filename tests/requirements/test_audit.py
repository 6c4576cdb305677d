"""The audit of what a host installs: the real pip-audit, asking a service on this machine that answers as it is told.

It ends with 0 when nothing is known or when nobody could be asked, and never for anything else.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from requirements.audit import KNOWN, LOCK, BrokenError, NotReachedError, findings, main, pins

OURS = pins(LOCK.read_text(encoding="utf-8"))
KNOWN_NAME, _ = KNOWN
ASKED = {"aiohttp": "1.0", **dict([KNOWN])}


@pytest.fixture(autouse=True)
def _without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def advisory(name: str) -> dict[str, Any]:
    """One vulnerability of a package, as the service tells it."""
    fixed = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}
    affected = {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [fixed]}
    return {"vulns": [{"id": f"GHSA-{name}", "aliases": ["CVE-2018-1"], "summary": "Bad", "affected": [affected]}]}


@contextmanager
def service(known: Mapping[str, Any], status: int = 200) -> Generator[tuple[str, dict[str, str]]]:
    """Its address, and what it was asked: the version of each name."""

    class Service(BaseHTTPRequestHandler):
        asked: ClassVar[dict[str, str]] = {}

        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = query["package"]["name"]
            self.asked[name] = query["version"]
            body = json.dumps(known.get(name, {})).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", Service.asked
    finally:
        server.shutdown()
        server.server_close()


def report(known: Mapping[str, Any]) -> str:
    """As pip-audit prints it."""
    told = [{"name": name, "version": version, "vulns": known.get(name, [])} for name, version in ASKED.items()]
    return json.dumps({"dependencies": told, "fixes": []})


def test_all_is_well_when_only_the_release_that_is_known_to_be_vulnerable_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with service({KNOWN_NAME: advisory(KNOWN_NAME)}) as (address, asked):
        assert main(["--osv-url", address]) == 0

    assert asked == {**OURS, **dict([KNOWN])}, "every pin was looked up, those of other systems included"
    assert f"No vulnerability is known in the {len(OURS)} packages" in capsys.readouterr().out


def test_a_known_vulnerability_fails_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    with service({name: advisory(name) for name in (KNOWN_NAME, "aiohttp")}) as (address, _):
        assert main(["--osv-url", address]) == 1

    told = capsys.readouterr().err
    assert f"aiohttp {OURS['aiohttp']}: CVE-2018-1 (GHSA-aiohttp), mended in 99.1" in told
    assert f"{KNOWN_NAME} " not in told


def test_a_service_that_knows_nothing_fails_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    with service({}) as (address, _):
        assert main(["--osv-url", address]) == 1

    assert "so it knows nothing" in capsys.readouterr().err


def test_a_service_that_is_held_back_skips_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    with service({}, status=503) as (address, _):
        assert main(["--osv-url", address]) == 0

    assert "SKIPPED" in capsys.readouterr().out


def test_a_service_that_nobody_runs_skips_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert main(["--osv-url", f"http://127.0.0.1:{free.getsockname()[1]}/"]) == 0

    assert "SKIPPED" in capsys.readouterr().out


def test_an_audit_that_breaks_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with service({}, status=400) as (address, _):
        assert main(["--osv-url", address]) == 1
    assert main(["--no-such-option"]) == 1

    assert capsys.readouterr().err.count("The audit does not work") == 2


@pytest.mark.parametrize(
    "errors",
    [
        "ERROR:pip_audit._cli:Could not connect to the vulnerability feed",
        "Traceback (most recent call last):\n  File …\nrequests.exceptions.ProxyError: no way",
        "requests.exceptions.ReadTimeout: too late",
        "requests.exceptions.HTTPError: 403 Client Error",
        "requests.exceptions.HTTPError: 502 Server Error",
    ],
)
def test_no_answer_is_told_from_the_last_words(errors: str) -> None:
    with pytest.raises(NotReachedError):
        findings("", errors, ASKED)


@pytest.mark.parametrize(
    ("told", "errors"),
    [
        ("", ""),
        ("", "requests.exceptions.SSLError: somebody else's certificate"),
        ("", "requests.exceptions.JSONDecodeError: not an answer"),
        ("", "requests.exceptions.HTTPError: 404 Client Error"),
        ("", "ModuleNotFoundError: No module named 'pip_audit'"),
        ("", "INFO: a page about requests.exceptions.ConnectionError: see there"),
        ("[]", ""),
        ("{}", "requests.exceptions.SSLError: somebody else's certificate"),
    ],
)
def test_anything_else_that_is_no_report_is_a_broken_audit(told: str, errors: str) -> None:
    with pytest.raises(BrokenError):
        findings(told, errors, ASKED)


def test_a_package_that_was_not_looked_up_is_a_broken_audit() -> None:
    """Where a registry has no advisories, pip-audit skips every package and then says that all is well."""
    skipped = [{"name": name, "skip_reason": "not found"} for name in ASKED]

    with pytest.raises(BrokenError, match=f"Not looked up: aiohttp, {KNOWN_NAME}"):
        findings(json.dumps({"dependencies": skipped, "fixes": []}), "", ASKED)


def test_a_vulnerability_without_another_name_or_mending_is_told() -> None:
    bare: dict[str, Any] = {"id": "GHSA-x", "aliases": [], "fix_versions": []}

    found = findings(report({KNOWN_NAME: [bare], "aiohttp": [bare, bare]}), "", ASKED)

    assert found == ["aiohttp 1.0: GHSA-x, mended in no version yet"] * 2


def test_the_release_that_is_known_to_be_vulnerable_is_not_ours() -> None:
    assert KNOWN_NAME not in OURS
    assert len(OURS) > 20
