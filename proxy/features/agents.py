"""User agents by family: a fixed set of words for what is otherwise free text of the client's."""

from __future__ import annotations

# Beginnings of user agents, lower case, first match wins. SDK names as the SDKs send them (openai and anthropic Python
# and Node packages, generated with Stainless).
_FAMILIES: tuple[tuple[bytes, str], ...] = (
    (b"openai/python", "openai-python"),
    (b"asyncopenai/python", "openai-python"),
    (b"azureopenai/python", "openai-python"),
    (b"asyncazureopenai/python", "openai-python"),
    (b"openai/js", "openai-node"),
    (b"openai/node", "openai-node"),
    (b"azureopenai/js", "openai-node"),
    (b"openai/java", "openai-java"),
    (b"openai/go", "openai-go"),
    (b"openai/", "openai-other"),
    (b"anthropic/python", "anthropic-python"),
    (b"asyncanthropic/python", "anthropic-python"),
    (b"anthropic/js", "anthropic-node"),
    (b"anthropic/java", "anthropic-java"),
    (b"anthropic/go", "anthropic-go"),
    (b"anthropic/", "anthropic-other"),
    (b"litellm", "litellm"),
    (b"langchain", "langchain"),
    (b"ai-sdk/", "ai-sdk"),
    (b"ai/", "ai-sdk"),
    (b"ollama", "ollama"),
    (b"python-requests/", "requests"),
    (b"python-httpx/", "httpx"),
    (b"python/", "aiohttp"),  # "Python/3.11 aiohttp/3.9"
    (b"aiohttp/", "aiohttp"),
    (b"python-urllib", "urllib"),
    (b"curl/", "curl"),
    (b"wget/", "wget"),
    (b"axios/", "axios"),
    (b"node-fetch", "node"),
    (b"node", "node"),
    (b"undici", "node"),
    (b"bun/", "node"),
    (b"deno/", "node"),
    (b"go-http-client/", "go"),
    (b"go-resty", "go"),
    (b"java/", "java"),
    (b"java-http-client/", "java"),
    (b"apache-httpclient", "java"),
    (b"okhttp/", "okhttp"),
    (b"reqwest/", "rust"),
    (b"postmanruntime/", "postman"),
    (b"insomnia/", "postman"),
    (b"mozilla/", "browser"),
)

FAMILIES = frozenset({word for _, word in _FAMILIES} | {"none", "other"})


def family(agent: bytes) -> str:
    """The family of a user agent: one of `FAMILIES`."""
    if not agent.strip():
        return "none"
    lower = agent[:64].lstrip().lower()
    return next((word for start, word in _FAMILIES if lower.startswith(start)), "other")
