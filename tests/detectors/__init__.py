"""Detectors, as plain function calls on made-up pasts."""
