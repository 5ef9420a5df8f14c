"""`python -m tools.audit`: known vulnerabilities of the pins.

Fails on a vulnerability, and on a requirement that pip-audit skipped. Where its service cannot be
reached, the audit was not done: that is said, and is no failure of the code.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FILES = ("requirements.txt", "requirements-dev.txt")
UNREACHABLE = (
    *("ConnectionError", "Connection refused", "Max retries exceeded", "NameResolutionError"),
    *("Temporary failure in name resolution", "Timeout", "timed out", "ProxyError", "SSLError"),
    *("HTTPError", "Forbidden", "Bad Gateway", "Service Unavailable", "ServiceError"),
)


SERVICES = ("pypi", "osv")


class NotDone(Exception):
    """The service cannot be reached, or knows none of the packages."""


def main() -> int:
    for service in SERVICES:
        try:
            return _judge(_audit(service))
        except NotDone:
            continue
    print("not done: no vulnerability service can be reached from here")
    return 0


def _audit(service: str) -> list[dict[str, Any]]:
    """What pip-audit found out about every pin."""
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", service]
        command += ["--format", "json", "--output", str(report), "--progress-spinner", "off"]
        command += ["--disable-pip", "--require-hashes", "--timeout", "10"]
        for file in FILES:
            command += ["-r", file]
        done = subprocess.run(command, text=True, capture_output=True)
        if report.exists() and (text := report.read_text().strip()):
            return json.loads(text)["dependencies"]
    if any(sign in done.stderr for sign in UNREACHABLE):
        raise NotDone
    sys.exit(done.stderr)


def _judge(audited: list[dict[str, Any]]) -> int:
    skipped = [f"{d['name']}: {d['skip_reason']}" for d in audited if "skip_reason" in d]
    if len(skipped) == len(audited):
        raise NotDone
    known = [
        f"{d['name']} {d['version']}: {v['id']}, fixed in {', '.join(v['fix_versions']) or 'none'}"
        for d in audited
        for v in d.get("vulns", [])
    ]
    print("\n".join([*known, *skipped]) or f"{len(audited)} packages, nothing known against them")
    return 1 if known or skipped else 0


if __name__ == "__main__":
    sys.exit(main())
