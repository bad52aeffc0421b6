"""Loops over what feeds told, compiled. Whoever loads one is told when it has to be compiled first."""

from lagebild.analysis.compiling import say_when_compiling

say_when_compiling()
