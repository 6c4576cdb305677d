"""Magnitude: a self-hosted Discord bot for awareness campaigns with an opt-in tally."""

__version__ = "0.1.0"
