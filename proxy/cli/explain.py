"""`stillwatch explain CALLER|DECISION`: what is known, what it amounts to, which rules it meets and which not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from proxy.cli.asking import HERE, Admin, AsJson, ask, dump, span
from proxy.cli.callers import COLOURS

Told = dict[str, Any]

MARKS = {True: ("holds", "bold"), False: ("does not hold", "dim"), None: ("unknown", "dim italic")}
SOURCES = {"state": "from the state", "memory": "as this process judged last"}


def explain(
    whom: Annotated[str, typer.Argument(metavar="CALLER|DECISION", help="k_…, a_… or d_…, as events name them.")],
    admin: Admin = HERE,
    as_json: AsJson = False,
) -> None:
    """Say why a caller stands where it stands, or why a decision was made."""
    kind = "decisions" if whom.startswith("d_") else "callers"
    told = ask(admin, f"/v1/{kind}/{quote(whom, safe='')}")
    if as_json:
        dump(told)
        return
    console = Console()
    console.print(*_head(told), sep="\n")
    if told["judged"]:
        console.print(_signals(told))
        console.print(Text(_sum(told)))
    for rule in told["rules"]:
        console.print(_rule(rule))


def _head(told: Told) -> Iterator[Text]:
    org = f" of {told['org']}" if told["org"] else ""
    tier = f", tier {told['tier']}" if told["tier"] else ""
    successor = f", with the secret to come {told['successor']}" if told.get("successor") else ""
    yield Text(f"{told['caller']}{org}{tier}{successor}, policy {told['policy']['name']} ({told['policy']['version']})")
    when = datetime.fromtimestamp(told["at"], UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    if not told["judged"]:
        yield Text(f"nobody was judged at {when}: the request said nothing, or the state could not be asked")
    else:
        level = Text.assemble("level ", (told["level"], COLOURS[told["level"]]))
        held = f" for {span(told['held_s'])}" if told["level"] != "clear" else ""
        yield level + Text(f"{held}, risk {told['risk']:.2f}, {SOURCES[told['source']]} at {when}")
    if told.get("campaign"):
        yield Text(_campaign(told["campaign"]))
    if "decision" in told:
        yield Text(f"decision {told['decision']}: {_deed(told)}")
    elif told["last"] is not None:
        yield Text(f"last decision here {told['last']['decision']}: {_deed(told['last'])}")


def _campaign(told: Told) -> str:
    lifted = ", lifted" if told["lifted_until"] else ""
    return f"member of campaign {told['campaign']}: {told['callers']} callers, risk {told['risk']:.2f}{lifted}"


def _deed(decision: Told) -> str:
    action: str = decision["action"]
    spoke = f" by {', '.join(decision['spoke'])}" if decision["spoke"] else ""
    observed = action != "allow" and not decision["enforced"]
    return action + spoke + (", observed only" if observed else "")


def _signals(told: Told) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("signal", "value", "score", "adds", "why"):
        table.add_column(column, no_wrap=column != "why", justify="left" if column in ("signal", "why") else "right")
    for each in told["signals"]:
        adds = f"+{each['contribution']:.2f}" if each["contribution"] >= 0.005 else ""
        style = "" if each["score"] > 0 else "dim"
        table.add_row(
            each["name"], f"{each['value']:.4g}", f"{each['score']:.2f}", adds, Text(each["why"]), style=style
        )
    return table


def _sum(told: Told) -> str:
    """How the risk comes about, so that one can add it up again."""
    witnesses = told["witnesses"]
    if not witnesses:
        return "risk 0.00: nothing speaks against this caller"
    product = " × ".join(f"(1 − {each['contribution']:.3f} {each['family']})" for each in witnesses)
    counted = sum(each["counts"] for each in witnesses)
    text = f"risk {told['untempered']:.2f} = 1 − {product}"
    if told["risk"] < told["untempered"] - 1e-6:
        text += (
            f"\nheld just below suspect at {told['risk']:.2f}: {counted} independent kind of evidence, "
            f"{told['corroboration']} are needed"
        )
    levels = ", ".join(f"{name} from {value:g}" for name, value in told["thresholds"].items())
    return f"{text}\n{levels}"


def _rule(rule: Told) -> Tree:
    words = [MARKS[rule["holds"]][0]]
    if rule["running"]:
        words.append(f"running, for {span(rule['lasts_s'])} after it last held")
    words += [word for word in ("lifted", "excepted") if rule[word]]
    stage = "" if rule["stage"] >= 1.0 else f" (stage {rule['stage']:.4g})"
    words.append(("enforced" if rule["enforced"] else "observed only") + stage)
    tree = Tree(Text.assemble((f"rule {rule['rule']}", "bold"), f": {', '.join(words)}\n", (rule["why"], "dim")))
    _grow(tree, rule["condition"])
    return tree


def _grow(tree: Tree, condition: Told) -> None:
    mark, style = MARKS[condition["holds"]]
    value = condition.get("value")
    told = condition["condition"] + ("" if value is None else f"   is {_said(value)}")
    branch = tree.add(Text(f"{told}: {mark}", style=style))
    for part in condition.get("parts", ()):
        _grow(branch, part)


def _said(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)
