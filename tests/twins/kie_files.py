"""The files of kie.ai's twin: what callers have brought, what it has made, and links to it."""

import secrets
from typing import Any

from tests.twins.book import Entry
from tests.twins.films import film
from tests.twins.kie_jobs import Jobs
from tests.twins.wire import Reply, Request

USUAL_SECONDS = 5.0


class Files:
    """`film_seconds` is how long every film is; None: as long as was asked for."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self.film_seconds: float | None = None
        self.uploads: dict[str, bytes] = {}
        self.fetched = 0
        self._void: set[str] = set()  # addresses that no longer answer

    def void(self, entry: Entry, *, renew: bool = True) -> None:
        """The present address of the film runs out; with `renew` a look tells another."""
        self._void.add(self._jobs.url_of(entry))
        if renew:
            self._jobs.renew(entry)

    def serve(self, path: str) -> Reply:
        self.fetched += 1
        folder, name = path.split("/")[2:4]
        if folder == "uploads":
            return Reply(self.uploads.get(name, b""), headers={"Content-Type": "image/png"})
        if f"{self._jobs.files}/{folder}/{name}" in self._void:
            return Reply("<Error><Code>AccessDenied</Code></Error>", status=403)
        entry = self._jobs.book.jobs.get(folder)
        if entry is None:
            return Reply("Not found", status=404)
        asked = entry.values.get("duration") or entry.values.get("n_frames") or USUAL_SECONDS
        made = film(self.film_seconds or float(asked))
        return Reply(made, headers={"Content-Type": "video/mp4"})

    def link(self, url: str) -> Reply:
        """Only for films of its own, and only while they are there."""
        if not url.startswith(f"{self._jobs.files}/") or url in self._void:
            return said(422, "The file does not exist")
        return said(200, "success", url)

    def take(self, request: Request) -> Reply:
        boundary = request.headers.get("content-type", "").partition("boundary=")[2]
        parts = [part for part in request.body.split(f"--{boundary}".encode()) if b"name=" in part]
        named = {part.split(b'name="')[1].split(b'"')[0].decode(): part for part in parts}
        values = {name: part.split(b"\r\n\r\n", 1)[1][:-2] for name, part in named.items()}
        if not {"file", "uploadPath"} <= values.keys():
            return said(400, "uploadPath is required", success=False)
        name = values.get("fileName", b"").decode() or secrets.token_hex(8)
        self.uploads[name] = values["file"]
        url = f"{self._jobs.files}/uploads/{name}"
        data = {"fileName": name, "fileSize": len(values["file"]), "downloadUrl": url}
        return said(200, "File uploaded successfully", data, success=True)


def said(code: int, message: str, data: object = None, **more: Any) -> Reply:
    """kie.ai's envelope. HTTP's status is 200 whatever has happened."""
    return Reply({"code": code, "msg": message, "data": data, **more})
