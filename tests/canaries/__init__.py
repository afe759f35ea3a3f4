"""Tests of the canaries."""
