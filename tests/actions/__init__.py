"""Tests of proxy.actions."""
