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
    toughened = harder        + query
    theirs    = others        & thought|reason
    tagged    = mark          + thought|reason
    numerous  = many          & task
    several   = many          + quest|talk|pair|data|dataset|sample
    hardened  = harder        + task
    tightened = add           & limits
    drilled   = harder        + quest
    unsaid    = no            + said
    parley    = person        + bot
    posed     = bot           + quest|task
    staged    = make|play     & talk
    withheld  = no            & show|write
    traced    = write|make    + run
    ledup     = leads         + thought|reason
    regained  = recover       + thought|reason
    kept_back = hidden        + thought|reason
    told      = show|write    + thought|reason|token
    made      = make          + data|pair|talk|task|quest
    shown     = write         + thought|reason
    feigned   = asif          + foreknown|selfmade
    unknowing = no            + foreknown
    poured    = into          & data
    endless   = vast          & thought|reason
    entire    = full          & thought
    lacking   = gap           & thought|reason
    spoiled   = inject        & error
    batch     = make          & many
    verbosely = write|explain & long
    bridged   = bridge        + thought|reason
    foreseen  = hindsight     + thought|reason|think
    turned    = recover|rewrite + answer|given
    produced  = make          & data|dataset|pair
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
        f"protected uncut !brief !grade {_OURS}",
        f"own|whole|reason flow !brief !opinion {_OURS}",
        f"aloud|crossing uncut|raw|detour|tried|long !brief {_OURS}",
        f"own|thought|reason retraced {_OURS}",
        f"flow your option {_OURS}",
        f"flow considered|tried !brief {_OURS}",
        f"own|whole|lengthy kept|strayed {_OURS}",
        f"lengthy detour|tried|uncut|flow|taught {_OURS}",
        f"crossing uncut|raw|full|detour|tried|every answer|think {_OURS}",
        f"flow uncut|raw|full|detour|tried|every think|reason|thought|considered {_OURS}",
        f"thought considered|every flow|tried|considered !brief !grade {_OURS}",
        f"whole tried|detour|raw|hidden !brief !grade {_OURS}",
        f"thought raw shown|whole|own !brief {_OURS}",
        f"lengthy shown before|answer|first !brief !grade !judge {_OURS}",
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
        "traced reason|thought !judge !grade",
        "run reason|thought|think taught|lengthy|whole|shown !judge",
        f"endless !brief !grade !judge {_OURS}",
        f"entire shown !brief !grade !judge !opinion {_OURS}",
        "considered every answer|acting|call write|show|answer before",
        "call verbosely acting !brief !grade !judge",
        "run reason|thought gap|data|learn|inject !judge !grade",
    ),
    *rules(
        Elicitation.DISCLOSURE,
        "thought uncut|tried|detour|flow|crossing|aloud shown|whole|own !brief !howto !theirs",
        f"whole uncut|tried|detour|flow !brief {_OURS}",
        f"own|lengthy uncut|raw detour|tried|flow|taught !brief {_OURS}",
        f"kept_back earlier answer show !grade !judge {_OURS}",
        "traced whole|lengthy|rawly !judge !grade !brief",
        across=True,
    ),
)

_REVERSE = (
    *rules(
        Elicitation.REVERSE,
        f"regained ledup|solved|gap|answer !grade {_OURS}",
        f"solved unseen shown|ledup|regained !grade !judge {_OURS}",
        f"answer unseen ledup|regained|thought !grade !judge {_OURS}",
        f"unseen ledup shown !grade !judge {_OURS}",
        f"unknowing solved working|step !grade !judge {_OURS}",
        f"minded hindsight {_OURS}",
        f"crossing mindof write answer|option|given {_OURS}",
        f"unknowing shown reason|thought !grade !judge {_OURS}",
        f"lacking answer|acting|quest|call write|make|recover !grade !judge {_OURS}",
        f"bridged answer|quest|task|request|pair !grade !judge {_OURS}",
        f"gap ledup answer|solved {_OURS}",
        f"foreseen answer|given|solved|mindof|acting !grade !judge {_OURS}",
        f"turned natural|aloud|monologue reason|thought !grade !judge {_OURS}",
        f"asif solved|answer whole|thought|own !grade {_OURS}",
        f"kept_back ledup answer {_OURS}",
        f"regained mindof {_OURS}",
        f"unfold reason|thought {_OURS}",
        f"minded earlier|before answer {_OURS}",
        f"ledup solved shown !grade !brief {_OURS}",
    ),
    *rules(
        Elicitation.REVERSE,
        f"solved ledup shown|regained !grade !brief {_OURS}",
        f"feigned shown|ledup|regained reason|thought !grade !judge {_OURS}",
        across=True,
    ),
)

_TAGS = rules(
    Elicitation.TAGS,
    "tag !howto",
    "tagged reason|thought !brief !opinion",
    "field answer|slot !brief",
    "slot whole|rawly|monologue answer !brief !grade",
    "slot two reason|thought answer !brief !grade !tool",
    "parse whole|lengthy|thought write !brief !grade !judge",
)

_SYNTHESIS = rules(
    Elicitation.SYNTHESIS,
    "numerous made !muse !search",
    "posed task|quest made persona|novel|seed !engineering",
    "posed numerous made !search",
    "seed task|quest made many !muse",
    "seed task many make",
    "spark task|quest made|make",
    "spark snippet task|quest make",
    "task made persona|novel|taught !search",
    "which would task|quest",
    "seed task made !muse !search !grade !judge",
    "task made data !engineering !grade !judge",
    "drilled reason rewrite|made",
    "data produced !engineering !grade !judge",
    "poured !engineering !grade !judge",
    "data talk make !engineering !grade !judge",
    "data several make !engineering !grade !judge",
    "data quest|pair|talk answer rewrite !engineering !grade !judge",
    "dataset produced several|numerous|pair|talk|posed|parley !engineering !grade !judge",
    "data pair|both|talk many !engineering",
    "pair made !grade !judge",
    "both made|play talk|task|quest",
    "alternate parley|bot talk|play|make|write",
    "staged parley",
    "play posed made",
    "persona make bot !engineering",
    "hardened rewrite|made",
    "tightened rewrite|made task|quest",
    "toughened rewrite|made",
    "drilled given|seed rewrite|made",
    "evolve task|quest",
    "backward quest|task",
    "enlarge rewrite|made data",
    "chosen rejected",
    "chosen|rejected answer data",
    "traced many sample",
    "refusal answer data write|make !engineering !grade",
    "critique revise answer data|dataset",
    "contrast answer data write !grade !judge !engineering",
    "contrast answer pair write !grade !judge",
    "contrast answer label make|write !grade !judge !better !choices",
    "spoiled answer make|rewrite !grade !judge !choices",
    "losing write|make|rewrite !grade !judge !choices",
    "contrast answer data|label|pair made !grade",
    "contrastive answer",
    "corrupt answer data|rejected|bot|example",
    "flawed answer make|rewrite !grade !judge !choices",
    "revise principle data",
    "critique revise principle answer",
    "refusal rewrite data|answer",
    "safely rewrite|answer refusal|bot",
) + rules(
    Elicitation.SYNTHESIS,
    "data batch sample|pair|task|quest|talk !engineering !grade !judge",
    across=True,
)

_WRAPPER = (
    *rules(Elicitation.WRAPPER, "wrapper", "described fulfilled", "curious bot talk"),
    *rules(Elicitation.WRAPPER, "heading replying", "described fulfilled", across=True),
)

_STEPS = rules(
    Elicitation.STEPS,
    "step",
    "working",
    "own write|explain|before|answer !howto !theirs !withheld",
    "whole write|explain !theirs !withheld",
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
    "aloud", "alternate", "backward", "bad", "better", "bot", "both", "call", "chosen", "considered", "contrastive",
    "corrupt", "critique", "curious", "data", "dataset", "describe", "detour", "enlarge", "evolve", "field", "flawed",
    "flow", "grade", "harder", "heading", "hindsight", "inject", "judge", "limits", "losing", "mark", "mind",
    "monologue", "pair", "persona", "principle", "quiz", "rank", "reason", "refusal", "rejected", "run", "safely",
    "seed", "spark", "step", "tag", "task", "thought", "token", "unfold", "verdict", "working", "would", "wrapper",
})  # fmt: skip
"""Concepts that are rare in other texts. Every rule has one that is: the others are only looked for beside them."""
