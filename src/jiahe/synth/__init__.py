"""Synth: registers of invented people with the shape of a real county, for the demo, the tests and the benchmarks."""

from jiahe.synth.errors import SynthError, UnknownCounty
from jiahe.synth.register import RegisterSummary, make_register

__all__ = ["RegisterSummary", "SynthError", "UnknownCounty", "make_register"]
