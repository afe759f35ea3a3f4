"""Canaries: answers written so that a model trained on them can be recognised, with a probability that can be stated.

keys       what all draws are made with, and the commitment to it
choices    pairs of words of which each caller gets its own        `prose` writes them into a text as it comes
lists      where a list is one whose signs may be exchanged
cues       topics with one of sixteen closing offers               `guard` says which answers are left alone
markers    tokens that tell whose they are wherever they turn up
decoys     names of tools that do not exist
mint       effect, caller, call -> the script of one answer, the decoy of one request
chain      what was served, as lines that hang on each other       `registry` writes them (IO)
statistics exact tails and their correction for many tests         `verify` counts hits in a suspect's answers

Without the key all of this is plain English. Nothing here is asked unless a rule says `canary`.
"""
