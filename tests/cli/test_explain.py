"""`stillwatch explain`."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from tests.admin.cases import POLICY, WHO
from tests.cli.office import office, plain


async def test_a_caller(tmp_path: Path) -> None:
    """Level and risk, every signal with its sentence, how the risk adds up, and every rule with what it asks."""
    async with office(tmp_path) as place:
        await place.place.harvest()
        done = await place.run("explain", WHO.id)
    text = plain(done.stdout)
    assert done.exit_code == 0
    assert re.search(r"level suspect for \d+[sm], risk 0\.80, from the state at 2026-09-21", text)
    assert "last decision here d_28: degrade by extraction\n" in text
    assert "elicitation.strong_share 1 1.00 +0.20 100% of recent requests are worded as training material" in text
    assert "precision.bias_walk 0 0.00" in text
    assert "rule extraction: holds, running, for 6h after it last held, enforced" in text
    assert "risk.level >= suspect is suspect: holds" in text
    assert "caller.age < 1h: unknown" in text
    assert "rule from-the-lab: does not hold, enforced" in text


async def test_the_sum_can_be_done_again(tmp_path: Path) -> None:
    """The numbers of the printed product multiply to the printed risk."""
    async with office(tmp_path) as place:
        await place.place.harvest()
        text = plain((await place.run("explain", WHO.id)).stdout)
    (line,) = [line for line in text.splitlines() if line.startswith("risk 0.")]
    innocent = 1.0
    for share in re.findall(r"\(1 − (\d\.\d+) ", line):
        innocent *= 1.0 - float(share)
    assert float(line.split()[1]) == pytest.approx(1.0 - innocent, abs=0.006)


async def test_one_kind_of_evidence_is_said_to_be_one(tmp_path: Path) -> None:
    """Where corroboration keeps a risk below suspect, the sum says so."""
    async with office(tmp_path) as place:
        place.place.regimes.live.path.write_text(POLICY + "risk: {levels: {watch: 0.2, suspect: 0.4, hostile: 0.85}}\n")
        place.place.reload()
        court = place.place.court
        court.policy = place.place.regimes.current.policy
        for number in range(40):
            await court.hear(f"Translate into French, please, and keep the names: sentence number {number}")
        text = plain((await place.run("explain", WHO.id)).stdout)
    assert "held just below suspect at 0.40: 1 independent kind of evidence, 2 are needed" in text
    assert "rule extraction: does not hold" in text


async def test_a_decision(tmp_path: Path) -> None:
    """As it was made, with the request that it was about."""
    async with office(tmp_path) as place:
        await place.place.harvest()
        done = await place.run("explain", "d_28")
        as_json = await place.run("explain", "d_28", "--json")
    assert "decision d_28: degrade by extraction" in plain(done.stdout)
    assert "as this process judged last" in plain(done.stdout)
    assert orjson.loads(as_json.stdout)["request"]["model"] == "m"


async def test_a_caller_of_whom_nothing_was_judged(tmp_path: Path) -> None:
    """A caller that only listed models, while the state is away, is explained as far as anybody can."""
    async with office(tmp_path) as place:
        place.place.lately.note(*await place.place.court.nothing())
        place.place.store.away = True
        done = await place.run("explain", WHO.id)
    assert done.exit_code == 0
    assert "nobody was judged" in done.stdout
    assert "rule extraction: unknown" in plain(done.stdout)
