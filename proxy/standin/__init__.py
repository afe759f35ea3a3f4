"""A stand-in model, so that a fresh checkout answers without a model server behind it.

words       what the stand-in says, cut into pieces of one token each; JSON samples from a schema
ask         what every API asks alike: texts, limits, tools, formats; a wrong request is a `BadAsk`
chat        OpenAI chat completions and completions, whole and streamed
responses   OpenAI responses, whole and streamed
messages    Anthropic messages and count_tokens, whole and streamed
catalogue   models and embeddings, and the shapes of errors
server      the sockets (aiohttp); everything above is pure

It never repeats what it was asked: whoever reads its answers learns nothing about the prompts.
"""
