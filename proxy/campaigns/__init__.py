"""Many callers, one hand: which callers act as one, and by what evidence.

pool         one bucket: who is in it and how they behave
background   what is usual among all callers
ties         what ties callers besides text: exits, waves of accounts, common company
conduct      what callers of a pool do alike: in step, moved, disguised, echoing, deaf
evidence     a pool and its ties -> signals of independent kinds, and a risk
weighing     pools -> their evidence, and not again while nothing has changed
correlate    all pools -> campaigns, the same ones as before where they are
record       a campaign, and what it is recognised by
watching     buckets as they change -> campaigns
roster       campaigns -> what one request is told
edition      all that is known at one moment: found here, imported, lifted
ledger       records as a document, for the other replicas
sharing      campaigns for other deployments, and theirs for us
news         what is worth telling: found, changed, gone
correlator   the loop around it all: every replica follows, one leads
"""
