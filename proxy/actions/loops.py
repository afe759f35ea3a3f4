"""Tool loops without their reasoning: what a provider would refuse to go on with is asked for in another way.

A client whose answers came without reasoning cannot give it back, and both providers that seal theirs insist on it:

- Anthropic, asked to think, refuses tool results whose assistant turn does not begin with thinking; it says to disable
  thinking instead ("Expected `thinking` or `redacted_thinking`, but found `tool_use` … To avoid this requirement,
  disable `thinking`"). So such a request goes on without; adaptive thinking has no such rule and stays.
- OpenAI refuses an item whose id belongs to reasoning that is not there ("Item 'fc_…' of type 'function_call' was
  provided without its required 'reasoning' item"); without the id it takes it (continuedev/continue 11785).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from proxy.actions.changes import Steps, objects

THINKING = frozenset({"thinking", "redacted_thinking"})
_CALLS = frozenset({"function_call", "custom_tool_call"})
_OUTPUTS = frozenset({"function_call_output", "custom_tool_call_output"})


def lacks_thinking(turns: Any) -> bool:
    """Whether these turns end in results of tools that an assistant turn without thinking had called."""
    if not isinstance(turns, list) or not turns or not _has_results(turns[-1]):
        return False
    said = next((turn for turn in reversed(turns) if isinstance(turn, dict) and turn.get("role") == "assistant"), None)
    content = said.get("content") if said is not None else None
    first = content[0] if isinstance(content, list) and content else None
    return said is not None and not (isinstance(first, dict) and first.get("type") in THINKING)


def _has_results(turn: Any) -> bool:
    blocks = objects(turn.get("content")) if isinstance(turn, dict) else []
    return any(block.get("type") == "tool_result" for _, block in blocks)


def orphans(items: Any) -> Iterator[Steps]:
    """Where the ids stand of what a model said without the reasoning that led to it."""
    reasoned = False
    for number, item in objects(items):
        kind = item.get("type", "message")
        if kind == "reasoning":
            reasoned = True
        elif kind in _OUTPUTS or (kind == "message" and item.get("role") != "assistant"):
            reasoned = False
        elif "id" in item and not reasoned and (kind in _CALLS or kind == "message"):
            yield number, "id"
