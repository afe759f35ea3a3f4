"""What API families share: paths decide, and what is not said otherwise is as OpenAI has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from proxy.core.decision import Refusal, Standing
from proxy.core.exchange import Headers
from proxy.core.places import Places
from proxy.dialects.base import Answer, Document, ReplyReader, Request
from proxy.dialects.metering import Figures, Meter, count_of, spoken_tokens
from proxy.dialects.ndjson import line_splitter, lines
from proxy.dialects.places import NOWHERE
from proxy.dialects.ratelimits import openai_headers
from proxy.dialects.refusals import openai_error, openai_wording, refuse_as_openai
from proxy.dialects.replies import KEPT, StreamReply, UnmeteredReply, WholeReply
from proxy.dialects.sse import event_splitter, texts

STORED = "stored"
"""The operation that gets an answer again: it was charged when it was made."""


class Family:
    """A dialect but for `read`. `paths` are exact: what is forwarded is what is looked at."""

    name: str
    paths: Mapping[str, str]
    sign = b'"usage"'
    kept = KEPT
    places: Mapping[str, Places] = NOWHERE

    def operation(self, method: str, path: str) -> str | None:
        """Which operation this exact path is, if it is posted to."""
        return self.paths.get(path) if method == "POST" else None

    def figures_of(self, document: Document) -> Figures:
        """Tokens as an object with `usage` reports them, under OpenAI's older or newer names."""
        usage = document.get("usage")
        if type(usage) is not dict:
            return None, None
        given, made = count_of(usage, "prompt_tokens"), count_of(usage, "completion_tokens")
        given = count_of(usage, "input_tokens") if given is None else given
        made = count_of(usage, "output_tokens") if made is None else made
        total = count_of(usage, "total_tokens")
        if made is None and given is not None and total is not None:
            made = max(0, total - given)  # embeddings have no output and say so by leaving it out
        return given, made

    def spoken(self, document: Document) -> int:
        """Estimated tokens of what the model says in one document."""
        return spoken_tokens(document)

    def reader(self, request: Request, status: int, content_type: str) -> ReplyReader:
        """The reader for the reply: errors and stored answers cost nothing, the content type tells how it comes."""
        if not 200 <= status < 300 or request.call.operation == STORED:
            return UnmeteredReply()
        kind = content_type.partition(";")[0].strip().lower()
        call = request.call
        if kind == "text/event-stream":
            return self.stream_reader(request, Meter(self, call))
        if kind in {"application/x-ndjson", "application/jsonl", "application/x-jsonlines"}:
            return StreamReply(Meter(self, call), line_splitter(), lines, b"\n", self.sign)
        return WholeReply(self, call)

    def stream_reader(self, _request: Request, meter: Meter) -> ReplyReader:
        """The reader for a reply in server-sent events."""
        return StreamReply(meter, event_splitter(), texts, b"data:", self.sign)

    def refuse(self, refusal: Refusal) -> Answer:
        """A refusal as OpenAI words it."""
        return refuse_as_openai(refusal)

    def standing(self, standings: Sequence[Standing], now: float) -> Headers:  # noqa: ARG002 -- others tell moments
        """OpenAI's rate-limit headers."""
        return openai_headers(standings)

    def broken(self, message: str, kind: str = "upstream") -> bytes:
        """OpenAI's error event."""
        error = openai_error(message, openai_wording(kind))
        return b"data: " + orjson.dumps({"error": error}) + b"\n\n"
