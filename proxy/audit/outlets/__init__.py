"""What operators write about where events go, and the sinks that come of it.

words    `stillwatch.yaml`, beside the policy: every word, checked like a policy
flags    the same in one line: `--events syslog+tls://siem:6514?format=cef&only=findings`
schema   the same words for editors
load     a file -> words, or every fault with its line and column
build    words -> sinks
open     all of it: what `serve` opens, closes and counts
"""
