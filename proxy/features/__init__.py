"""What one request looks like. Pure: the same call, headers, time and secret give the same features everywhere.

A text meets these rooms in this order; nothing but numbers and keyed digests leaves the last one:

census      what kinds of characters a text is made of
normalise   one spelling for every way of writing the same, and what was in the way (`Noise`)
skeleton    the text with its slots masked: numbers, quotations, code, addresses, names, long literals
shingles    hashes of its n-grams and words, all at once in NumPy
sketching   the sketches of these, in NumPy or by the kernel
native      the kernel: the same in C, where the installation could compile it
lexicon     words for what requests for training material speak of, in many languages, and what they mean together
concepts    which of these words a text has, and where, in one pass
meaning     what concepts ask for that stand where they do
phrasing    what a text asks for: rare words first, then the sentences around them
texts       all of these put together: text -> `TextSketch`, remembered while it repeats
client      headers -> `Client`: which program this is, and whether it contradicts itself
extract     (call, caller, headers, now) -> `Features`
"""
