"""OpenAI responses. Usage comes unasked, with the stream's last event."""

from __future__ import annotations

from collections.abc import Mapping

from proxy.core.exchange import Call
from proxy.dialects import places
from proxy.dialects.base import Document, Request
from proxy.dialects.document import flag, items, member, read_document, string, whole, wrong_types
from proxy.dialects.family import STORED, Family
from proxy.dialects.metering import Figures
from proxy.dialects.parameters import put, put_type, read_parameters
from proxy.dialects.prompt import Prompt

_STORED = ("/v1/responses/", "/responses/")
# Responses may keep their items in a conversation, from which they are fetched as well.
_FETCHED = (*_STORED, "/v1/conversations/")


class OpenAIResponses(Family):
    """`/v1/responses`, also without `/v1`."""

    name = "openai-responses"
    places = places.RESPONSES
    paths: Mapping[str, str] = {"/v1/responses": "chat", "/responses": "chat"}

    def operation(self, method: str, path: str) -> str | None:
        """Responses are posted; one that was stored is fetched again, with its items, or cancelled."""
        if method == "POST" and path in self.paths:
            return "chat"
        if method == "GET" and path.startswith(_FETCHED):
            return STORED
        return STORED if method == "POST" and path.startswith(_STORED) and path.endswith("/cancel") else None

    def read(self, operation: str, body: bytes) -> Request:
        """Read a call. What `previous_response_id` adds to it only the provider knows."""
        document = read_document(body)
        prompt = Prompt()
        prompt.instruct(document.get("instructions"))
        _read_input(document, prompt)
        prompt.offer(document.get("tools"))
        call = Call(
            self.name,
            operation,
            string(document, "model"),
            flag(document, "stream"),
            prompt.system,
            prompt.bounded_turns(),
            prompt.bounded_tokens(len(body)),
            whole(document, "max_output_tokens"),
            1,
            prompt.tools,
            _parameters(document),
        )
        return Request(call, body)

    def figures_of(self, document: Document) -> Figures:
        """Usage of a response, or of the one that a last event carries."""
        response = document.get("response")
        return super().figures_of(response if type(response) is dict else document)


def _read_input(document: Document, prompt: Prompt) -> None:
    if type(document.get("input")) is str:
        prompt.say("user", document["input"])
        return
    for item in items(document, "input"):
        if type(item) is not dict:
            raise wrong_types()
        if "role" in item or "content" in item:
            prompt.say(item.get("role"), item.get("content"))
        else:
            prompt.add(item)


def _parameters(document: Document) -> dict[str, object]:
    found = read_parameters(document)
    if "reasoning" in document:
        put(found, "reasoning_effort", member(document, "reasoning").get("effort"))
    if "text" in document:
        put_type(found, "response_format", member(document, "text").get("format"))
    return found
