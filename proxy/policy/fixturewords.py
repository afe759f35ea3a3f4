"""The words of a file of fixtures: traffic that somebody makes up, and what the policy has to make of it.

As with the policy's own words, the descriptions are the documentation: editors show them, docs/fixtures.md is made
from them.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from proxy.policy import units
from proxy.policy.closures import Facts, compiled
from proxy.policy.fields import KIND, Amount, File, Name, OneOrMany, YesNo, written
from proxy.policy.rulefields import Count, Reason, Share
from proxy.policy.rulewords import When
from proxy.policy.units import clip
from proxy.policy.words import Several, Words

NEVER_TOUCHED = "never touched"
# A fixture is for reading and runs in a second or so; whole days of traffic are for `replay`.
MOST_REQUESTS = 20_000
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"


def _moment(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(MOMENT, value):
        raise ValueError(f"{clip(str(value))} is not a time such as 2026-09-21T09:00 (UTC)")
    return value


def _hours(value: object) -> tuple[int, int]:
    if isinstance(value, tuple) and len(value) == 2 and all(type(each) is int for each in value):
        start, end = value
        if 0 <= start < end <= 24:
            return start, end
    raise ValueError("expected the first hour of work and the one after the last, such as [9, 18]")


def _requests(value: object) -> int:
    found = units.amount(value)
    if found != int(found) or not 1 <= found <= MOST_REQUESTS:
        raise ValueError(f"{clip(str(value))} is outside what can stand here: whole numbers from 1 to {MOST_REQUESTS}")
    return int(found)


class Expected:
    """Marks a list of expectations, for which one may stand alone, and two words for the commonest."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        array = handler(schema)
        return {"anyOf": [array["items"], array, {"const": NEVER_TOUCHED}]}

    @staticmethod
    def _read(value: object) -> object:
        if value == NEVER_TOUCHED:
            return ({"untouched": True},)
        if isinstance(value, str):
            raise ValueError(f"{clip(value)} is no expectation; write `{NEVER_TOUCHED}`, or a list")  # noqa: TRY004
        return (value,) if isinstance(value, dict) else value


Requests = Annotated[
    int, BeforeValidator(_requests), WithJsonSchema({"type": "integer", "minimum": 1, KIND: "whole number"})
]
Pause = Annotated[float, BeforeValidator(units.duration), written("time", units.DURATION_PATTERN, "20s", "5m")]
Moment = Annotated[str, BeforeValidator(_moment), written("moment", MOMENT, "2026-09-21T09:00")]
Hours = Annotated[
    tuple[int, int] | None,
    BeforeValidator(_hours),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2, KIND: "two hours"}),
]
Text = Annotated[str, WithJsonSchema({"type": "string", "minLength": 1, KIND: "text"})]
Document = Annotated[dict[str, Any] | None, WithJsonSchema({"type": "object", KIND: "JSON object"})]
Headers = Annotated[dict[str, str], WithJsonSchema({"type": "object", KIND: "names and values"})]


class CampaignWords(Words):
    """The campaign that the caller belongs to, as the correlator would tell of it."""

    callers: Count = Field(10, description="How many callers belong to it.")
    orgs: Count = Field(1, description="How many orgs they are of.")
    exchanges: Amount = Field(1000.0, description="Requests of theirs that carried its marks, so far.")
    risk: Share = Field(0.9, description="Its own risk.")
    age: Pause = Field(3600.0, json_schema_extra={"default": "1h"}, description="How long it has been known.")
    matches: YesNo = Field(True, description="Whether these requests carry its marks.")
    tied: YesNo = Field(False, description="Whether the caller shares more with the others than text.")


class UsageWords(Words):
    """What each answer really costs, in tokens."""

    input: Amount = Field(60.0, description="Input tokens.")
    output: Amount = Field(200.0, description="Output tokens.")


class TrafficWords(Words):
    """One caller: who it is, what it sends, how often. `{12}` in a text stands for twelve words, `{#}` for a number.

    Both are new ones in each request, so that no two texts are alike unless the rest of them is.
    """

    caller: Name = Field("caller", description="What this fixture calls it; with several, each has its own.")
    requests: Requests = Field(1, description="How many requests it sends.")
    every: Pause = Field(60.0, json_schema_extra={"default": "1m"}, description="The time between two of them.")
    jitter: Share = Field(0.0, description="The share by which that time varies; 1 is as people pause.")
    after: Pause = Field(0.0, json_schema_extra={"default": "0s"}, description="When the first comes, from the start.")
    hours: Hours = Field(None, description="Hours of the day (UTC) in which it sends at all: [9, 18] ends at 18:00.")
    say: Several[Text] = Field(
        (), description="The prompt, put into the body as the path wants it; of several, one after the other."
    )
    system: Text = Field("", description="The system prompt that stands before it.")
    conversation: Count = Field(1, description="So many prompts are one conversation, each with the history before it.")
    model: Text = Field("atlas-large", description="The model that is asked for.")
    plus: Document = Field(None, description="More members of the body: {temperature: 0, logprobs: true}.")
    body: Document = Field(
        None, description="The whole body, instead of `say`; `{12}` and `{#}` work in every text of it."
    )
    path: Text = Field("/v1/chat/completions", description="Where it is sent.")
    method: Literal["POST", "GET"] = Field("POST", description="How it is sent.")
    headers: Headers = Field({}, description="Headers, in place of those that the path's official SDK sends.")
    address: Text = Field("203.0.113.7", description="The client's address.")
    anonymous: YesNo = Field(None, description="true: it sends no credential.")
    org: Text = Field("", description="Its org in the key directory.")
    tier: Text = Field("", description="Its tier in the key directory.")
    age: Pause = Field(0.0, json_schema_extra={"default": "0s"}, description="How old its account is; 0s: unknown.")
    verified: YesNo = Field(None, description="Whether the key directory calls it verified.")
    usage: UsageWords = Field(UsageWords(), description="What each answer costs.")
    campaign: CampaignWords | None = Field(None, description="The campaign that it belongs to.")


Action = Literal["allow", "degrade", "throttle", "canary", "block"]
Level = Literal["clear", "watch", "suspect", "hostile"]


class ExpectWords(Words):
    """What must come of which requests, counted from 1. Without at, by, until or from: of every single one."""

    at: Count = Field(None, description="This very request.")
    by: Count = Field(None, description="At least one of the first so many.")
    until: Count = Field(None, description="Every request up to this one.")
    since: Count = Field(None, alias="from", description="Every request from this one on.")
    caller: Text = Field("", description="Whose requests are counted; without it those of all callers together.")
    action: Annotated[tuple[Action, ...], OneOrMany()] = Field(
        (), description="The strictest action that applied, or would have; one of these."
    )
    level: Annotated[tuple[Level, ...], OneOrMany()] = Field((), description="The caller's level; one of these.")
    rule: Several[Text] = Field((), description="Rules or budgets that spoke; all of these.")
    enforced: YesNo = Field(None, description="Whether it was really done, or only noted.")
    that: When | None = Field(
        None, description="A condition that holds, on the signals of the request and the caller's risk."
    )
    untouched: YesNo = Field(None, description="true: allowed, and no rule and no budget spoke.")

    def holds(self, facts: Facts) -> bool:
        """Whether the condition under `that` certainly holds; without one it does."""
        return self.that is None or compiled(self.that)(facts)


class CaseWords(Words):
    """One fixture."""

    name: Name = Field(description="What the report calls it.")
    why: Reason = Field("", description="What it stands for.")
    starts: Moment = Field("2026-09-21T09:00", description="When it begins, in UTC; a Monday morning without it.")
    traffic: Annotated[tuple[TrafficWords, ...], OneOrMany()] = Field((), description="Callers and what they send.")
    trace: File = Field("", description="Recorded traffic instead, as `replay` takes it, relative to this file.")
    expect: Annotated[tuple[ExpectWords, ...], Field(min_length=1), Expected()] = Field(
        description="What must come of it: `never touched`, or a list."
    )


class FixtureWords(Words):
    """Fixtures of the policy beside them: x.test.yaml has those of x.yaml."""

    tests: Annotated[tuple[CaseWords, ...], Field(min_length=1)] = Field(description="The fixtures.")
