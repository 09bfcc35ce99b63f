"""A small S3 server in memory, for tests: what the store asks of one, as Amazon documents it.

Libraries that imitate S3 stand on botocore, which can't be installed beside the versions that are pinned here.
Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import gmtime, strftime, time
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4
from xml.etree import ElementTree
from xml.sax.saxutils import escape

BUCKET = "newsroom"
STRANGER = "stranger"
"""A key that opens nothing."""
PAGE = 7
"""A listing comes in pages of so many, so that small stores need several."""


class Stored(NamedTuple):
    """An object: what it holds, and when it was written."""

    content: bytes
    at: float

    @property
    def tag(self) -> str:
        return f'"{hashlib.md5(self.content).hexdigest()}"'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: else the other side waits for the rest
    objects: dict[str, Stored]
    uploads: dict[str, dict[int, bytes]]
    turn: threading.Lock

    def do_GET(self) -> None:
        key, query = self._asked()
        found = self.objects.get(key)
        if not key:
            self._list(query)
        elif found is None:
            self._refuse(404, "NoSuchKey")
        else:
            written = formatdate(found.at, usegmt=True)
            self._answer(200, found.content, {"ETag": found.tag, "Last-Modified": written})

    do_HEAD = do_GET  # noqa: N815

    def do_PUT(self) -> None:
        content = self._body()
        key, query = self._asked()
        with self.turn:
            there, wanted = self.objects.get(key), self.headers.get("If-Match")
            if "uploadId" in query:
                self.uploads[query["uploadId"]][int(query["partNumber"])] = content
                self._answer(200, b"", {"ETag": Stored(content, 0).tag})
            elif wanted and there is None:
                self._refuse(404, "NoSuchKey")
            elif there and (self.headers.get("If-None-Match") or there.tag != (wanted or there.tag)):
                self._refuse(412, "PreconditionFailed")
            else:
                self.objects[key] = Stored(content, time())
                self._answer(200, b"", {"ETag": self.objects[key].tag})

    def do_POST(self) -> None:
        content = self._body()
        key, query = self._asked()
        if "delete" in query:
            nodes = ElementTree.fromstring(content).iter()
            names = [node.text or "" for node in nodes if node.tag.endswith("Key")]
            for name in names:
                self.objects.pop(name, None)
            gone = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
            self._xml(200, f"<DeleteResult>{gone}</DeleteResult>")
        elif "uploads" in query:
            self.uploads[upload := uuid4().hex] = {}
            told = f"<UploadId>{upload}</UploadId>"
            self._xml(200, f"<InitiateMultipartUploadResult>{told}</InitiateMultipartUploadResult>")
        else:
            parts = self.uploads.pop(query["uploadId"])
            self.objects[key] = Stored(b"".join(parts[number] for number in sorted(parts)), time())
            told = f"<ETag>{escape(self.objects[key].tag)}</ETag>"
            self._xml(200, f"<CompleteMultipartUploadResult>{told}</CompleteMultipartUploadResult>")

    def do_DELETE(self) -> None:
        self.objects.pop(self._asked()[0], None)
        self._answer(204, b"", {})

    def parse_request(self) -> bool:
        """Refuse strangers, and what asks for another bucket."""
        if not super().parse_request():
            return False
        if f"Credential={STRANGER}/" in self.headers.get("Authorization", ""):
            refusal = (403, "AccessDenied")
        elif self.path.split("?")[0].split("/")[1] != BUCKET:
            refusal = (404, "NoSuchBucket")
        else:
            return True
        self._body()
        self._refuse(*refusal)
        self.wfile.flush()
        return False

    def _asked(self) -> tuple[str, dict[str, str]]:
        """The object, empty for the bucket itself, and the query."""
        parts = urlsplit(self.path)
        key = unquote(parts.path).removeprefix(f"/{BUCKET}").removeprefix("/")
        return key, {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}

    def _list(self, query: dict[str, str]) -> None:
        after = query.get("continuation-token") or query.get("start-after") or ""
        found = sorted(key for key in self.objects if key.startswith(query.get("prefix", "")) and key > after)
        shown = [(key, self.objects[key]) for key in found[:PAGE]]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(one.content)}</Size><ETag>{escape(one.tag)}</ETag>"
            f"<LastModified>{strftime('%Y-%m-%dT%H:%M:%S.000Z', gmtime(one.at))}</LastModified></Contents>"
            for key, one in shown
        )
        more = len(found) > PAGE
        token = f"<NextContinuationToken>{escape(shown[-1][0])}</NextContinuationToken>" if more else ""
        self._xml(
            200,
            f"<ListBucketResult><KeyCount>{len(shown)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>"
            f"{token}{rows}</ListBucketResult>",
        )

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _refuse(self, status: int, code: str) -> None:
        self._xml(status, f"<Error><Code>{code}</Code></Error>")

    def _xml(self, status: int, text: str) -> None:
        self._answer(status, f'<?xml version="1.0"?>{text}'.encode(), {"Content-Type": "application/xml"})

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing of each request."""


@contextmanager
def bucket_server() -> Iterator[str]:
    """The address of a server with one empty bucket, :data:`BUCKET`."""
    kept = {"objects": {}, "uploads": {}, "turn": threading.Lock()}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), kept))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    serving.join()
