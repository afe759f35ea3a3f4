"""Stillwatch: a reverse proxy that makes it expensive to distil the model behind an inference API.

The rooms, in the order in which a request meets them:

    edge       HTTP in, HTTP out: the only package that touches the data plane's sockets
    callers    whose credential it is: keyed ids, the key directory, forwarded addresses
    dialects   provider JSON in our words, and our refusals in the provider's words
    features   what one request looks like, in numbers and keyed digests; made of `sketches`
    screening  one request's judgement: begin -> tallies, conclude -> decision, settle -> after the reply
    shadow     the same for a second policy that only looks on
    succession the same under a second secret, while it replaces the one in force
    detectors  what is suspicious about a caller, one suspicion a file
    campaigns  many callers, one hand: found beside the requests, looked up by them
    policy     what operators write in YAML, checked, compiled and evaluated
    remedies   which rules fire, which still run, and what they come to
    actions    how it is done, as edits and values; one verb a file
    canaries   marks in answers, drawn, registered and recognised again
    state      what we remember, in one round trip: memory, Redis, cluster, sentinel, embedded
    audit      what we tell, in which format, to whom: never a prompt or a credential
    admin      the second listener: health, readiness, metrics, and the API of the commands
    standin    a model to try it out with
    cli        one file per command; `wiring` puts the rooms together for them
    core       the words that everybody uses, frozen; imports nothing of ours

Everything that judges is pure. One `await` asks the state, one `await` asks the model:

    bytes in -> intake -> screening.begin -> store.take -> screening.conclude -> carry out -> relay -> bytes out
                IO        pure               1 round trip  pure                 IO           IO
                                                                                `-> settle and audit, off the path
"""

__version__ = "0.1.0"
