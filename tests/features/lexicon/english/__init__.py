"""Tests of the wordings, a table for each language."""
