"""Tests of the room `sketches`."""
