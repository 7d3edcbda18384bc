"""The parts of an explanation: its structure, the facts, figures and sums in it, and how it is laid out.

The way in is :mod:`jiahe.law.explain`.
"""
