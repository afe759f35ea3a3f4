"""One data plane: a listener, a handler, a store and books, put together from settings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import structlog

from proxy.actions.tag import tag_key
from proxy.admin.health import Borne
from proxy.admin.lately import Lately
from proxy.audit import families
from proxy.audit.metrics import Metrics
from proxy.audit.outlets.open import Outlets, described
from proxy.audit.recorder import Recorder, remembering
from proxy.callers.digests import Keyed, era_of
from proxy.campaigns.roster import Roster
from proxy.canaries.keys import CanaryKey
from proxy.canaries.mint import Mint
from proxy.core.effect import Canary
from proxy.edge.books import Books
from proxy.edge.eviction import EVERY_S, Evictor
from proxy.edge.handler import Handler
from proxy.edge.loop import Tide, malloc_trim
from proxy.edge.marked import Canaries
from proxy.edge.server import Server
from proxy.edge.slowing import WaitingRoom
from proxy.edge.sweep import Sweep
from proxy.edge.wording import worded
from proxy.errors import StateError
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.settings import Settings
from proxy.state import open_store
from proxy.state.guarded import Guarded
from proxy.wiring import chance
from proxy.wiring.campaign_desk import campaign_desk
from proxy.wiring.certificates import listener_tls
from proxy.wiring.desk import Desk
from proxy.wiring.handover import Handover
from proxy.wiring.lookout import lookout
from proxy.wiring.regimes import Regimes
from proxy.wiring.registrar import FileRegistrar
from proxy.wiring.standing import Orders, Standing
from proxy.wiring.telling import means, trail, watch_levels, watch_sinks

WATCH_EVERY_S = 1.0
"""How often policy and key directory are looked at: one stat each, and an edit is in force within a second."""

UNVERIFIABLE = (
    "no canaries are served: without STILLWATCH_SECRET they are drawn with a key that the next run does not have, "
    "and nobody could verify them; set it, for example to the output of: openssl rand -hex 32"
)

log = structlog.get_logger("worker")


class Worker:
    """Serves until told to stop. Make it with `Worker.open` in the loop that it will run in."""

    def __init__(self, settings: Settings, store: Guarded, metrics: Metrics) -> None:
        self.settings = settings
        self.metrics = metrics
        self.store = store
        self.draining = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweep = Sweep(chance.ticks)
        self._handover = Handover()
        self.regimes = Regimes(settings, self._sweep, self._handover.note)
        self.outlets = Outlets(described(settings.events, settings.policy), means())
        show = str if settings.plain_addresses else Keyed(settings.secret).address
        self.trail = trail(settings)
        self.recorder = Recorder(
            self.outlets.spread,
            remembering(show),
            settings.access,
            policy=lambda: self.regimes.current.policy,
            found=metrics.found,
            banned=self.trail.banned if self.trail else None,
        )
        lately = Lately()
        clock, told = chance.time_of_day, self.recorder
        self._books = Books(store, told, metrics, clock, self._spawn, chance.series(), lately.note)
        self._correlator = lookout(settings, store, told, metrics, self.regimes)
        campaigns = campaign_desk(settings, self._correlator, self.regimes, store, lately)
        self.standing = Standing(store, clock, self._obey)
        self.desk = Desk(self, self.regimes, store, lately, clock, show, self.standing, campaigns)
        self._room = WaitingRoom(asyncio.sleep, chance.jitter)
        self._registrar: FileRegistrar | None = None
        handler = Handler(
            lambda: self.regimes.current,
            store,
            self._books,
            chance.time_of_day,
            Extractor(settings.text_key, era_of(settings.text_key)),
            settings.upstream_credential,
            cutting_off=lambda: self.server.cutting_off,
            room=self._room,
            roster=self.roster,
            key=Keyed(settings.secret).key(b"actions"),
            tag_key=tag_key(settings.secret),
            canaries=self._mint(settings) if settings.secret_lasts else None,
        )
        self.server = Server(handler, clock=chance.time_of_day, sweep=self._sweep, render=worded, report=self._report)
        self._watch_numbers()
        self._tell_policy()
        self._tell_directory()

    @classmethod
    async def open(cls, settings: Settings) -> Worker:
        """Connect to the state and read the policy. Raises `SettingsError`, `PolicyError`.

        A state that does not answer is no reason not to start: the policy says what happens meanwhile.
        """
        metrics = Metrics()

        def notice(text: str) -> None:
            log.warning("state", text=text)

        guarded = Guarded(
            await open_store(settings.state, jitter=chance.jitter, notice=notice),
            clock=chance.ticks,
            limit_s=settings.state_limit_s,
            observe=lambda seconds: metrics.asked_state(seconds, "asked"),
            notice=notice,
        )
        return cls(settings, guarded, metrics)

    def roster(self) -> Roster:
        """The campaigns that requests are looked up in."""
        return self._correlator.roster

    async def start(self, *, reuse_port: bool = False) -> int:
        """Listen; the port. Raises `SettingsError`, or OSError where the address cannot be had."""
        settings = self.settings
        tls = listener_tls(settings)
        with contextlib.suppress(StateError):
            await self.standing.follow()
        for watch in (self._watch_files(), self._watch_bans(), self.standing.attend(), self._correlator.run()):
            self._spawn(watch, "watch")
        listen = settings.listen
        return await self.server.start(listen.host, listen.port, ssl_context=tls, reuse_port=reuse_port)

    def reload(self) -> None:
        """Read the policy again, now; a broken one changes nothing and says why. Event files begin anew."""
        self.outlets.reopen()
        changed = self.regimes.reload()
        error = self.regimes.live.last_error
        self.metrics.reloaded("policy", worked=error is None)
        if error is not None:
            log.error("policy not changed", problems=str(error))
        elif changed:
            self._tell_policy()
            policy = self.regimes.current.policy
            log.info("policy changed", policy=policy.name, version=policy.version, mode=policy.mode)

    def _reload_shadow(self) -> None:
        """Read the policy that looks on again; a broken one leaves the old one looking."""
        changed, shadow = self.regimes.reload_shadow(), self.regimes.shadow
        if shadow is None:
            return
        self.metrics.reloaded("shadow", worked=shadow.last_error is None)
        if shadow.last_error is not None:
            log.error("shadow not changed", problems=str(shadow.last_error))
        elif changed:
            log.info("shadow changed", policy=shadow.policy.name, version=shadow.policy.version)

    def _obey(self, orders: Orders) -> None:
        """Operators have ordered something, here or at another replica."""
        if orders.observe != self.regimes.observing:
            self.observe(orders.observe)
        banned = orders.banned(chance.time_of_day())
        if banned != self.regimes.bans:
            self.regimes.ban(banned)
            log.warning("banned", callers=len(banned))

    def observe(self, on: bool) -> None:
        """The kill switch: on, nothing is acted on from the next request on; off, the policy's own mode counts."""
        self.regimes.observe(on)
        policy = self.regimes.current.policy
        self._in_force(policy)
        log.warning("kill switch", on=on, mode=policy.mode)

    async def stop(self) -> int:
        """Drain, then close everything; how many exchanges had to be cut off."""
        self.draining = True
        cut = await self.server.drain(self.settings.drain_s)
        for task in tuple(self._tasks):
            if task.get_name() == "watch":
                task.cancel()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=1.0)
        await self._correlator.close()
        # Callers met since the last look, whose bans the next process could not know under their new names.
        await self._handover.bans(self.standing)
        self.regimes.close()
        await self.outlets.close()
        if self.trail is not None:
            await self.trail.close()
        if self._registrar is not None:
            await self._registrar.close()
        await self.store.close()
        return cut

    async def _watch_bans(self) -> None:
        """End what is in flight of callers on whom a ban has fallen."""
        regimes, clock = self.regimes, chance.time_of_day
        evictor = Evictor(
            lambda: regimes.current.policy, self.store, self.server.in_flight, clock, lambda: regimes.current.bans
        )
        while True:
            await asyncio.sleep(EVERY_S)
            await evictor.look()

    async def _watch_files(self) -> None:
        """Notice edits of the policy and of the key directory, and the end of a flood."""
        tide = Tide(malloc_trim())
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            tide.look(self.server.connections)
            if self.regimes.live.changed():
                self.reload()
            if self.regimes.shadow is not None and self.regimes.shadow.changed():
                self._reload_shadow()
            await self._handover.bans(self.standing)
            with contextlib.suppress(OSError):
                if await self.regimes.directory.refresh():
                    self.metrics.reloaded("directory", worked=True)
                    self._tell_directory()

    def _mint(self, settings: Settings) -> Canaries:
        """What marks answers; nothing is opened before the first one."""
        key = CanaryKey(settings.secret)
        self._registrar = FileRegistrar(
            settings.canaries, key, chance.time_of_day, chance.ticks, lambda text: log.warning("canaries", text=text)
        )
        return Canaries(Mint(key), self._registrar, chance.time_of_day)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str | None = None) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report("task", error)

    def _report(self, where: str, error: BaseException) -> None:
        log.error("fault", where=where, exc_info=error)

    def _watch_numbers(self) -> None:
        watch = self.metrics.watch
        watch(families.WAITING, lambda: float(self._room.waiting))
        watch(families.BREAKER, lambda: float(self.store.open))
        watch_sinks(watch, self.outlets)
        watch_levels(watch, self.recorder.levels)

    def _tell_policy(self) -> None:
        policy = self.regimes.current.policy
        self._in_force(policy)
        for warning in policy.warnings:
            log.warning("policy", text=str(warning))
        effects = [effect for rule in policy.rules for effect in rule.remedy.effects]
        if not self.settings.secret_lasts and any(isinstance(effect, Canary) for effect in effects):
            log.warning("canaries", text=UNVERIFIABLE)

    def _in_force(self, policy: Policy) -> None:
        self.metrics.policy(policy.name, policy.version, policy.mode)
        if self.trail is not None:
            self.trail.policy(policy.name, policy.version, policy.mode)

    def _tell_directory(self) -> None:
        directory = self.regimes.directory
        if directory.skipped:
            first = "; ".join(str(problem) for problem in directory.problems[:3])
            log.warning("key directory", skipped=directory.skipped, first=first)


async def state_answers(worker: Worker) -> str | None:
    """For readiness: None where the state answers; `Borne` where it does not, and the policy serves without it."""
    try:
        await worker.store.probe()
    except StateError as error:
        word = worker.regimes.current.policy.on_state_failure
        return str(error) if word == "closed" else Borne(f"{error}, serving as on_state_failure says: {word}")
    return None
