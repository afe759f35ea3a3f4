/* Passages of a masked text, the runs of eight words or sixteen characters with the least hashes:
 * proxy.features.passages. */
#include "kernel.h"

#include <string.h>

enum { WORDS = 8, CHARACTERS = 2 * WORDS, FEWEST = 18, LOOKED_AT = 8 };
enum { TELLING = 6, TELLING_UNSPACED = 10, SLOTS = 2, LETTERS = 30 };

typedef struct {
    uint32_t hash;
    size_t start, end;
} Run;
typedef struct {
    Run runs[LOOKED_AT]; /* the least first */
    int held;
} Least;

static void keep(Least *least, Run run) {
    if (least->held == LOOKED_AT && run.hash >= least->runs[LOOKED_AT - 1].hash) return;
    int at = least->held < LOOKED_AT ? least->held++ : LOOKED_AT - 1;
    for (; at && least->runs[at - 1].hash > run.hash; at--) least->runs[at] = least->runs[at - 1];
    least->runs[at] = run;
}

static int leads(uint8_t byte) { return (byte & 0xC0) != 0x80; }

/* The first run and the last one are left out: which is the last is known when no further one comes, so each is kept a
 * word later. Every word is hashed with the space behind it; the last one gets one. */
typedef struct {
    Bound begun[CHARACTERS];
    Run last;
    size_t count, units; /* words, or characters, so far; and of how many a run is */
    Least least;
} Runs;

static void end_unit(Runs *runs, Bound bound, size_t end) {
    size_t place = ++runs->count & (runs->units - 1);
    Bound *begun = runs->begun + place;
    if (runs->count > runs->units + 1) keep(&runs->least, runs->last);
    if (runs->count > runs->units) runs->last = (Run){(bound.sum - begun->sum) * begun->back, begun->at, end};
    *begun = bound;
}

static void select_words(const uint8_t *text, size_t size, const Hashing *with, Runs *runs) {
    Bound found[PIECE];
    Walk walk = walk_begin(text, size, with);
    for (size_t count; (count = walk_on(&walk, found));)
        for (size_t at = 0; at < count; at++) end_unit(runs, found[at], found[at].at - 1);
}

static void select_characters(const uint8_t *text, size_t size, const Hashing *with, Runs *runs) {
    uint32_t sum = 0, power = 1, back = 1;
    for (size_t at = 0; at < size; at++) {
        sum += with->table[0][text[at]] * power;
        power *= with->base, back *= with->inverse;
        if (at + 1 < size && !leads(text[at + 1])) continue;
        end_unit(runs, (Bound){sum, back, (uint32_t)at + 1}, at + 1);
    }
}

/* Whether the last word, each with the space behind it, was there before. */
static int met(const uint8_t *text, const size_t *bounds, int last) {
    size_t size = bounds[last + 1] - bounds[last];
    for (int at = 0; at < last; at++)
        if (bounds[at + 1] - bounds[at] == size && !memcmp(text + bounds[at], text + bounds[last], size - 1)) return 1;
    return 0;
}

/* Different words enough, hardly a slot, and no row of marks. */
static int tells(const uint8_t *run, size_t size) {
    size_t bounds[WORDS + 1] = {0};
    int slots = 0, words = 0, different = 0;
    for (size_t at = 0; at <= size; at++) {
        slots += at < size && run[at] == SLOT;
        if (at < size && run[at] != ' ') continue;
        bounds[words + 1] = at + 1;
        different += !met(run, bounds, words++);
    }
    return size >= LETTERS && slots <= SLOTS && different >= TELLING;
}

/* Different characters enough beyond ASCII; of each its bytes as a number. */
static int tells_unspaced(const uint8_t *run, size_t size) {
    uint32_t seen[CHARACTERS];
    int different = 0;
    for (size_t at = 0, end; at < size; at = end) {
        uint32_t one = run[at];
        for (end = at + 1; end < size && !leads(run[end]); end++) one = one << 8 | run[end];
        int before = one < 0x80;
        for (int other = 0; other < different && !before; other++) before = seen[other] == one;
        if (!before) seen[different++] = one;
    }
    return different >= TELLING_UNSPACED;
}

int passages(const uint8_t *text, size_t size, int unspaced, const Hashing *with, const Digest *digested,
             uint64_t *made) {
    Runs runs = {.begun = {{0, 1, 0}}, .units = unspaced ? CHARACTERS : WORDS};
    int kept = 0;
    if (size > CAPACITY) size = CAPACITY;
    (unspaced ? select_characters : select_words)(text, size, with, &runs);
    if (runs.count < (size_t)(unspaced ? 2 * FEWEST : FEWEST)) return 0;
    for (int at = 0; at < runs.least.held && kept < KEPT; at++) {
        Run *run = runs.least.runs + at;
        const uint8_t *begin = text + run->start;
        size_t length = run->end - run->start;
        if (at && run->hash == run[-1].hash) continue;
        if (unspaced ? tells_unspaced(begin, length) : tells(begin, length))
            digest(digested, begin, length, (uint8_t *)(made + kept++));
    }
    return kept;
}
