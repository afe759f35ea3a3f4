"""A registry of a campaign and three callers, and suspects that were trained on what one of them got, or on nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from proxy.canaries import cues
from proxy.canaries.keys import CanaryKey
from proxy.canaries.registry import ChainTarget
from proxy.canaries.verify import FEATURES

SECRET = "0123456789abcdef0123456789abcdef"
KEY = CanaryKey(SECRET.encode())
CAMPAIGN = "c_0123456789ab"
CALLERS = ("k_00000000000000aa", "k_00000000000000bb", "k_00000000000000cc")
AT = 1790000000.0


def registry(folder: Path, served: Sequence[str] = (CAMPAIGN, *CALLERS)) -> Path:
    """The file: everybody was served everything, a second apart."""
    path = folder / "canaries.jsonl"
    target = ChainTarget(path, KEY, lambda: AT)
    marks = [KEY.digest(feature) for feature in FEATURES]
    records = [
        {"kind": "served", "at": AT + number, "whom": whom, "marks": marks, "answer": f"d_{number}"}
        for number, whom in enumerate(served)
    ]
    target.take(b"".join(orjson.dumps(each) + b"\n" for each in records))
    target.write()
    return path


def answers(folder: Path, whom: str = "", topics: int = 20) -> Path:
    """What a suspect says about so many topics: what `whom` was offered, or always the first offer."""
    path = folder / "answers.jsonl"
    lines = []
    for topic in cues.TOPICS[:topics]:
        number = KEY.draw(whom, cues.feature_of(topic), 16) if whom else 0
        answer = f"It is good to know. {cues.offer(number)}"
        lines.append(orjson.dumps({"question": cues.QUESTION.format(topic=topic), "answer": answer}))
    path.write_bytes(b"\n".join(lines))
    return path
