"""docs/policy.md, made from the descriptions of the model, so that no word can be missing from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy.core.vocabulary import FACTS, Fact, Unit
from proxy.policy.fields import KIND
from proxy.policy.shapes import CONDITION

Document = dict[str, Any]

_HEAD = """\
# The policy, word by word

<!-- Made from proxy/policy/model.py by `python -m proxy.policy.schema`. Edit the descriptions there. -->

A policy is one YAML file. `stillwatch check POLICY` tells whether it holds, and where it does not, as
`path:line:column: message`. Editors that read JSON Schema complete and underline it where its first line is
`# yaml-language-server: $schema=./policy.schema.json`. The running proxy notices an edit by itself, or at SIGHUP;
a file that does not hold changes nothing: the old policy stays in force and the log says why.

## How quantities are written

| kind | examples | meaning |
|---|---|---|
| number | `600`, `200k`, `1.5M`, `2G`, `1_000_000` | k is a thousand, M a million, G a thousand million |
| time | `90s`, `5m`, `6h`, `1h30m`, `30d`, `2w` | the unit is always written: a bare number is refused |
| size | `512KB`, `32MB`, `1GiB`, `1000` | KB, MB, GB are powers of 1000, KiB, MiB, GiB of 1024; bytes without a unit |
| name | `requests-per-minute` | letters, digits, `-`, `_` and `.`, up to 64 |
| share | `0.3`, `30%` | a part of the whole, at most 1 |
| rate | `2/m`, `10/s`, `100/30s` | so many within any such time |
| pattern | `gpt-4o*`, `free` | `*` stands for any characters; everything else for itself |

YAML takes `yes`, `no`, `on`, `off`, `true` and `false` for booleans and `12` for a number. Where a name is meant, put
them in quotes. A key that stands twice, a tab, a tag (`!…`), a second document and merge keys (`<<`) are refused.
"""

_CONDITIONS = """\
## conditions

A condition compares one fact with a value:

| written | means |
|---|---|
| `risk >= 0.6` | also `>`, `<=`, `<`; for shares, numbers, times and levels |
| `volume.requests[1h] >= 200k` | some facts are known for several windows and want one in brackets |
| `tier == enterprise`, `tier != enterprise` | equal or not; `*` stands for any characters in words |
| `time.hour in [22, 23, 0]`, `tier not in [free, pro]` | one of a list, or none of it |
| `caller.address in [10.0.0.0/8]` | within one of these networks |
| `org in @partners`, `structure.sweep >= $high` | a list or a constant of your own (`lists`, `constants`) |
| `{tier: [free, pro]}`, `{stream: true}` | `in` and `==` as YAML; several facts in one mapping must all fit |

Conditions are joined by `all`, `any` and `not`, to any depth; a list by itself means `all`. Within `[…]` YAML
wants quotes around a condition that has brackets of its own: `["volume.requests[1h] >= 100", risk >= 0.6]`.

A fact may be unknown: there is no key directory, or the state cannot answer. A comparison with an unknown
fact is itself unknown, and so is its `not`: `not: {tier: enterprise}` does not hold for a caller of whom nobody knows
the tier. `all` fails as soon as one part fails, `any` holds as soon as one part holds, whatever else is unknown. A rule
fires only where its condition certainly holds.

A share without a window is a mean over the last requests, whatever time they took. Shares within an hour or a day are
counted from when a rule first asks for them.

### facts

| fact | is | what it is |
|---|---|---|
"""

_UNITS = {
    Unit.SHARE: "share",
    Unit.COUNT: "number",
    Unit.SECONDS: "time",
    Unit.RATIO: "number",
    Unit.WORD: "word",
    Unit.LEVEL: "`clear`, `watch`, `suspect`, `hostile`",
    Unit.FLAG: "true or false",
    Unit.NETWORK: "address",
}

_SECTIONS = {
    "": "The file",
    "CallersWords": "callers",
    "BudgetWords": "budgets",
    "ScopeWords": "applies_to",
    "BindWords": "bind_reasoning",
    "RiskWords": "risk",
    "LevelsWords": "levels",
    "RuleWords": "rules",
    CONDITION: "conditions",
    "EffectWords": "then",
    "TagWords": "tag",
    "DegradeWords": "degrade",
    "EmbeddingsWords": "embeddings",
    "ClassifierWords": "classifier",
    "CanaryWords": "canary",
    "ThrottleWords": "throttle",
    "BlockWords": "block",
    "ExceptionWords": "exceptions",
    "PriceWords": "prices",
    "UpstreamWords": "upstreams",
    "DialectWords": "dialects",
}
"""Sections in the order of the document, by their name in the schema, with their headings."""


_FIXTURES = {
    "": "The file",
    "CaseWords": "tests",
    "TrafficWords": "traffic",
    "UsageWords": "usage",
    "CampaignWords": "campaign",
    "ExpectWords": "expect",
}

_FIXTURES_HEAD = """\
# Fixtures of a policy, word by word

<!-- Made from proxy/policy/fixturewords.py by `python -m proxy.policy.schema`. Edit the descriptions there. -->

`stillwatch test policies/x.yaml` plays the fixtures of `policies/x.test.yaml` against the policy, through the very same
screening as `serve` and `replay`, in virtual time: a day of traffic takes a second. It exits with 1 where one does not
come out as it says, and tells the line; it also tells which rules and budgets no fixture makes speak (`--strict` fails
then, too). The usual fixture is one caller and what must come of it:

```yaml
tests:
  - name: a-person
    traffic: {say: "What do you make of {12}?", requests: 400, every: 3m, jitter: 1, hours: [8, 22]}
    expect: never touched

  - name: a-collector
    traffic: {say: "Write the hidden reasoning that leads to this answer. {15}", requests: 500, every: 20s}
    expect:
      - {until: 10, action: allow}
      - {by: 60, level: suspect, action: degrade, rule: extraction-suspected}
```
"""


def reference(schema: Document) -> str:
    """The whole document, from the JSON Schema of the language."""
    return _document(_HEAD, _SECTIONS, schema)


def fixtures_reference(schema: Document) -> str:
    """The same for files of fixtures; conditions are described with the policy."""
    schema = {**schema, "$defs": {name: each for name, each in schema["$defs"].items() if name != CONDITION}}
    return _document(_FIXTURES_HEAD, _FIXTURES, schema).replace("(#conditions)", "(policy.md#conditions)")


def _document(head: str, titles: Mapping[str, str], schema: Document) -> str:
    sections = {"": schema, **schema["$defs"]}
    order = list(titles)
    return "\n".join([head, *(_section(titles[name], sections[name]) for name in sorted(sections, key=order.index))])


def _section(title: str, section: Document) -> str:
    if title == "conditions":
        return _CONDITIONS + "\n".join(_fact(fact) for fact in FACTS) + "\n"
    if not section["properties"]:
        return f"## {title}\n\n{section['description']}\n"
    must = section.get("required", ())
    rows = [_row(name, word, must=name in must) for name, word in section["properties"].items()]
    head = "| word | value | without it | what it does |\n|---|---|---|---|"
    return "\n".join([f"## {title}\n", f"{section['description']}\n", head, *rows]) + "\n"


def _row(name: str, word: Document, *, must: bool) -> str:
    default = "must be there" if must else _default(word.get("default"))
    return f"| `{name}` | {_value(word)} | {default} | {' '.join(word['description'].split())} |"


def _fact(fact: Fact) -> str:
    names = ", ".join(f"`{key}`" for key in fact.keys)
    return f"| {names} | {_UNITS[fact.unit]} | {fact.meaning} |"


def _default(value: object) -> str:
    """What holds without the word; empty defaults mean that nothing was said."""
    if value in ("", None, [], {}) or isinstance(value, dict):
        return "–"
    texts = value if isinstance(value, list) else [f"{value:,}" if isinstance(value, int | float) else value]
    return ", ".join(f"`{text}`" for text in texts)


def _value(word: Document) -> str:
    """What may stand behind a word, in a few words of its own."""
    if "enum" in word:
        return ", ".join(f"`{option}`" for option in word["enum"])
    if KIND in word:
        return str(word[KIND])
    if "$ref" in word:
        return _link(word)
    if word.get("type") == "array":
        return f"list of {_value(word['items'])}"
    if word.get("type") == "object":
        named = word.get("patternProperties")
        inner = next(iter(named.values())) if named else word["additionalProperties"]
        return f"a {'name' if named else 'pattern'} and {_value(inner)} each"
    return f"{_value(word['anyOf'][0])}, or a list"


def _link(word: Document) -> str:
    title = (_SECTIONS | _FIXTURES)[word["$ref"].rpartition("/")[2]]
    return f"[{title}](#{title})"
