"""Tests of proxy.wiring."""
