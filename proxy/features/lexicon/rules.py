"""What asks for training material, whatever the language: rules over concepts that stand near each other.

Strong rules need two cues that are rarely given together for another purpose: *what* is wanted (thinking, trajectories,
instructions) and *how* (unabridged, with dead ends, behind a finished answer, between marks, in bulk, for training).
Weak rules are what evaluations, tutors, judges and teachers say every day. docs/detection.md tells where training
material is asked for so.
"""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Beside, Rule, beside, rules

REACH = 40
"""Bytes between two concepts that stand side by side: six words of English, a dozen Chinese characters."""

BESIDE: tuple[Beside, ...] = beside("""
    own       = your          + thought|reason|think
    whole     = full          + thought|reason
    uncut     = no            + cut
    tried     = reject        + option
    rawly     = raw           + thought|reason
    lengthy   = long          + thought|reason
    crossing  = mind          + cross
    minded    = your          + mind
    acting    = each|before   + tool|call
    solved    = given         + answer
    contrast  = good          + bad
    tongue    = same          + language
    unseen    = asif|no       + know
    taught    = learn         + model
    described = describe      + task|quest
    fulfilled = fulfil        + request
    theirs    = others        + thought|reason
    tagged    = mark          + thought|reason
    numerous  = many          + task
    several   = many          + quest|talk|pair|data|sample
    hardened  = harder|limits + task
    retraced  = imitate       + reader|model
    strayed   = detour        + thought|reason
    kept      = keep          + detour|tried|reject
    drilled   = harder        + quest
    unsaid    = no            + said
    parley    = person        + bot
    posed     = user|bot      + quest|task
""")

# One who asks how a thing is done, or speaks of somebody else's mind, does not ask for the model's.
_OURS = "!howto !theirs"

RULES: tuple[Rule, ...] = (
    *rules(
        Elicitation.DISCLOSURE,
        f"rawly !brief !opinion {_OURS}",
        f"thought uncut|raw|tried|detour|flow|crossing|aloud !brief {_OURS}",
        f"own|whole flow !brief !opinion {_OURS}",
        f"aloud|crossing uncut|raw|full|detour|tried !brief {_OURS}",
        f"own|thought|reason retraced {_OURS}",
        f"thought full|lengthy long|before|flow answer !brief {_OURS}",
        f"whole uncut|raw|tried|detour|flow|long|learn|hidden !brief {_OURS}",
        f"own|lengthy|reason uncut|raw detour|tried|flow|long|taught !brief {_OURS}",
        f"own|whole|lengthy kept|strayed {_OURS}",
        f"own uncut full {_OURS}",
        f"lengthy detour|tried|uncut|flow|taught {_OURS}",
        f"crossing|flow uncut|raw|full|detour|tried|every answer|think {_OURS}",
        f"detour uncut|raw answer|think {_OURS}",
        f"detour kept tried {_OURS}",
        f"own|thought|whole taught {_OURS}",
        # Thinking that was kept back, or was for an earlier turn.
        f"hidden show|write|visible|recover thought|reason {_OURS}",
        f"own|minded earlier show|raw|uncut !opinion {_OURS}",
        f"think reason|thought earlier show raw|full|uncut {_OURS}",
        f"token show|visible|raw|write|recover {_OURS}",
        f"unsaid reason|thought {_OURS}",
        f"reason|thought tongue {_OURS}",
        # Agents: whole thoughts before every act, or trajectories.
        "acting reason|thought full|raw|uncut|detour|tried|long|taught !brief",
        "call minded|crossing|tried|considered|think full|raw|uncut|long|kept !brief",
        "run reason|thought|think write|make|learn|full",
        "considered every answer before",
    ),
    *rules(
        Elicitation.REVERSE,
        f"recover reason|thought leads|solved|answer|gap !grade {_OURS}",
        f"solved leads|gap reason|thought write|recover|make !grade {_OURS}",
        f"solved|answer unseen reason|thought {_OURS}",
        f"hidden leads reason|thought answer {_OURS}",
        f"recover reason|thought mindof {_OURS}",
        f"unfold reason|thought {_OURS}",
        f"minded earlier|before answer {_OURS}",
    ),
    *rules(
        Elicitation.TAGS,
        "tag",
        "tagged reason|thought !brief",
        "field answer|slot !brief",
        "slot thought|whole|lengthy|rawly answer !brief",
        "slot two reason|thought answer !brief",
    ),
    *rules(
        Elicitation.SYNTHESIS,
        "numerous make",
        "posed task|quest make persona|novel|seed",
        "posed numerous",
        "seed task|quest make|numerous",
        "task make persona|novel|seed|taught",
        "which would task",
        "data make|numerous|pair|both",
        "pair make many|data|quest|slot",
        "both play|make|talk",
        "parley talk make|play|several",
        "play posed",
        "persona make|write bot",
        "hardened rewrite|make",
        "harder task rewrite",
        "drilled given rewrite|make",
        "evolve task|quest",
        "backward quest|task",
        "enlarge rewrite|make data",
        "chosen rejected",
        "chosen|rejected answer data|make",
        "contrast answer data|label|pair",
        "contrastive answer",
        "corrupt answer data|rejected|bot|example",
        "revise principle answer|data",
        "refusal rewrite|write data|answer",
        "safely rewrite|answer refusal|bot",
    ),
    *rules(
        Elicitation.WRAPPER,
        "wrapper",
        "described fulfilled",
        "heading replying",
        "curious bot",
    ),
    *rules(
        Elicitation.STEPS,
        "step",
        "working",
        "own write|explain|before|answer",
        "whole write|explain",
        "reason before|first answer",
        "thought write|before answer",
    ),
    *rules(
        Elicitation.JUDGE,
        "judge",
        "grade scale|answer",
        "rank answer|sample",
        "better answer",
        "verdict answer|step",
    ),
    *rules(
        Elicitation.MATERIAL,
        "drilled rewrite|make",
        "quiz make",
        "contrast answer make|write",
        "critique revise answer",
        "seed several make",
    ),
)

ANCHORS: frozenset[str] = frozenset(
    "thought reason detour flow aloud mind token run call considered unfold field tag mark tasks task data pair both seed "
    "harder limits evolve backward enlarge bad chosen rejected contrastive corrupt principle refusal safely wrapper describe "
    "heading curious bot step working judge grade rank better verdict quiz critique persona would".split()
)
"""Concepts that are rare in other texts. Every rule has one that is: the others are only looked for beside them."""
