"""The words that every room uses, as frozen values. Imports nothing of ours.

exchange   Caller, Call, Turn, Usage: who asks, what is asked, what it cost
tally      what is to be remembered (Spend), what the store answers (Room), what is corrected (Settlement)
decision   Action, Level, Decision, Refusal, Standing: what was concluded and what the client is told
signal     Signal, Family: one detector's finding
"""
