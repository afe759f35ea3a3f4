"""What asks for training material, whatever the language: rules over concepts that stand together.

Strong rules need two cues that are rarely given together for another purpose: *what* is wanted (thinking, trajectories,
instructions) and *how* (unabridged, with dead ends, behind a finished answer, between marks, in bulk, for training).
Weak rules are what evaluations, tutors, judges and teachers say every day. docs/detection.md tells where training
material is asked for so. Most rules hold within a sentence; the prompts of honest frameworks have all of their words,
too, a paragraph apart.
"""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Beside, Rule, beside, rules

NEAR, CLOSE = 48, 26
"""Bytes between concepts that stand side by side: eight words of English or sixteen Chinese characters; half of it."""

BESIDE: tuple[Beside, ...] = beside("""
    own       = your          & thought|reason
    whole     = full          & thought|reason
    uncut     = no            + cut
    tried     = reject        + option
    rawly     = raw           & thought|reason
    protected = cut           + thought|reason
    lengthy   = long          & thought|reason
    strayed   = detour        + thought|reason
    kept      = keep          + detour|tried|reject
    crossing  = mind          + cross
    minded    = your          + mind
    acting    = each|before   + tool|call
    solved    = given         + answer
    contrast  = good          + bad
    tongue    = same          + language
    unseen    = asif|no       + know
    taught    = learn         + model
    retraced  = imitate       + reader|model
    described = describe      + task|quest
    fulfilled = fulfil        + request
    theirs    = others        & thought|reason
    tagged    = mark          + thought|reason
    numerous  = many          + task
    several   = many          + quest|talk|pair|data|sample
    hardened  = harder|limits + task
    drilled   = harder        + quest
    unsaid    = no            + said
    parley    = person        + bot
    posed     = bot           + quest|task
    staged    = make|play     + talk
    withheld  = no            & show|write
    traced    = write|make    + run
    ledup     = leads         + thought|reason
    regained  = recover       + thought|reason
    kept_back = hidden        + thought|reason
    told      = show|write    + thought|reason|token
    made      = make          + data|pair|talk|task|quest
    shown     = write         + thought|reason
""")

# One who asks how a thing is done, or speaks of somebody else's mind, does not ask for the model's.
_OURS = "!howto !theirs"

_DISCLOSURE = (
    *rules(
        Elicitation.DISCLOSURE,
        f"rawly !brief !opinion {_OURS}",
        f"thought full long|before|flow answer !brief {_OURS}",
        f"thought lengthy !brief {_OURS}",
        f"monologue your write|show|visible !brief {_OURS}",
        f"protected uncut !brief {_OURS}",
        f"own|whole|reason flow !brief !opinion {_OURS}",
        f"aloud|crossing uncut|raw|detour|tried|long !brief {_OURS}",
        f"own|thought|reason retraced {_OURS}",
        f"flow your option {_OURS}",
        f"flow considered|tried !brief {_OURS}",
        f"own|whole|lengthy kept|strayed {_OURS}",
        f"lengthy detour|tried|uncut|flow|taught {_OURS}",
        f"crossing|flow uncut|raw|full|detour|tried|every answer|think {_OURS}",
        f"detour uncut|raw answer|think {_OURS}",
        f"detour kept tried {_OURS}",
        f"own|thought|whole taught {_OURS}",
        # Thinking that was kept back, or was for an earlier turn.
        f"kept_back told !grade !withheld {_OURS}",
        f"own|minded earlier show|raw|uncut !opinion {_OURS}",
        f"think reason|thought earlier show raw|full|uncut {_OURS}",
        f"token told|visible|raw|recover {_OURS}",
        f"unsaid reason|thought {_OURS}",
        f"reason|thought tongue {_OURS}",
        # Agents: whole thoughts before every act, or trajectories.
        "acting shown full|raw|uncut|detour|tried|long|taught !brief !grade",
        "call minded|crossing|tried|considered full|raw|uncut|long|kept !brief !grade",
        "traced reason|thought|think !judge",
        "run reason|thought|think taught|lengthy|whole|shown !judge",
        "considered every answer before",
    ),
    *rules(
        Elicitation.DISCLOSURE,
        "thought uncut|raw|tried|detour|flow|crossing|aloud shown|whole|own !brief !howto !theirs",
        f"whole uncut|raw|tried|detour|flow|hidden !brief {_OURS}",
        f"own|lengthy uncut|raw detour|tried|flow|taught !brief {_OURS}",
        across=True,
    ),
)

_REVERSE = (
    *rules(
        Elicitation.REVERSE,
        f"regained ledup|solved|gap|answer !grade {_OURS}",
        f"solved|answer unseen shown|ledup|regained {_OURS}",
        f"kept_back ledup answer {_OURS}",
        f"regained mindof {_OURS}",
        f"unfold reason|thought {_OURS}",
        f"minded earlier|before answer {_OURS}",
        f"ledup solved shown !grade {_OURS}",
    ),
    *rules(
        Elicitation.REVERSE,
        f"solved ledup shown|regained !grade {_OURS}",
        across=True,
    ),
)

_TAGS = rules(
    Elicitation.TAGS,
    "tag !howto",
    "tagged reason|thought !brief",
    "field answer|slot !brief",
    "slot whole|rawly|monologue answer !brief !grade",
    "slot two reason|thought answer !brief !grade !tool",
)

_SYNTHESIS = rules(
    Elicitation.SYNTHESIS,
    "numerous made",
    "posed task|quest made persona|novel|seed",
    "posed numerous made",
    "seed task|quest made many",
    "spark task|quest made|make",
    "task made persona|novel|taught",
    "which would task",
    "data made",
    "data pair|both|talk many",
    "pair made",
    "both made|play talk|task|quest",
    "staged parley",
    "play posed made",
    "persona make bot",
    "hardened rewrite|made",
    "drilled given rewrite|made",
    "evolve task|quest",
    "backward quest|task",
    "enlarge rewrite|made data",
    "chosen rejected",
    "chosen|rejected answer data",
    "contrast answer data|label|pair made !grade",
    "contrastive answer",
    "corrupt answer data|rejected|bot|example",
    "revise principle data",
    "refusal rewrite data|answer",
    "safely rewrite|answer refusal|bot",
)

_WRAPPER = (
    *rules(Elicitation.WRAPPER, "wrapper", "described fulfilled", "curious bot"),
    *rules(Elicitation.WRAPPER, "heading replying", across=True),
)

_STEPS = rules(
    Elicitation.STEPS,
    "step",
    "working",
    "own write|explain|before|answer !howto !theirs",
    "whole write|explain !theirs",
    "reason before|first answer !theirs",
    "reason acting !theirs",
    "thought write|before answer !theirs",
)

_JUDGE = rules(
    Elicitation.JUDGE,
    "judge",
    "grade scale|answer",
    "rank answer|sample",
    "better answer",
    "verdict answer|step",
)

_MATERIAL = rules(
    Elicitation.MATERIAL,
    "drilled rewrite|make",
    "quiz make",
    "contrast answer made|write",
    "critique revise answer",
    "seed several made",
)

RULES: tuple[Rule, ...] = (
    *_DISCLOSURE, *_REVERSE, *_TAGS, *_SYNTHESIS, *_WRAPPER, *_STEPS, *_JUDGE, *_MATERIAL,
)  # fmt: skip

ANCHORS: frozenset[str] = frozenset({
    "aloud", "backward", "bad", "better", "bot", "both", "call", "chosen", "considered", "contrastive", "corrupt",
    "critique", "curious", "data", "describe", "detour", "enlarge", "evolve", "field", "flow", "grade", "harder",
    "heading", "judge", "limits", "mark", "mind", "monologue", "pair", "persona", "principle", "quiz", "rank", "reason",
    "refusal", "rejected", "run", "safely", "seed", "spark", "step", "tag", "task", "thought", "token", "unfold",
    "verdict", "working", "would", "wrapper",
})  # fmt: skip
"""Concepts that are rare in other texts. Every rule has one that is: the others are only looked for beside them."""
