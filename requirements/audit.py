"""Look for known vulnerabilities in what a host installs: `python -m requirements.audit [OPTION …]`.

The options are pip-audit's. Its own verdict is not enough: it ends in the same way whether it found something, broke or
reached nobody, and where advisories are missing it says that none are known. So a release that is known to be
vulnerable is looked up along with the others: an audit that does not find that one has seen nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

LOCK: Final = Path(__file__).parent / "run.lock"
KNOWN: Final = ("requests", "2.19.1")
"""Not ours. Its vulnerability of 2018 (CVE-2018-18074) is in every list of advisories."""

_PIN: Final = re.compile(r"^([a-z][a-z0-9-]*)==(\S+)", re.MULTILINE)
_NOBODY_ANSWERED: Final = re.compile(
    r"^requests\.exceptions\.(?:ConnectionError|ProxyError|ReadTimeout|HTTPError: (?:403|407|429|5\d\d))\b"
    r"|^ERROR:pip_audit\S*:Could not connect\b",
    re.MULTILINE,
)
"""How pip-audit's last words begin when the service is out of reach, or is held back by a proxy or by itself.

A certificate that is not trusted is not among them: that is somebody else who answers.
"""


class NotReachedError(Exception):
    """The service that knows the advisories did not answer."""


class BrokenError(Exception):
    """The audit itself does not work; its words say why."""


def pins(lock: str) -> dict[str, str]:
    """The version of each name in a lock, also of those that other systems alone install."""
    return dict(_PIN.findall(lock))


def ask(asked: dict[str, str], options: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Let pip-audit look these versions up."""
    with TemporaryDirectory() as folder:
        requirements = Path(folder) / "asked.txt"
        requirements.write_text("".join(f"{name}=={version}\n" for name, version in asked.items()), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements), "--no-deps", "--disable-pip"]
        command += ["--vulnerability-service", "osv", "--cache-dir", folder, "--progress-spinner", "off"]
        command += ["--format", "json", *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)


def findings(report: str, errors: str, asked: dict[str, str]) -> list[str]:
    """What is known of the `asked` versions, one line each; empty when all is well.

    `report` and `errors` are what pip-audit printed. Raises `NotReachedError` and `BrokenError`.
    """
    try:
        told: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        if _NOBODY_ANSWERED.search(errors):
            raise NotReachedError from None
        raise BrokenError(errors.strip()) from None
    vulnerable = {each["name"]: each["vulns"] for each in told if "vulns" in each}
    missing = asked.keys() - vulnerable.keys()
    if missing:
        raise BrokenError(f"Not looked up: {', '.join(sorted(missing))}.")
    known, _ = KNOWN
    if not vulnerable.pop(known):
        raise BrokenError(f"The service does not know the vulnerability of {'=='.join(KNOWN)}, so it knows nothing.")
    return [_line(name, asked[name], each) for name, several in sorted(vulnerable.items()) for each in several]


def _line(name: str, version: str, vulnerability: dict[str, Any]) -> str:
    also = f" ({', '.join(vulnerability['aliases'])})" if vulnerability["aliases"] else ""
    mended = ", ".join(vulnerability["fix_versions"]) or "no version yet"
    return f"{name} {version}: {vulnerability['id']}{also}, mended in {mended}"


def main(options: Sequence[str]) -> int:
    """0: nothing is known, or nobody could be asked; 1: something is known, or the audit does not work."""
    ours = pins(LOCK.read_text(encoding="utf-8"))
    known, version = KNOWN
    asked = {**ours, known: version}
    answer = ask(asked, options)
    try:
        found = findings(answer.stdout, answer.stderr, asked)
    except NotReachedError:
        print("SKIPPED: the service that knows the advisories cannot be reached from here. Nothing was looked up.")
        return 0
    except BrokenError as error:
        print(f"The audit does not work, so nothing is known. {error}", file=sys.stderr)
        return 1
    if found:
        print("\n".join(["Known vulnerabilities in what a host installs:", *found]), file=sys.stderr)
        return 1
    print(f"No vulnerability is known in the {len(ours)} packages of {LOCK.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
