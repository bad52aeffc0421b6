"""Panel's own buttons in the colours of what is around them: theirs cannot be read on dark ground."""

from __future__ import annotations

__all__ = ["BUTTON_STYLE", "SWITCH_STYLE"]

SWITCH_STYLE = """.bk-btn-group .bk-btn {
  background: transparent !important; color: inherit !important;
  border: 1px solid currentColor !important; opacity: .75 }
.bk-btn-group .bk-btn.bk-active { font-weight: 600; box-shadow: inset 0 -3px 0 currentColor !important; opacity: 1 }"""
"""Buttons of which one is on."""

BUTTON_STYLE = """.bk-btn { background: transparent !important; color: inherit !important;
  border: 1px solid currentColor !important; border-radius: 4px }
.bk-btn:disabled, .bk-btn[disabled] { opacity: .45 }"""
"""A button that does something."""
