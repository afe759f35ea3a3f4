"""The second listener: what operators and their machines ask about Stillwatch itself.

    app     the aiohttp application and how it is started
    health  /healthz (the process runs) and /readyz (it should get traffic, and if not, why)
    scrape  /metrics

Each file brings its routes; `app.build` puts them together from what wiring hands in, so that nothing here knows the
rooms it tells about. Bound to loopback by default: nothing here asks who is asking.
"""
