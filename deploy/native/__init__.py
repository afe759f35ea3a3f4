"""Compiles what every request runs through; nothing here is part of the package."""
