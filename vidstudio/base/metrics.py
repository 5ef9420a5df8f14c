"""What this process counts for Prometheus. What the database knows is read from there instead."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram, start_http_server

from vidstudio.base.settings import Settings

log = logging.getLogger(__name__)

_STAGE_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)

SUBMITS = Counter("vs_submit", "Submissions, by what is known of them.", ["provider", "outcome"])
SUBMITS_UNKNOWN = Counter("vs_submit_unknown", "Submissions whose fate is unknown.")
STAGE_SECONDS = Histogram(
    "vs_task_stage_seconds",
    "How long takes stay in a stage.",
    ["stage", "provider"],
    buckets=_STAGE_SECONDS,
)
PROVIDER_REQUESTS = Counter(
    "vs_provider_requests",
    "Calls of providers, by HTTP status or error.",
    ["provider", "op", "code"],
)
LEASES_LOST = Counter("vs_lease_lost", "Steps cut short because somebody else owns the take.")
CLAIMS = Counter("vs_claims", "Takes claimed by this process.")
TICK_AT = Gauge("vs_tick_last_timestamp", "When the engine of this process last looked for work.")
TICK_SECONDS = Histogram("vs_tick_seconds", "How long looking for work takes.")
LATE_RESULTS = Counter("vs_late_results", "Videos that came after their take had failed.")
WEBHOOKS = Counter("vs_webhook_attempts", "Attempts to deliver a webhook.", ["result"])
CALLBACKS = Counter("vs_callbacks", "Calls from providers.", ["provider", "result"])
STORAGE_ERRORS = Counter("vs_storage_errors", "Failures of the file store.", ["op"])
UPLOADS_REJECTED = Counter("vs_uploads_rejected", "Uploads that were refused.", ["reason"])
SSRF_BLOCKED = Counter("vs_ssrf_blocked", "Connections to private addresses that were refused.")
AUTH = Counter("vs_auth", "Attempts to sign in.", ["result"])
RATE_LIMITED = Counter("vs_ratelimited", "Requests over a rate limit.", ["bucket"])
VIOLATIONS = Gauge("vs_invariant_violations", "Rows that break a promise of money or work.", ["id"])
DB_BUSY = Counter("vs_db_busy", "Transactions given up because the database was busy.")
EVENTS = Counter("vs_reflex_events", "Events of the browser door.", ["handler", "result"])


@contextmanager
def served(settings: Settings) -> Generator[bool]:
    """Answer `/metrics` on a port of its own until the context ends.

    False where none is set, or where it is taken: that is only logged.
    """
    if settings.metrics_port is None:
        yield False
        return
    try:
        server, thread = start_http_server(settings.metrics_port, settings.metrics_host)
    except OSError as error:
        log.warning("no metrics on port %d: %s", settings.metrics_port, error)
        yield False
        return
    try:
        yield True
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
