"""What one request looks like: numbers and keyed digests read off one call, never prompt text.

Every digest is keyed with the deployment's secret and 64 bits wide unless it says otherwise, so equal values
mean equal things within one deployment and nothing outside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag

from proxy.core.sealed import sealed


class Elicitation(IntFlag):
    """Kinds of request that a training set is made of. `STRONG` ones are seldom said for another purpose."""

    NONE = 0
    STEPS = 1
    """Reasoning written out: step by step, chain of thought. Tutors and evaluations say it every day."""
    JUDGE = 2
    """Grading by rubric, choosing the better of two answers, reward scoring. Model judges in CI say it too."""
    REVERSE = 4
    """The reasoning behind an answer that is already there."""
    TAGS = 8
    """Reasoning put between inline tags, where a parser will find it."""
    SYNTHESIS = 16
    """Instructions, prompts or question-answer pairs in bulk, or an instruction made harder."""
    WRAPPER = 32
    """An instruction-tuning template around the request."""
    DISCLOSURE = 64
    """Hidden or earlier thinking to be shown, or all of it: unabridged, as it came, dead ends too, to be retraced."""

    MATERIAL = 128
    """Exercises, quizzes and variants of them: teachers' work as well as a data set's."""

    WEAK = STEPS | JUDGE | MATERIAL
    STRONG = REVERSE | TAGS | SYNTHESIS | WRAPPER | DISCLOSURE


_OF_A_GRADER = ~(Elicitation.SYNTHESIS | Elicitation.WRAPPER)


class Noise(IntFlag):
    """What was in the way of reading a text. An observation; honest copy and paste brings some of it along."""

    NONE = 0
    INVISIBLE = 1
    """Zero-width characters or soft hyphens beside Latin letters, or tag characters."""
    BIDI = 2
    """Direction controls in a text without a letter that runs from right to left."""
    LOOKALIKES = 4
    """Cyrillic, Greek or mathematical letters standing in for Latin ones."""
    STACKED = 8
    """Combining marks piled on letters."""
    BASE64 = 16
    """A long run that reads like base64."""
    ESCAPES = 32
    """Letters written as `\\u0061`, `%61` or `&#97;`, several of them."""


class Contradiction(IntFlag):
    """Where a client's headers disagree with each other or with the API it speaks to."""

    NONE = 0
    SDK_WITHOUT_MARKS = 1
    """The user agent of an official SDK, but none of the `x-stainless-*` headers that it always sends."""
    MARKS_WITHOUT_SDK = 2
    """`x-stainless-*` headers under a user agent that is no official SDK (some frameworks do so honestly)."""
    LANGUAGE = 4
    """User agent and `x-stainless-lang` name different languages."""
    VERSION = 8
    """User agent and `x-stainless-package-version` name different versions."""
    OTHER_PROVIDER = 16
    """One provider's SDK on the other provider's API."""
    BROWSER_WITHOUT_MARKS = 32
    """A browser's user agent without the headers that every browser adds."""
    RUNTIME = 64
    """`x-stainless-lang` and `x-stainless-runtime` cannot belong together."""


@sealed
@dataclass(frozen=True, slots=True)
class TextSketch:
    """One text (system prompt or last user turn) as numbers. Long texts are sketched by their two ends."""

    characters: int
    """Length of the whole text."""
    words: int
    """Words in what was sketched; scripts without spaces count two characters as one."""
    skeleton: int
    """Digest of the text with its slots masked."""
    opening: int
    """Digest of the first eight masked words."""
    ending: int
    """Digest of the last eight masked words."""
    content: int
    """Digest of the normalised text: the filler itself."""
    minhash: bytes = field(repr=False)
    """64 little-endian uint32, `sketches.minhash`."""
    plane: int
    """64-bit hyperplane sketch of the topic, `sketches.planes`."""
    scripts: tuple[tuple[str, float], ...]
    """Scripts of the letters and their shares, largest first; empty without letters."""
    masked: float
    """Share of the sketched characters that the skeleton masks, 0..1."""
    asks: Elicitation = Elicitation.NONE
    noise: Noise = Noise.NONE
    passages: tuple[int, ...] = ()
    """Digests of up to four runs of eight masked words from the middle, drawn by their hashes (`features.passages`)."""

    @property
    def script(self) -> str:
        """The dominant script, empty without letters."""
        return self.scripts[0][0] if self.scripts else ""


@sealed
@dataclass(frozen=True, slots=True)
class Parameters:
    """How the model is asked to sample; None where the client left it open."""

    temperature: float | None = None
    top_p: float | None = None
    choices: int = 1
    max_output_tokens: int | None = None
    logprobs: bool = False
    top_logprobs: int = 0
    logit_bias: int = 0
    """Number of biased tokens."""
    bias: int = 0
    """Digest of the biased tokens; 0 without any."""
    seed: int | None = None
    stop: bool = False
    echo: bool = False
    reasoning_effort: str = ""
    """A known word, or `other`."""
    response_format: str = ""
    """A known word, or `other`."""


@sealed
@dataclass(frozen=True, slots=True)
class Client:
    """The program that sent the request, as its headers show it."""

    fingerprint: int = 0
    """Digest of names and order of the headers that a program sends every time."""
    family: str = "none"
    """User agent family, one of a fixed set of words."""
    agent: int = 0
    """Digest of the whole user agent; 0 without one."""
    contradictions: Contradiction = Contradiction.NONE
    address: int = 0
    """Digest of the peer address; 0 without one."""
    network: int = 0
    """Digest of its /24, or /48 for IPv6; 0 without one."""
    retries: int = 0
    """What the SDK says of earlier attempts at this very request."""


@sealed
@dataclass(frozen=True, slots=True)
class Features:
    """One request as the detectors see it."""

    caller: str
    org: str
    """A digest: names of orgs do not go into the state."""
    tier: str
    created_at: float | None
    verified: bool
    anonymous: bool
    at: float
    dialect: str
    model: str
    operation: str
    stream: bool
    system: TextSketch | None
    user: TextSketch | None
    turns: int
    user_turns: int
    assistant_share: float
    """Share of the conversation's characters that the assistant is said to have written."""
    tools: int
    tool_results: bool
    input_tokens: int
    parameters: Parameters
    client: Client
    opened: TextSketch | None = None
    """What the conversation began with, where this is its second question: an answer to that was taken up."""
    era: int = 0
    """Which secret its digests are keyed with: what callers share is kept apart by it."""

    @property
    def has_tools(self) -> bool:
        """Whether the model is offered tools."""
        return self.tools > 0

    @property
    def single_turn(self) -> bool:
        """One user turn and nothing from the assistant or a tool: a question out of the blue."""
        return self.user_turns <= 1 and self.turns <= 1 and not self.tool_results

    @property
    def elicitation(self) -> Elicitation:
        """What system prompt and last user turn ask for together.

        Where the system prompt grades, the turn is what is graded: a data set or a template that it speaks of is not
        asked for.
        """
        system, user = self.system, self.user
        if system is None or not system.asks:  # joining flags takes a microsecond, and few texts ask for anything
            return Elicitation.NONE if user is None else user.asks
        if user is None or not user.asks:
            return system.asks
        return system.asks | (user.asks & _OF_A_GRADER if system.asks & Elicitation.JUDGE else user.asks)

    @property
    def noise(self) -> Noise:
        """Noise in system prompt and last user turn together."""
        heard = Noise.NONE
        for text in (self.system, self.user):
            if text is not None:
                heard |= text.noise
        return heard

    @property
    def hour(self) -> int:
        """Hour of the day, UTC, 0..23."""
        return int(self.at // 3600) % 24

    @property
    def age(self) -> float | None:
        """Seconds since the account was created; None where that is unknown."""
        return None if self.created_at is None else max(0.0, self.at - self.created_at)
