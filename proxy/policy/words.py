"""What every section of the language is made of."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from proxy.policy.fields import OneOrMany, Pattern

Operation = Literal["chat", "completion", "embedding", "generic", "count", "models", "stored", "opaque"]

T = TypeVar("T")
Several = Annotated[tuple[T, ...], OneOrMany()]
"""One value or a list of them; the list may be empty."""

Patterns = Annotated[tuple[Pattern, ...], Field(min_length=1), OneOrMany()]
Operations = Annotated[tuple[Operation, ...], Field(min_length=1), OneOrMany()]


class Words(BaseModel):
    """Words of one section: nothing unknown, nothing converted, nothing changed later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
