"""Who works at a page: what is entered into the log bears a name."""

from __future__ import annotations

import param

__all__ = ["Person"]


class Person(param.Parameterized):
    """The name under which somebody acknowledges, enters and changes; shared by the panes of a session."""

    name_typed = param.String(default="", doc="As it was typed.")

    @property
    def name_given(self) -> str:
        """The name without blanks around it; empty: nobody has said it yet."""
        return str(self.name_typed).strip()
