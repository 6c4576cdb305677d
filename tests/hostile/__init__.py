"""Hostile words for every field that takes words from outside, and what has to hold for each of them.

What is hostile is either refused in sentences of the text files, with nothing kept, or it is kept and comes out as
plain words. The suite tries a few dozen cases for each field, `tests/evidence/hostile.py` many thousands.
"""
