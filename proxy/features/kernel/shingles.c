/* The sketches of a text in one pass: proxy.features.shingles, proxy.sketches.minhash and proxy.sketches.planes.
 *
 * 3 µs for 2 KB where NumPy takes 40. The text is cut to CAPACITY, the table of words is twice what fits.
 */
#include "kernel.h"

#include <string.h>

enum { SHORT = 3, SLOTS = 1 << 14, PAIRS = 1024, FULL = 255 };
static const uint32_t EIGHTH = 1u << 29;
static const uint64_t SCATTER = 0xFF51AFD7ED558CCDULL; /* of the finaliser of MurmurHash3 */

/* Votes of the different longer words: eight one-byte counters ride in each word, emptied before one is full. */
typedef struct {
    uint32_t seen[SLOTS], mask;
    uint64_t lanes[8];
    uint32_t sums[64], count, riding;
    int zero;
} Votes;

static uint64_t spread[256];

void shingles_begin(void) {
    for (int byte = 0; byte < 256; byte++)
        for (int bit = 0; bit < 8; bit++) spread[byte] |= (uint64_t)(byte >> bit & 1) << (8 * bit);
}

static void open_votes(Votes *votes, size_t most) {
    for (votes->mask = 63; votes->mask < most && votes->mask < SLOTS - 1;) votes->mask = 2 * votes->mask + 1;
    memset(votes->seen, 0, (votes->mask + 1) * sizeof *votes->seen);
    memset(votes->lanes, 0, sizeof votes->lanes);
    memset(votes->sums, 0, sizeof votes->sums);
    votes->count = votes->riding = 0;
    votes->zero = 0;
}

static void empty_lanes(Votes *votes) {
    for (int at = 0; at < 64; at++)
        votes->sums[at] += (uint32_t)(votes->lanes[at >> 3] >> (8 * (at & 7))) & 0xFF;
    memset(votes->lanes, 0, sizeof votes->lanes);
    votes->riding = 0;
}

static int met(Votes *votes, uint32_t hash) {
    if (hash == 0) {
        int before = votes->zero;
        votes->zero = 1;
        return before;
    }
    if (votes->count >= votes->mask) return 1; /* never so many: without this a full table would be searched for ever */
    uint32_t at = (hash * 0x9E3779B1u >> 16) & votes->mask;
    for (; votes->seen[at]; at = (at + 1) & votes->mask)
        if (votes->seen[at] == hash) return 1;
    votes->seen[at] = hash;
    return 0;
}

static void vote(Votes *votes, uint32_t hash) {
    if (met(votes, hash)) return;
    uint64_t mixed = hash * SCATTER;
    mixed ^= mixed >> 32;
    mixed *= SCATTER;
    mixed ^= mixed >> 32;
    for (int lane = 0; lane < 8; lane++) votes->lanes[lane] += spread[(mixed >> (8 * lane)) & 0xFF];
    votes->count++;
    if (++votes->riding == FULL) empty_lanes(votes);
}

static uint64_t counted(Votes *votes) {
    uint64_t plane = 0;
    empty_lanes(votes);
    for (int at = 0; at < 64; at++) plane |= (uint64_t)(2 * votes->sums[at] > votes->count) << at;
    return plane;
}

/* `table`: 256 words, what a byte adds to a hash at the place before the first. */
void hashing_begin(Hashing *made, const uint8_t *table, uint32_t base) {
    uint32_t words[256], power = 1;
    memcpy(words, table, sizeof words);
    for (int place = 0; place < GRAM; place++) {
        power *= base;
        for (int byte = 0; byte < 256; byte++) made->table[place][byte] = words[byte] * power;
    }
    made->base = made->inverse = base;
    for (int times = 0; times < 4; times++) made->inverse *= 2 - base * made->inverse; /* Newton: odd numbers have one */
}

static uint32_t whole(const uint8_t *text, const Hashing *with) {
    return with->table[0][text[0]] + with->table[1][text[1]] + with->table[2][text[2]] + with->table[3][text[3]] +
           with->table[4][text[4]] + with->table[5][text[5]];
}

static uint32_t gram(const uint8_t *text, size_t width, const Hashing *with) {
    if (width == GRAM) return whole(text, with);
    uint32_t hash = 0;
    for (size_t at = 0; at < width; at++) hash += with->table[at][text[at]];
    return hash;
}

static void least_of(const uint8_t *text, size_t size, const Hashing *with, uint32_t *least) {
    size_t width = size < GRAM ? size : GRAM;
    memset(least, 0xFF, BINS * sizeof *least);
    for (size_t at = 0; at + width <= size; at++) {
        uint32_t hash = gram(text + at, width, with), *bin = least + (hash >> 26);
        if (hash < *bin) *bin = hash;
    }
}

Walk walk_begin(const uint8_t *text, size_t size, const Hashing *with) { return (Walk){text, with, size, 0, 0, 1, 1}; }

static void step(Walk *walk, uint8_t byte) {
    walk->sum += walk->with->table[0][byte] * walk->power;
    walk->power *= walk->with->base;
    walk->back *= walk->with->inverse;
    walk->at++;
}

size_t walk_on(Walk *walk, Bound *found) {
    size_t end = walk->size - walk->at < PIECE ? walk->size : walk->at + PIECE, count = 0;
    if (walk->at > walk->size) return 0;
    if (walk->at == walk->size) { /* the last word has a space behind it, too */
        step(walk, ' ');
        found[0] = (Bound){walk->sum, walk->back, (uint32_t)walk->at};
        return 1;
    }
    Walk here = *walk;
    while (here.at < end) {
        uint8_t byte = here.text[here.at];
        step(&here, byte);
        found[count] = (Bound){here.sum, here.back, (uint32_t)here.at};
        count += byte == ' ';
    }
    *walk = here;
    return count ? count : walk_on(walk, found); /* a word longer than a piece */
}

static void vote_words(const uint8_t *text, size_t size, const Hashing *with, Votes *votes, Sketch *made) {
    Bound found[PIECE], before = {0, 1, 0};
    uint32_t hashes[PIECE];
    Walk walk = walk_begin(text, size, with);
    for (size_t count; (count = walk_on(&walk, found));) {
        size_t longer = 0;
        for (size_t at = 0; at < count; at++) {
            size_t length = found[at].at - before.at - 1;
            hashes[longer] = (found[at].sum - before.sum) * before.back;
            longer += length > SHORT;
            made->longest = length > made->longest ? length : made->longest;
            before = found[at];
        }
        made->words += count;
        for (size_t at = 0; at < longer && votes; at++) vote(votes, hashes[at]);
    }
}

/* Pairs of characters, of three bytes each, are n-grams that begin with the first byte of a character. */
static void vote_pairs(const uint8_t *text, size_t size, const Hashing *with, Votes *votes, size_t pairs) {
    size_t width = size < GRAM ? size : GRAM;
    for (size_t at = 0; at + width <= size; at++) {
        uint32_t hash = gram(text + at, width, with);
        if ((text[at] & 0xC0) != 0x80 && (pairs <= PAIRS || hash < EIGHTH)) vote(votes, hash);
    }
}

static size_t count_pairs(const uint8_t *text, size_t size) {
    size_t width = size < GRAM ? size : GRAM, pairs = 0;
    for (size_t at = 0; at + width <= size; at++) pairs += (text[at] & 0xC0) != 0x80;
    return pairs;
}

void sketch(const uint8_t *text, size_t size, int unspaced, const Hashing *with, Sketch *made) {
    Votes votes;
    if (size > CAPACITY) size = CAPACITY;
    made->words = made->longest = 0;
    least_of(text, size, with, made->least);
    size_t pairs = unspaced ? count_pairs(text, size) : 0;
    open_votes(&votes, pairs ? 2 * (pairs < PAIRS ? pairs : pairs / 2) : size / 2);
    vote_words(text, size, with, unspaced ? NULL : &votes, made);
    if (unspaced) vote_pairs(text, size, with, &votes, pairs);
    made->plane = counted(&votes);
}

/* Empty bins borrow from the first of their lenders, of BINS places each, that has something. */
void fill(uint32_t *least, const uint8_t *lenders) {
    uint32_t own[BINS];
    memcpy(own, least, sizeof own);
    for (int bin = 0; bin < BINS; bin++)
        for (int asked = 0; least[bin] == UINT32_MAX && asked < BINS; asked++)
            least[bin] = own[lenders[bin * BINS + asked] % BINS];
}
