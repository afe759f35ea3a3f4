"""Many callers, one hand: which callers act as one, and by what evidence.

pool         one bucket: who is in it and how they behave
background   what is usual among all callers
evidence     pool + background -> signals of independent kinds, and a risk
correlate    all pools -> campaigns, the same ones as before where they are
roster       campaigns -> what one request is told
"""
