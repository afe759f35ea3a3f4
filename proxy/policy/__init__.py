"""What operators write in YAML, checked, compiled and evaluated.

    units      200k, 6h, 32MB, 2/m, 10%: quantities as people write them
    globs      names with `*`, matched in linear time because clients choose the names
    nodes      YAML text as a tree in which everything knows its line and column
    includes   the files of a policy as one tree
    positions  the tree as plain values, and where each of them stands
    fields     the kinds of values a word may have; rulefields those of rules
    words      what every section is made of
    model      every word of the language, with the description that becomes its documentation
    riskwords  the same for risk and levels
    rulewords  the same for rules and exceptions
    fitting    a document as the words of a model
    complaints what pydantic finds wrong, in our words, at its place
    crosscheck what is wrong only when several words are seen together
    meters     what a call reserves, and what it has really used
    catalogue  models' prices, and the digests that stand for names in the state
    phrases    `volume.requests[1h] >= 100` taken apart
    operands   what a value means beside a fact
    comparisons one fact compared with values, checked against the vocabulary
    conditions comparisons under all, any and not
    closures   conditions as plain functions of a request's facts
    networks   addresses within networks
    answers    why a condition holds, does not, or cannot be told
    reach      conditions that can never hold, always do, or follow from another
    remedies   effects, and many of them as few
    rules      rules, exceptions and the risk in force
    abilities  which API has what an effect takes away
    rulechecks crosscheck for them
    fixtures   traffic and what must come of it (fixturewords), read like a policy
    budgets    one budget compiled: who it applies to, what it measures, where it is counted
    evaluate   the compiled `Policy`: claims before the call, refusals, settlements after it
    load       a file becomes a `Policy` or a `PolicyError` with every problem in it
    live       the policy in force; a broken file leaves the old one in force
    schema     the JSON Schema for editors
    shapes     conditions in that schema
    reference  docs/policy.md

Only `load`, `live` and `schema` touch files. Everything that judges is pure.
"""
