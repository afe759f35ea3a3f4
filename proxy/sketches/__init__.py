"""Small structures with stated error bounds. All hashing is keyed; nothing here knows what a prompt is.

keyed       the key: 64-bit digests and tables of constants derived from the deployment's secret
minhash     how much two texts share, from 64 numbers each; bands for finding likely pairs
planes      what a text is about, in 64 bits; near topics differ in few bits
distinct    how many different things were seen (HyperLogLog), mergeable
doorkeeper  how often a thing was seen lately (count-min, two generations), never too few
top         the most frequent things (Space-Saving), each with its possible error
"""
