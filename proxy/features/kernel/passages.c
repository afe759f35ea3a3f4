/* Passages of a masked text with spaces, the runs of eight words with the least hashes: proxy.features.passages. */
#include "kernel.h"

#include <string.h>

enum { RUN = 8, FEWEST = 18, LOOKED_AT = 8, TELLING = 6, SLOTS = 2, LETTERS = 30 };

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

/* The first run and the last one are left out: which is the last is known when no further one comes, so each is kept a
 * word later. Every word is hashed with the space behind it; the last one gets one. Returns how many words there are. */
static size_t select_runs(const uint8_t *text, size_t size, const Hashing *with, Least *least) {
    struct {
        uint32_t sum, back;
        size_t at;
    } begun[RUN] = {{0, 1, 0}};
    Run last = {0};
    uint32_t sum = 0, power = 1, back = 1;
    size_t count = 0;
    least->held = 0;
    for (size_t at = 0; at <= size; at++) {
        uint8_t byte = at < size ? text[at] : ' ';
        sum += with->table[0][byte] * power;
        power *= with->base, back *= with->inverse;
        if (byte != ' ') continue;
        size_t place = ++count % RUN;
        if (count > RUN + 1) keep(least, last);
        if (count > RUN) last = (Run){(sum - begun[place].sum) * begun[place].back, begun[place].at, at};
        begun[place].sum = sum, begun[place].back = back, begun[place].at = at + 1;
    }
    return count;
}

/* Different words enough, hardly a slot, and no row of marks. */
static int tells(const uint8_t *run, size_t size) {
    size_t starts[RUN + 1] = {0}, words = 0;
    int slots = 0, different = 0;
    for (size_t at = 0; at <= size; at++) {
        slots += at < size && run[at] == SLOT;
        if (at < size && run[at] != ' ') continue;
        starts[++words] = at + 1;
        int met = 0;
        for (size_t other = 1; other < words && !met; other++)
            met = starts[other] - starts[other - 1] == starts[words] - starts[words - 1] &&
                  !memcmp(run + starts[other - 1], run + starts[words - 1], at - starts[words - 1]);
        different += !met;
    }
    return size >= LETTERS && slots <= SLOTS && different >= TELLING;
}

int passages(const uint8_t *text, size_t size, const Hashing *with, const Digest *digested, uint64_t *made) {
    Least least;
    int kept = 0;
    if (size > CAPACITY) size = CAPACITY;
    if (select_runs(text, size, with, &least) < FEWEST) return 0;
    for (int at = 0; at < least.held && kept < KEPT; at++) {
        Run *run = least.runs + at;
        if (at && run->hash == run[-1].hash) continue;
        if (tells(text + run->start, run->end - run->start))
            digest(digested, text + run->start, run->end - run->start, (uint8_t *)(made + kept++));
    }
    return kept;
}
