"""Every word of the policy language.

The descriptions are the operator's documentation: editors show them, and docs/policy.md is made from them.
A new word needs a field with a description here, and is then checked, completed, documented and tested.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from proxy.policy.canarywords import CanaryWords
from proxy.policy.fields import (
    Amount,
    Bytes,
    Cost,
    Dotted,
    ExactPath,
    File,
    Limit,
    Name,
    Network,
    OneOrMany,
    PathGlob,
    Pattern,
    Source,
    Url,
    Window,
    YesNo,
)
from proxy.policy.riskwords import LevelsWords, RiskWords
from proxy.policy.rulefields import Item, Waiting
from proxy.policy.rulewords import (
    MOST_RULES,
    BindWords,
    BlockWords,
    ClassifierWords,
    DegradeWords,
    EffectWords,
    EmbeddingsWords,
    ExceptionWords,
    Items,
    RuleWords,
    TagWords,
    ThrottleWords,
)
from proxy.policy.words import Operations, Patterns, Several, Words

Per = Literal["caller", "org", "campaign", "model", "everyone"]
Meter = Literal["requests", "input_tokens", "output_tokens", "total_tokens", "cost"]

Holders = Annotated[tuple[Per, ...], Field(min_length=1), OneOrMany()]


class CallersWords(Words):
    """Who is who: how a caller is told from another, and what is known about it."""

    credential: Several[Source] = Field(
        ("header:authorization", "header:x-api-key", "header:api-key", "query:key"),
        min_length=1,
        description="Where a request carries its credential, in the order in which your upstream looks: header:NAME "
        "or query:NAME. The same secret is the same caller wherever it stands.",
    )
    anonymous: Literal["allow", "refuse"] = Field(
        "allow",
        description="Requests without a credential: `allow` makes a caller of each client address (an IPv6 /64 counts "
        "as one), `refuse` answers 401.",
    )
    trust_forwarded_for: Several[Network] = Field(
        (),
        description="Networks of your own load balancers. Only from there X-Forwarded-For is believed; anybody else "
        "could write what they like into it.",
    )
    directory: File = Field(
        "",
        description="A file of JSON lines exported from your user database, relative to the policy: key, org, tier, "
        "created_at, verified. Without it every caller is an org of its own and has no tier.",
    )


class ScopeWords(Words):
    """Which requests a budget is about. Every word given must fit; of the values of one word any may."""

    tier: Patterns = Field((), description="Tiers of the key directory, such as free or pro. `*` stands for anything.")
    org: Patterns = Field((), description="Orgs of the key directory. `*` stands for anything.")
    caller: Patterns = Field((), description="Callers by their id (k_…), as events and logs show it.")
    model: Patterns = Field(
        (), description="Models as clients name them, upper and lower case alike. `*` stands for anything: gpt-4o*."
    )
    dialect: Patterns = Field(
        (), description="API families: openai*, anthropic, ollama, tgi, plain (passed through), or one of your own."
    )
    operation: Operations = Field(
        (),
        description="Kinds of work. count: counting tokens. models: listing them. stored: answers fetched again. "
        "generic: your own dialects. opaque: "
        "everything that passes through unread, such as files and audio.",
    )
    anonymous: YesNo = Field(None, description="true: only callers without a credential. false: only callers with one.")


class BudgetWords(Words):
    """A rolling limit: never more than `limit` within any `window`, for each of those it is counted `per`."""

    name: Name = Field(description="What refusals, events and metrics call it. Renaming it starts its counters anew.")
    per: Holders = Field(
        description="Who shares one counter: caller, org, campaign, model or everyone. A list is a combination: [org, "
        "model] counts each org's use of each model by itself. One that is per campaign is only about its members."
    )
    meter: Meter = Field(
        description="What is counted. Tokens and cost are reserved before the call and corrected to the real usage "
        "after it; calls that use no tokens (listings, files) only ever count as requests."
    )
    limit: Limit = Field(
        description="The most that fits into the window: 600, 200k, 1.5M; for cost, in the currency of `prices`. "
        "Changing it never resets a counter."
    )
    window: Window = Field(description="How far back it counts, from 1s to 30d: 1m, 6h, 30d.")
    applies_to: ScopeWords = Field(ScopeWords(), description="Which requests it is about; without it, all of them.")


class PriceWords(Words):
    """What a model costs, per million tokens, in whatever currency you count."""

    input: Cost = Field(description="Price of a million input tokens.")
    output: Cost = Field(description="Price of a million output tokens.")


class UpstreamWords(Words):
    """Another server for some paths or models; what no upstream takes goes to the one of `--upstream`."""

    name: Name = Field(description="What events and metrics call it.")
    url: Url = Field(description="Where it is: scheme, host, port and a path to put before the request's own.")
    paths: Several[PathGlob] = Field(
        (), description="Paths it serves: /v1/embeddings stands for itself and all below it, `*` for anything."
    )
    models: Several[Pattern] = Field(
        (), description="Models it serves, `*` for anything. With `paths` too, both must fit."
    )


class DialectWords(Words):
    """A JSON API of your own, such as a classifier. `a.b` is b within a, `a.0` the first of a list, `a.*` all of it."""

    name: Name = Field(description="What budgets, events and metrics call it.")
    path: ExactPath = Field(description="The path it answers on, exactly as it is forwarded; POST only.")
    input: Several[Dotted] = Field(
        (), description="Where the request's texts stand: `text`, `inputs.*.text`. Without it the whole body counts."
    )
    output: Dotted = Field("", description="Where the answer's text stands; counted where no usage is reported.")
    model: Dotted = Field("", description="Where the request names the model.")
    max_output_tokens: Dotted = Field("", description="Where the request limits the answer.")
    input_tokens: Dotted = Field("", description="Where the answer reports its input tokens.")
    output_tokens: Dotted = Field("", description="Where the answer reports its output tokens.")


class PolicyWords(Words):
    """A Stillwatch policy: who may use how much of which model, and what happens beyond."""

    policy: Name = Field(description="The name of this policy, for events and metrics.")
    include: Several[File] = Field(
        (),
        description="Other files, relative to this one, whose words are joined with these: lists one after the other, "
        "mappings by their words. A word that stands twice is refused. An included file has no name of its own.",
    )
    mode: Literal["observe", "enforce"] = Field(
        "observe",
        description="observe: decide and log, refuse nobody, with counters that show exactly what enforce would have "
        "done. enforce: act.",
    )
    detection: Literal["full", "none"] = Field(
        "full",
        description="full: read what calls look like and judge their callers. none: budgets and rules on plain facts "
        "only, for a fraction of the work per request; every caller stays clear.",
    )
    callers: CallersWords = Field(CallersWords(), description="Who is who.")
    on_state_failure: Literal["open", "closed", "local"] = Field(
        "open",
        description="While the state store cannot answer. open: serve without budgets. closed: answer 503. local: "
        "count in this process alone, so that each replica grants the whole limit.",
    )
    unreadable: Literal["pass", "refuse"] = Field(
        "pass",
        description="A body that is no JSON of its dialect. pass: forward it as it is (it still counts against "
        "budgets). refuse: answer 400.",
    )
    oversize: Literal["pass", "refuse"] = Field(
        "pass", description="A body beyond `inspect_limit`. pass: forward it unread. refuse: answer 413."
    )
    inspect_limit: Bytes = Field(
        32_000_000, description="The largest body that is read, and held in memory while it is. MB is a million bytes."
    )
    # Answers of chat models are mostly 200 to 1,000 tokens; what is reserved too much comes back with the real usage.
    reserve_output: Amount = Field(
        1024,
        description="Output tokens reserved for a call that sets no cap of its own. Higher is stricter under many "
        "calls at once, lower may let a window run over until the real usage is known.",
    )
    # A waiting request costs its connection and its body, some 20 KB as a rule: a thousand of them are bearable.
    max_waiting: Waiting = Field(
        1000,
        description="The most requests that the `delay` and the `tarpit` of rules keep waiting at once, in each "
        "worker; beyond it they get 429 at once.",
    )
    bind_reasoning: BindWords | None = Field(
        None, description="Whether sealed reasoning is bound to whom it was given; without it nothing is."
    )
    budgets: tuple[BudgetWords, ...] = Field((), description="Rolling limits. A request must fit into all that apply.")
    risk: RiskWords = Field(RiskWords(), description="How evidence about a caller becomes a level.")
    lists: dict[Name, Items] = Field(
        {}, description='Lists of your own, by name, for conditions: `org in @partners`, `{org: "@partners"}`.'
    )
    constants: dict[Name, Item] = Field(
        {}, description="Values of your own, by name, for conditions: `structure.sweep >= $high`."
    )
    rules: tuple[RuleWords, ...] = Field(
        (), max_length=MOST_RULES, description="When what is done. All rules that fire are put together."
    )
    exceptions: tuple[ExceptionWords, ...] = Field((), description="Whom rules never act on, until when, and why.")
    prices: dict[Pattern, PriceWords] = Field(
        {},
        description="What models cost, by name, `*` for anything; the first that fits counts, so put `*` last. Models "
        "without a price cost nothing.",
    )
    upstreams: tuple[UpstreamWords, ...] = Field(
        (), description="More model servers than the one of `--upstream`; the first that fits takes the request."
    )
    dialects: tuple[DialectWords, ...] = Field((), description="JSON APIs of your own, to be metered like the others.")


SECTIONS: tuple[type[Words], ...] = (
    PolicyWords,
    CallersWords,
    BudgetWords,
    ScopeWords,
    BindWords,
    RiskWords,
    LevelsWords,
    RuleWords,
    EffectWords,
    TagWords,
    DegradeWords,
    EmbeddingsWords,
    ClassifierWords,
    CanaryWords,
    ThrottleWords,
    BlockWords,
    ExceptionWords,
    PriceWords,
    UpstreamWords,
    DialectWords,
)
"""Every section of the language, in the order of its documentation."""
