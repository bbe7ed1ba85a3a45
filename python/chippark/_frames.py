"""Columns as frames of pandas and polars, which are imported when they are asked for."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars


def optional(name: str, extra: str) -> ModuleType:
    """A module that this package does not need, but for what is asked of it now."""
    try:
        return import_module(name)
    except ImportError as error:
        package = name.split(".")[0]
        text = f"this needs {package}: `pip install {package}`, or this package with [{extra}]"
        raise ImportError(text, name=name) from error


class Framed:
    """Columns that can become a frame."""

    def table(self) -> dict[str, Any]:
        """The columns by name."""
        raise NotImplementedError

    def to_pandas(self) -> pandas.DataFrame:
        """The columns of `table` as a frame of pandas."""
        frame: pandas.DataFrame = optional("pandas", "frames").DataFrame(self.table())
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The columns of `table` as a frame of polars."""
        frame: polars.DataFrame = optional("polars", "frames").DataFrame(self.table())
        return frame
