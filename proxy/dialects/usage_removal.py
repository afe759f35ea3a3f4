"""Takes out of an OpenAI-style stream the usage that the client did not ask for and we did.

A server that is asked for usage adds one last chunk with it, and to every other chunk a `"usage":null`. Both go, so
that the client gets the bytes it would have got. Left alone are:

- usage beside choices: servers that send it so (Mistral; vLLM with `--enable-force-include-usage`) do it for everybody,
  and then whatever usage follows is for everybody too. Only where the client itself asked for
  `continuous_usage_stats`, which vLLM heeds together with `include_usage` only, is it ours to take out;
- `"usage":null` of SGLang, which writes it, in the chunks that have it, asked or not. They are known by `matched_stop`.

Complete events are never held back, only an event whose end has not come yet.
"""

from __future__ import annotations

from proxy.core.exchange import Usage
from proxy.dialects.base import Document
from proxy.dialects.members import find_member, without
from proxy.dialects.metering import Meter, parse
from proxy.dialects.splitter import Stretch
from proxy.dialects.sse import event_splitter, events, read_event, texts

_SIGN = b'"usage"'
_NULL = b',"usage":null'
# What every chunk of OpenAI's ends in. The last brace closes the object, so the member stands in the object itself.
_NULL_AT_END = b',"usage":null}\n\n'
_ALWAYS_NULL = b'"matched_stop"'
_ABSENT = object()


class UsageRemoval:
    """Meters a stream and takes the injected usage out of it."""

    edits = True

    def __init__(self, meter: Meter, continuous: bool = False) -> None:
        """`continuous` where the client asked for `continuous_usage_stats` without `include_usage`."""
        self._meter = meter
        self._continuous = continuous
        self._for_everybody = False
        self._splitter = event_splitter()

    def feed(self, chunk: bytes) -> bytes:
        """Return what of this chunk, and of what was held back, the client is to get."""
        stretches = self._splitter.feed(chunk)
        if len(stretches) == 1:
            return self._pass(stretches[0])
        return b"".join(map(self._pass, stretches))

    def finish(self) -> bytes:
        """Return an event that came without its end."""
        return b"".join(map(self._pass, self._splitter.finish()))

    def usage(self) -> Usage:
        """What the exchange cost so far."""
        return self._meter.usage()

    def _pass(self, stretch: Stretch) -> bytes:
        octets, whole = stretch
        if not whole:
            self._meter.say(len(octets))
            return octets
        due = self._meter.pass_events(octets.count(b"data:"))
        if due:
            self._meter.read(texts(octets))
        if _SIGN not in octets:
            return octets
        if octets.find(b"\n\n") == len(octets) - 2:
            return self._edit(octets)
        return b"".join(self._edit(event.raw) for event in events(octets))

    def _edit(self, raw: bytes) -> bytes:
        """One event as the client is to get it."""
        if raw.endswith(_NULL_AT_END) and raw.startswith(b"data: {") and _ALWAYS_NULL not in raw:
            return raw[: -len(_NULL_AT_END)] + b"}\n\n"
        if _SIGN not in raw:
            return raw
        data = read_event(raw).data
        document = parse(data)
        usage = _ABSENT if document is None else document.get("usage", _ABSENT)
        if document is None or usage is _ABSENT:
            return raw
        if usage is None:
            return raw if _ALWAYS_NULL in raw else _without_usage(raw, data)
        return self._edit_report(raw, data, document)

    def _edit_report(self, raw: bytes, data: bytes, document: Document) -> bytes:
        self._meter.report(document)
        if self._for_everybody:
            return raw
        if document.get("choices") == []:
            return b""
        if self._continuous:
            return _without_usage(raw, data)
        self._for_everybody = True
        return raw


def _without_usage(raw: bytes, data: bytes) -> bytes:
    """The event without the member `usage` of its object. `data` in several lines stays as it is: nobody writes so."""
    if raw.count(_SIGN) == 1 and _NULL in raw:
        return raw.replace(_NULL, b"")
    at = raw.find(data)
    member = find_member(data, "usage")
    if at < 0 or member is None:
        return raw
    return raw[:at] + without(data, member) + raw[at + len(data) :]
