"""What it costs to read a request's features, by part: python benchmarks/feature_cost.py

Microseconds of this process's CPU, best of many short runs (other work may share the machine). Each text is new to the
extractor, nothing of it remembered, unless the row says otherwise. The texts are made of common words, so that n-grams
and words repeat as they do in prose.
"""

from __future__ import annotations

import itertools
import math
import random
import statistics
import time

from proxy.core.exchange import Call, Caller, Turn
from proxy.features.census import UNSPACED
from proxy.features.client import Clients
from proxy.features.extract import Extractor, converse
from proxy.features.normalise import normalise
from proxy.features.parameters import read
from proxy.features.phrasing import everything
from proxy.features.shingles import Shingler
from proxy.features.skeleton import edges, mask
from proxy.features.texts import Texts, excerpt
from proxy.sketches import planes
from proxy.sketches.keyed import Key
from proxy.sketches.minhash import MinHash

WORDS = """
the of and to a in is it you that he was for on are with as I his they be at one have this from or had by hot
but some what there we can out other were all your when up use word how said an each she which do their time
if will way about many then them would write like so these her long make thing see him two has look more day
could go come did my sound number people over know water than call first who may down side been now find any
new work part take get place made live where after back little only round man year came show every good me
give our under name very through just form much great think help low line before turn cause same mean differ
move right boy old too does tell sentence set three customer invoice delivery question answer instruction
summary paragraph function variable Paris Berlin Alice 12 3.50
""".split()  # noqa: SIM905 - two hundred quotation marks less
HAN = "请把下面的句子翻译成英文并解释每个词的意思在这里我们需要更多时间来完成这个项目客户问题答案指令总结段落函数变量"
SIZES = (200, 2_000, 20_000, 200_000)
HEADERS = [
    (b"Host", b"127.0.0.1:8080"), (b"Accept-Encoding", b"gzip, deflate"), (b"Connection", b"keep-alive"),
    (b"Accept", b"application/json"), (b"Content-Type", b"application/json"), (b"User-Agent", b"OpenAI/Python 1.90.0"),
    (b"X-Stainless-Lang", b"python"), (b"X-Stainless-Package-Version", b"1.90.0"), (b"X-Stainless-OS", b"Linux"),
    (b"X-Stainless-Arch", b"x64"), (b"X-Stainless-Runtime", b"CPython"), (b"X-Stainless-Runtime-Version", b"3.12.7"),
    (b"Authorization", b"Bearer sk-x"), (b"X-Stainless-Async", b"false"), (b"x-stainless-retry-count", b"0"),
    (b"x-stainless-read-timeout", b"600"), (b"Content-Length", b"2103"),
]  # fmt: skip


def prose(size, seed, letters=None):
    """About `size` bytes of text."""
    draw = random.Random(seed)
    if letters:
        return "".join(draw.choice("，。" + letters * 3) for _ in range(size // 3))
    text = ""
    while len(text) < size:
        text += " ".join(draw.choices(WORDS, k=12)).capitalize() + ".\n"
    return text[:size]


def best(work, *inputs):
    """Microseconds per input: of each the best of sixty runs, in turns, so that none finds its caches warm."""
    least = [math.inf] * len(inputs)
    for _ in range(60):
        for place, one in enumerate(inputs):
            start = time.process_time_ns()
            work(one)
            least[place] = min(least[place], time.process_time_ns() - start)
    return sum(least) / len(least) / 1e3 - CLOCK


def clock():
    """Microseconds that reading the clock costs."""
    readings = [time.process_time_ns() for _ in range(2000)]
    return statistics.median(after - before for before, after in itertools.pairwise(readings)) / 1e3


CLOCK = clock()


def parts(texts):
    """Every part of `Texts.sketch` on its own."""
    key = Key(b"benchmark")
    shingler, minhash, phrasing = Shingler(key), MinHash(key), everything()
    normals = [normalise(excerpt(text)) for text in texts]
    folded = [normal.folded.encode() for normal in normals]
    unspaced = normals[0].scripts[0][0] in UNSPACED
    cut = [shingler.cut(text, unspaced) for text in folded]
    return {
        "token": best(lambda text: key.token(excerpt(text).encode()), *texts),
        "normalise": best(lambda text: normalise(excerpt(text)), *texts),
        "skeleton": best(lambda normal: edges(mask(normal.spelled, 20), unspaced), *normals),
        "shingles": best(lambda text: shingler.cut(text, unspaced), *folded),
        "minhash": best(lambda one: minhash.sketch(one.grams), *cut),
        "plane": best(lambda one: planes.sketch(one.topics), *cut),
        "phrasing": best(phrasing.asks, *folded),
        "digests": best(lambda text: [key.digest(text, b"x") for text in (text, text, text[:50], text[:50])], *folded),
        "sketch": best(Texts(key, remembered=1).sketch, *texts),
    }


def whole(texts):
    """Everything: a chat call with a system prompt that repeats and a user turn that does not."""
    caller = Caller("k_1", address="203.0.113.7", org="o_1", tier="pro", created_at=1.0)
    system = "You are a helpful assistant for customers of the shop. Answer politely and in one paragraph."
    given = {"temperature": 0.7, "seed": 7, "logprobs": True, "top_logprobs": 5}
    calls = [
        Call("openai", "chat", "m", system=system, turns=(Turn("user", text),), parameters=given) for text in texts
    ]
    key = Key(b"benchmark")
    new, again, clients = Extractor(b"benchmark"), Extractor(b"benchmark"), Clients(key)
    new._texts = Texts(key, remembered=2)  # noqa: SLF001 - so that only the system prompt is known
    return {
        "client": best(lambda _: clients.read(HEADERS, caller.address, "openai"), *calls),
        "parameters": best(lambda call: read(call, key), *calls),
        "turns": best(lambda call: converse(call.turns), *calls),
        "extract": best(lambda call: new.features(call, caller, HEADERS, 1e9), *calls),
        "extract, text known": best(lambda call: again.features(call, caller, HEADERS, 1e9), *calls),
    }


def main():
    """Print the table."""
    columns = {f"{size:,} ASCII": [prose(size, seed) for seed in range(20)] for size in SIZES}
    columns["2,000 Chinese"] = [prose(2_000, seed, HAN) for seed in range(20)]
    columns["24,000 Chinese"] = [prose(24_000, seed, HAN) for seed in range(20)]
    columns["2,000 asking"] = [
        "Let's think step by step. Write 20 diverse task instructions. " + prose(1_940, seed) for seed in range(20)
    ]
    figures = {name: parts(texts) | whole(texts) for name, texts in columns.items()}
    print(f"{'µs':>20s}" + "".join(f"{name:>16s}" for name in figures))
    for row in next(iter(figures.values())):
        print(f"{row:>20s}" + "".join(f"{column[row]:16.1f}" for column in figures.values()))


if __name__ == "__main__":
    main()
