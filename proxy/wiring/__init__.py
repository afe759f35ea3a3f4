"""Puts the rooms together. Knows everybody, is known only by the commands.

chance     the clocks and the randomness that everybody else gets as arguments
premises   what all workers share: the state's server, the stand-in model, the secret
regimes    from a policy file to a `Regime`, again and again, without ever losing the one in force
worker     one data plane: handler, server, books; starts, reloads, drains
certificates  TLS in both directions
telling    sinks, the audit trail, and what they count
office     the admin listener of a worker or of a crew
crew       several workers under one parent: starts, reports, restarts, stops
"""
