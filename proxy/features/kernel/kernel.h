/* What the parts of the kernel know of each other. All work is bounded, and nothing outside of what was given is read.
 *
 *   normal.c    one spelling for every way of writing the same: proxy.features.normalise, for ASCII
 *   slots.c     the text with its slots masked: proxy.features.skeleton, for ASCII
 *   shingles.c  n-grams, words and the sketches of them: proxy.features.shingles, proxy.sketches.minhash and .planes
 *   passages.c  runs of words from the middle of a masked text: proxy.features.passages
 *   blake2b.c   keyed digests: proxy.sketches.keyed
 *   words.c     words of a vocabulary in a text: proxy.features.concepts
 *   module.c    Python's view of these, and reading a text from end to end
 */
#ifndef STILLWATCH_KERNEL_H
#define STILLWATCH_KERNEL_H
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#pragma GCC visibility push(hidden) /* or names of the program's libraries would stand for ours */
#endif

enum { PIECE = 1 << 10, GRAM = 6, BINS = 64, LONG = 32, KEPT = 4, CAPACITY = 1 << 15 };
static const uint8_t SLOT = 5; /* normalised text has no control characters */

static inline int letter(uint8_t byte) { return (uint8_t)((byte | 0x20) - 'a') < 26; }

/* `out` has room for `size` bytes, and so have all others that a text is written to. */
size_t spell(const uint8_t *text, size_t size, uint8_t *out);
int fold(const uint8_t *text, size_t size, uint8_t *out); /* whether there is a letter */
size_t escapes(const uint8_t *text, size_t size);

/* `scratch` is written to and given back where the result stands. */
size_t mask(const uint8_t *spelled, size_t size, size_t longest, uint8_t *out, uint8_t *scratch);

/* What a byte adds to the hash of an n-gram, by its place there; the base of the powers, and its inverse. */
typedef struct {
    uint32_t table[GRAM][256], base, inverse;
} Hashing;
typedef struct {
    uint32_t least[BINS];
    uint64_t plane;
    size_t words, longest; /* bytes of the longest word */
} Sketch;
void shingles_begin(void);
void hashing_begin(Hashing *made, const uint8_t *table, uint32_t base);
void sketch(const uint8_t *text, size_t size, int unspaced, const Hashing *with, Sketch *made);

/* Where words end, a piece of the text at a time: up to PIECE of them, the last at the end of the text. Where a word ends
 * no processor can foretell, so that is written down without a branch, and looked at afterwards. */
typedef struct {
    uint32_t sum, back, at; /* the sum of all before, the inverse of the power there, and where the next word begins */
} Bound;
typedef struct {
    const uint8_t *text;
    const Hashing *with;
    size_t size, at;
    uint32_t sum, power, back;
} Walk;
Walk walk_begin(const uint8_t *text, size_t size, const Hashing *with);
size_t walk_on(Walk *walk, Bound *found); /* how many; 0 behind the end */
void fill(uint32_t *least, const uint8_t *lenders);

typedef struct {
    uint64_t fresh[8], keyed[8]; /* before and behind the block that holds the key */
    uint8_t key[128];
    size_t width;
} Digest;
void digest_begin(Digest *made, const uint8_t key[32], const char *purpose, size_t width);
void digest(const Digest *with, const uint8_t *text, size_t size, uint8_t *out);

/* Digests of the passages of a masked text, at most KEPT; how many there are. */
int passages(const uint8_t *text, size_t size, int unspaced, const Hashing *with, const Digest *digested,
             uint64_t *made);

typedef struct Index Index;
typedef struct {
    uint32_t word, start, end;
    int inside; /* whether the word goes on behind it */
} Met;
Index *index_new(size_t bytes, size_t words);
int index_add(Index *index, const uint8_t *word, size_t size, int begins);
size_t index_size(const Index *index);
void index_free(Index *index);
/* -1 where memory is short. `found` is the caller's to free. */
ptrdiff_t index_met(const Index *index, const uint8_t *text, size_t size, Met **found);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif
#endif
