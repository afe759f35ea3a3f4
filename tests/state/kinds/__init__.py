"""Tests of the kinds of tally."""
