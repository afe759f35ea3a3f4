"""What is done about a request, one verb per file. Pure: the edge performs it.

    degrade    requests and replies edited
    throttle   a rate as one more tally, and its refusal
    block      the refusal
    canary     texts written anew by a script; `decoys` offers a tool more, `uncalled` takes its calls out of replies

    requests   caps, models and parameters, edited in the request's bytes
    replies    readers around the dialect's own, for streams, whole replies and embeddings
    revision   one reply document by document; waits where a tag may have begun
    tags       inline reasoning, however its tags are cut
    choices, blocks, items, lines, tokens, values
               one file per shape of reply: what is edited where
    logprobs, vectors
               what is made coarser
    marking    one marked reply: `speech` tells where it speaks, `slots` wait, `stencils` spare parsing
    changes    what an editor notes; `splice` makes it so in the bytes; `outline` knows where things stand

Actions know shapes, never dialects: what a dialect's JSON is like comes as `core.places`.
"""
