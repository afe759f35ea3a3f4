"""One worker's answers to the admin listener, wherever that listens: in this process or at the other end of a pipe.

Questions and answers are values that JSON can carry. What is remembered of a caller is read from the state, so any
worker of any replica can explain any caller; where the state cannot be asked, what this process judged last is told.
Callers and decisions seen lately, and the kill switch, are this process's own.
"""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from proxy.admin.explain import Case, Show, Told, explained, remembered, row
from proxy.admin.lately import Lately, Remembered
from proxy.core.exchange import Caller
from proxy.core.features import Elicitation, Features
from proxy.detectors import judge
from proxy.detectors.evidence import Evidence, weigh
from proxy.detectors.glance import glance, known, looked, onlooker
from proxy.detectors.windows import shares, windowed
from proxy.remedies import RANKS, latches
from proxy.screening import BAN
from proxy.state.guarded import Guarded
from proxy.wiring.campaign_desk import CampaignDesk
from proxy.wiring.lifting import Lifting, marked
from proxy.wiring.regimes import Regimes
from proxy.wiring.standing import Standing


class Switched(Protocol):
    """What of a worker can be switched from outside."""

    def reload(self) -> None:
        """Read the policy again."""
        ...


class Desk:
    """Answers questions. `lately` is what the worker judged, `show` makes of an address what may be told."""

    def __init__(
        self,
        worker: Switched,
        regimes: Regimes,
        store: Guarded,
        lately: Lately,
        clock: Callable[[], float],
        show: Show,
        standing: Standing,
        campaigns: CampaignDesk | None = None,
    ) -> None:
        self._worker = worker
        self._regimes = regimes
        self._store = store
        self._lately = lately
        self._clock = clock
        self._show = show
        self._orders = standing
        self._lifting = Lifting(regimes, store, clock)
        self._campaigns = campaigns

    async def answer(self, question: Mapping[str, Any]) -> Told:
        """The answer; an empty one where nothing is known."""
        answers: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[Told]]] = {
            "callers": self._callers,
            "caller": self._caller,
            "decision": self._decision,
            "lift": self._lift,
            "mode": self._mode,
            "reload": self._reload,
            "policy": self._policy,
            "ban": self._ban,
            "bans": self._bans,
            **(self._campaigns.answers if self._campaigns else {}),
        }
        return await answers[question["what"]](question)

    async def _callers(self, question: Mapping[str, Any]) -> Told:
        found = tuple(self._lately.callers())
        highest = heapq.nlargest(question["limit"], found, key=_height)
        return {"callers": [row(each) for each in highest], "seen": len(found)}

    async def _caller(self, question: Mapping[str, Any]) -> Told:
        told = await self._known(question["id"])
        if told and self._campaigns is not None:
            told["campaign"] = self._campaigns.of(question["id"])
        return told

    async def _known(self, id: str) -> Told:  # noqa: A002 - that is what it is called everywhere
        caller, now = self._resolve(id), self._clock()
        last = self._lately.caller(caller.id)
        held = await self._look(onlooker(caller, now, Elicitation(last.wording if last else 0)), caller)
        if held is None:
            return {} if last is None else {"source": "memory", **remembered(last, self._show), "last": _last(last)}
        case, anything = held
        if last is None and not anything:
            return {}
        case = replace(case, spoken=last.spoken if last else None, show=self._show)
        if last is not None:
            met = last.decision.caller
            case = replace(case, caller=replace(caller, address=met.address, successor=met.successor))
        banned = self._orders.orders.banned(now).get(caller.id)
        return {"source": "state", **explained(case), "last": _last(last) if last else None, "banned_until": banned}

    async def _look(self, looker: Features, caller: Caller) -> tuple[Case, bool] | None:
        """What the state holds of a caller, and whether that is anything; None where it cannot be asked."""
        policy, now = self._regimes.current.policy, looker.at
        asked, windows = glance(looker, policy.risk.levels, policy.risk.leave_after), windowed(looker, policy.windows)
        marks = latches(policy, caller)
        readings = await self._store.take([*asked.values(), *marks, *windows.values()], now)
        if readings is None:
            return None
        first, last = len(asked), len(asked) + len(marks)
        seen, held = looked(asked, readings[:first]), readings[first:last]
        signals = judge(looker, seen) + shares(dict(zip(windows, readings[last:], strict=True)))
        evidence: Evidence = weigh(signals, seen, policy.risk.levels, policy.risk.corroboration, policy.risk.ignore)
        running, lifted = marked(policy, held)
        running -= {name for name in running if policy.excepted(caller, name, now)}
        anything = known(seen) or bool(running or lifted)
        return Case(policy, caller, now, evidence, running=running, lifted=lifted), anything

    async def _decision(self, question: Mapping[str, Any]) -> Told:
        found = self._lately.decision(question["id"])
        return {} if found is None else {"source": "memory", **remembered(found, self._show)}

    async def _lift(self, question: Mapping[str, Any]) -> Told:
        unbanned = await self._unban(self._resolve(question["id"]), self._clock())
        told = await self._lifting.one(question["id"])
        return told if "error" in told else {**told, "lifted": [*told["lifted"], *unbanned]}

    async def _unban(self, caller: Caller, now: float) -> list[str]:
        if caller.id not in self._orders.orders.banned(now):
            return []
        await self._orders.ban(caller.id, 0.0)
        return [BAN]

    async def _mode(self, question: Mapping[str, Any]) -> Told:
        shared = await self._orders.switch(observe=question["observe"], at=question["at"])
        return {**self._standing(), "shared": shared}

    async def _ban(self, question: Mapping[str, Any]) -> Told:
        """Ban a caller, unless an exception keeps every rule off it: who promised that must take it back first."""
        caller, now = self._resolve(question["id"]), self._clock()
        policy = self._regimes.live.policy
        named = [each.name for each in policy.exceptions if each.is_rule(BAN) and each.covers(caller, now)]
        if named:
            return {"excepted": named}
        return {"until": question["until"], "shared": await self._orders.ban(caller.id, question["until"])}

    async def _bans(self, _question: Mapping[str, Any]) -> Told:
        banned = self._orders.orders.banned(self._clock())
        return {"bans": [{"caller": caller, "until": until} for caller, until in sorted(banned.items())]}

    async def _reload(self, _question: Mapping[str, Any]) -> Told:
        self._worker.reload()
        return self._standing()

    async def _policy(self, _question: Mapping[str, Any]) -> Told:
        policy = self._regimes.current.policy
        return {
            **self._standing(),
            "budgets": [budget.name for budget in policy.budgets],
            "rules": [
                {"rule": rule.name, "why": rule.why, "when": str(rule.spoken), "lasts_s": rule.lasts,
                 "enforced": rule.enforces, "stage": rule.stage}
                for rule in policy.rules
            ],
            "exceptions": [{"name": each.name, "until": each.until, "owner": each.owner} for each in policy.exceptions],
        }  # fmt: skip

    def _standing(self) -> Told:
        """Which policy is in force, and whether the kill switch is on."""
        written, error = self._regimes.live.policy, self._regimes.live.last_error
        acts = written.enforces or any(rule.enforces for rule in written.rules)
        return {
            "policy": written.name,
            "version": written.version,
            "written": written.mode,
            "mode": self._regimes.current.policy.mode,
            "acts": acts and not self._regimes.observing,
            "switched_off": self._regimes.observing,
            "shadow": self._shadow(),
            "error": None if error is None else str(error),
        }

    def _shadow(self) -> Told | None:
        """The policy that looks on, None without one."""
        shadow = self._regimes.shadow
        if shadow is None:
            return None
        error = shadow.last_error
        return {"policy": shadow.policy.name, "version": shadow.policy.version, "error": str(error) if error else None}

    def _resolve(self, caller: str) -> Caller:
        return self._regimes.directory.resolve(caller, anonymous=caller.startswith("a_"))


def _height(found: Remembered) -> tuple[int, float, float]:
    """The level first: it is held, while the risk of one request among others may be low."""
    return RANKS[found.decision.level], found.decision.risk, found.seen


def _last(last: Remembered) -> Told:
    """The last request of a caller, as far as this process served it."""
    decision = last.decision
    return {
        "decision": decision.id,
        "at": round(decision.at, 3),
        "action": decision.action.word,
        "enforced": decision.enforced,
        "spoke": list(decision.rules),
        "seen": round(last.seen, 3),
    }
