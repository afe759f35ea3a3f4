"""Text Generation Inference's own API."""

from __future__ import annotations

from collections.abc import Mapping

from proxy.core.decision import Refusal
from proxy.core.exchange import Call
from proxy.dialects import places
from proxy.dialects.base import Answer, Document, Request
from proxy.dialects.document import flag, member, read_document, string, whole
from proxy.dialects.family import Family
from proxy.dialects.metering import Figures, count_of
from proxy.dialects.parameters import put, put_type, read_parameters
from proxy.dialects.prompt import Prompt
from proxy.dialects.refusals import refuse_as_tgi


class TGI(Family):
    """`/generate`."""

    name = "tgi"
    places = places.TGI
    paths: Mapping[str, str] = {"/generate": "completion"}
    sign = b'"generated_tokens"'
    streams = False
    """Whether replies stream without being asked to."""

    def read(self, operation: str, body: bytes) -> Request:
        """Read a call. The path may say that it streams, and so may `stream`."""
        document = read_document(body)
        parameters = member(document, "parameters")
        prompt = Prompt()
        prompt.say("user", string(document, "inputs"))
        choices = max(1, whole(parameters, "best_of") or 1)
        cap = whole(parameters, "max_new_tokens")
        call = Call(
            self.name,
            operation,
            stream=flag(document, "stream") or self.streams,
            turns=prompt.bounded_turns(),
            input_tokens=prompt.bounded_tokens(len(body)),
            max_output_tokens=None if cap is None else cap * choices,
            choices=choices,
            parameters=_parameters(parameters),
        )
        return Request(call, body)

    def figures_of(self, document: Document) -> Figures:
        """Details of a reply or of a stream's last event, those of all sequences of `best_of` together."""
        details = document.get("details")
        if type(details) is not dict:
            return None, None
        prefill = details.get("prefill")
        given = count_of(details, "input_length")
        if given is None and type(prefill) is list and prefill:
            given = len(prefill)
        made = count_of(details, "generated_tokens")
        others = details.get("best_of_sequences")
        if made is not None and type(others) is list:
            made += sum(count_of(other, "generated_tokens") or 0 for other in others if type(other) is dict)
        return given, made

    def refuse(self, refusal: Refusal) -> Answer:
        """A refusal as TGI words it."""
        return refuse_as_tgi(refusal)

    def broken(self, message: str, kind: str = "upstream") -> bytes:  # noqa: ARG002 -- the contract
        """TGI's routes have no agreed event for it; the stream breaks off."""
        return b""


class TGIStream(TGI):
    """`/generate_stream`."""

    paths: Mapping[str, str] = {"/generate_stream": "completion"}
    streams = True


def _parameters(given: Document) -> dict[str, object]:
    found = read_parameters(given)
    put(found, "logprobs", given.get("details"))
    put(found, "top_logprobs", given.get("top_n_tokens"))
    if "grammar" in given:
        put_type(found, "response_format", given["grammar"])
    return found
