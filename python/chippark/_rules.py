"""Dispatch rules written in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ._native import Lot

MINUTE: float = 60_000.0
"""A minute in the unit of times that a dispatch rule sees."""
HOUR: float = 60 * MINUTE
"""An hour in the unit of times that a dispatch rule sees."""
DAY: float = 24 * HOUR
"""A day in the unit of times that a dispatch rule sees."""

Rule: TypeAlias = "Callable[[Lot, float], float | tuple[float, ...]]"
"""A dispatch rule: of a waiting `Lot` and the time of the decision it makes a number, or a tuple of
up to eight. The least first number goes first, each further one breaks ties, and what is left of
ties goes to the lot that joined first."""
