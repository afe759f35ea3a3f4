"""The second listener: what operators and their machines ask about Stillwatch itself.

    app      the aiohttp application and how it is started
    health   /healthz (the process runs) and /readyz (it should get traffic, and if not, why)
    scrape   /metrics
    gate     who may see /v1: whoever knows the token
    inquiry  /v1: callers, decisions, the policy              (asks)
    orders   /v1: lift, mode, reload; each an audit event     (changes)
    lately   what this process judged lately
    explain  why: a ruling taken apart, as values (pure)

Each file brings its routes; `app.build` puts them together from what wiring hands in. The listener is one, the workers
may be many: `inquiry` and `orders` put questions and get one answer from each worker that answers, whether that is
this process or another at the end of a pipe. Bound to loopback by default; only /v1 asks who is asking.
"""
