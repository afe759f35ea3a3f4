/* Keyed BLAKE2b (RFC 7693), as hashlib makes it; what goes before the text is worked out once for each purpose. */
#include "kernel.h"

#include <string.h>

enum { BLOCK = 128, KEY = 32 };
static const uint64_t START[8] = {
    0x6A09E667F3BCC908ULL, 0xBB67AE8584CAA73BULL, 0x3C6EF372FE94F82BULL, 0xA54FF53A5F1D36F1ULL,
    0x510E527FADE682D1ULL, 0x9B05688C2B3E6C1FULL, 0x1F83D9ABFB41BD6BULL, 0x5BE0CD19137E2179ULL,
};

static inline uint64_t turned(uint64_t word, int bits) { return word >> bits | word << (64 - bits); }

#define MIX(a, b, c, d, x, y)                                                                                          \
    a += b + (x), d = turned(d ^ a, 32), c += d, b = turned(b ^ c, 24);                                                \
    a += b + (y), d = turned(d ^ a, 16), c += d, b = turned(b ^ c, 63)
/* A round; its arguments say in which order the words of the message come (RFC 7693, 2.7). */
#define ROUND(i, j, k, l, m, n, o, p, q, r, s, t, u, w, x, y)                                                          \
    MIX(v[0], v[4], v[8], v[12], in[i], in[j]);                                                                        \
    MIX(v[1], v[5], v[9], v[13], in[k], in[l]);                                                                        \
    MIX(v[2], v[6], v[10], v[14], in[m], in[n]);                                                                       \
    MIX(v[3], v[7], v[11], v[15], in[o], in[p]);                                                                       \
    MIX(v[0], v[5], v[10], v[15], in[q], in[r]);                                                                       \
    MIX(v[1], v[6], v[11], v[12], in[s], in[t]);                                                                       \
    MIX(v[2], v[7], v[8], v[13], in[u], in[w]);                                                                        \
    MIX(v[3], v[4], v[9], v[14], in[x], in[y])

static void compress(uint64_t *state, const uint8_t *block, uint64_t read, int last) {
    uint64_t in[16], v[16];
    memcpy(in, block, BLOCK);
    memcpy(v, state, 64);
    memcpy(v + 8, START, 64);
    v[12] ^= read;
    if (last) v[14] = ~v[14];
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4);
    ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8);
    ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13);
    ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9);
    ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11);
    ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10);
    ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5);
    ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0);
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    for (int at = 0; at < 8; at++) state[at] ^= v[at] ^ v[at + 8];
}

/* `purpose` has at most 16 letters; `width` at most 64 bytes. */
void digest_begin(Digest *made, const uint8_t key[KEY], const char *purpose, size_t width) {
    uint8_t person[16] = {0};
    uint64_t words[2];
    memcpy(person, purpose, strnlen(purpose, sizeof person));
    memcpy(words, person, sizeof words);
    memcpy(made->fresh, START, sizeof START);
    made->fresh[0] ^= 0x01010000 ^ KEY << 8 ^ width;
    made->fresh[6] ^= words[0];
    made->fresh[7] ^= words[1];
    memset(made->key, 0, sizeof made->key);
    memcpy(made->key, key, KEY);
    memcpy(made->keyed, made->fresh, sizeof made->keyed);
    compress(made->keyed, made->key, BLOCK, 0);
    made->width = width;
}

void digest(const Digest *with, const uint8_t *text, size_t size, uint8_t *out) {
    uint64_t state[8], read = BLOCK;
    uint8_t rest[BLOCK] = {0};
    memcpy(state, size ? with->keyed : with->fresh, sizeof state);
    for (; size > BLOCK; text += BLOCK, size -= BLOCK) compress(state, text, read += BLOCK, 0);
    if (size)
        memcpy(rest, text, size);
    else
        memcpy(rest, with->key, BLOCK); /* then the key is all there is */
    compress(state, rest, size ? read + size : BLOCK, 1);
    memcpy(out, state, with->width);
}
