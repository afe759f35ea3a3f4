"""HTTP in, HTTP out: the data plane. Nothing outside this package imports an HTTP server or client library.

    client ⇄ downstream ── exchange ──> handler ──> upstream ── reply ──> relay ──> exchange ──> client
             (heads, parsing, framing)  (intake, books)  (addresses, connection)  (content, tunnel)

    server      listens and drains; `listening` is what its connections share, `limits` bounds them
    downstream  one client connection: heads cut out, requests in order, leaving noticed
    exchange    one request and its answer: `upload` is pulled with back-pressure, the answer pushed
    handler     the story of one request; `intake` reads it, `routes` picks the upstream, `books` closes the account
    upstream    one upstream: pool, retry, addresses; `connection` speaks HTTP, `reply` is what comes back
    relay       the reply to the client, untouched, read on the way or edited; `tunnel` after a 101
    http1       heads and what becomes of their fields; `parsing` and `framing` read them off the wire; all sans-I/O
    sweep       one timer for every time limit

No task wakes up for a piece of a reply: the upstream's socket callback writes into the client's transport.
"""
