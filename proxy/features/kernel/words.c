/* Words of a vocabulary in a text: what the automaton of proxy.features.concepts finds, of those that begin where they may.
 *
 * Hardly a place of a text begins a word of the vocabulary, and eight bytes tell so of nearly all. From what these lead to
 * a tree of the words is walked: at most as many steps as the longest word has letters, some thirty. Shorter words are
 * looked for from what five bytes lead to, and the shortest from the roots.
 */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST = 8, FIVE = 5 };
typedef struct {
    uint32_t child, next, word; /* 0 for none, but words count from one */
    uint8_t letter;
} Node;
typedef struct {
    uint64_t bytes;
    uint32_t node; /* what these bytes lead to; 0 for none */
} Stem;
typedef struct {
    Stem *all;
    uint32_t last;
    uint64_t starts[1 << 10]; /* a bit for each, so that the table is seldom asked */
} Stems;
struct Index {
    Node *nodes;
    Stems fives, eights; /* of words of five to seven bytes, and of longer ones */
    uint8_t *begins;
    uint32_t used, room, words, most;
    uint32_t roots[256];
    uint8_t marks[256];       /* what may begin in the midst of a word: marks that are no letters */
    uint64_t shorter[1 << 10]; /* a bit for the first three bytes of shorter ones */
};

static uint32_t three(const uint8_t *word) { return (uint32_t)word[0] | (uint32_t)word[1] << 8 | (uint32_t)word[2] << 16; }

/* Of the first three bytes, or five, which bit. */
static uint32_t short_place(uint32_t bytes) { return bytes * 0x9E3779B1u >> 16; }

static uint64_t five(const uint8_t *word) { return three(word) | (uint64_t)word[3] << 24 | (uint64_t)word[4] << 32; }

static uint64_t eight(const uint8_t *word) {
    uint64_t bytes;
    memcpy(&bytes, word, sizeof bytes);
    return bytes;
}

static uint64_t mixed(uint64_t bytes) { return bytes * 0x9E3779B97F4A7C15ULL; }
static uint32_t long_place(uint64_t bytes) { return (uint32_t)((mixed(bytes) ^ mixed(bytes >> 7)) >> 48); }

/* Where these bytes stand among the stems, or would; half of the table is empty. */
static Stem *stem(const Stems *stems, uint64_t bytes) {
    uint32_t at = (uint32_t)((mixed(bytes) ^ mixed(bytes >> 7)) >> 24) & stems->last;
    while (stems->all[at].node && stems->all[at].bytes != bytes) at = (at + 1) & stems->last;
    return stems->all + at;
}

static void note(uint64_t *bits, uint32_t at) { bits[at >> 6] |= 1ULL << (at & 63); }
static int noted(const uint64_t *bits, uint32_t at) { return bits[at >> 6] >> (at & 63) & 1; }

static void put(Stems *stems, uint64_t bytes, uint32_t node) {
    *stem(stems, bytes) = (Stem){bytes, node};
    note(stems->starts, long_place(bytes));
}

static int make_room(Stems *stems, size_t words) {
    for (stems->last = 1; stems->last < 2 * words;) stems->last = 2 * stems->last + 1;
    return (stems->all = calloc(stems->last + (size_t)1, sizeof *stems->all)) != NULL;
}

/* Of a word of one or two bytes any may be the next; behind the text there is none, which counts as 0. */
static void note_short(Index *index, const uint8_t *word, size_t size) {
    if (size > 2) {
        note(index->shorter, short_place(three(word)));
        return;
    }
    for (int next = 0; next < 256; next++) {
        uint8_t longer[3] = {word[0], word[1 % size], 0};
        longer[size] = (uint8_t)next;
        if (size == 2)
            note(index->shorter, short_place(three(longer)));
        else
            note_short(index, longer, 2);
    }
}

Index *index_new(size_t bytes, size_t words) {
    if (bytes > 1 << 24 || words > 1 << 20) return NULL;
    Index *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->room = (uint32_t)bytes + 1;
    made->most = (uint32_t)words;
    made->nodes = calloc(made->room, sizeof *made->nodes);
    made->begins = calloc(words + 1, 1);
    made->used = 1; /* none is at 0 */
    if (made->nodes && made->begins && make_room(&made->fives, words) && make_room(&made->eights, words)) return made;
    index_free(made);
    return NULL;
}

void index_free(Index *index) {
    if (!index) return;
    free(index->nodes);
    free(index->begins);
    free(index->fives.all);
    free(index->eights.all);
    free(index);
}

size_t index_size(const Index *index) { return index->words; }

/* The first of these siblings, or a new one before them. */
static uint32_t child(Index *index, uint32_t *first, uint8_t letter) {
    for (uint32_t at = *first; at; at = index->nodes[at].next)
        if (index->nodes[at].letter == letter) return at;
    if (index->used >= index->room) return 0;
    index->nodes[index->used] = (Node){0, *first, 0, letter};
    return *first = index->used++;
}

/* Words are numbered as they come; 0 where one is empty or too much. A word that `begins` does so behind no letter. */
int index_add(Index *index, const uint8_t *word, size_t size, int begins) {
    if (!size || index->words >= index->most) return 0;
    uint32_t *first = &index->roots[word[0]], at = 0;
    for (size_t step = 0; step < size; step++) {
        if (!(at = child(index, first, word[step]))) return 0;
        first = &index->nodes[at].child;
        if (step == FIVE - 1 && size < LEAST) put(&index->fives, five(word), at);
        if (step == LEAST - 1) put(&index->eights, eight(word), at);
    }
    index->begins[index->words] = (uint8_t)begins;
    index->nodes[at].word = ++index->words;
    if (!begins) index->marks[word[0]] = 1;
    if (size < FIVE) note_short(index, word, size);
    return 1;
}

typedef struct {
    Met *all;
    size_t count, room;
} Found;

static int keep(Found *found, Met met) {
    if (found->count == found->room) {
        size_t room = found->room ? 2 * found->room : 32;
        Met *all = realloc(found->all, room * sizeof *all);
        if (!all) return 0;
        found->all = all;
        found->room = room;
    }
    /* In order of their ends, and of those the longest first, as the automaton tells them. */
    size_t at = found->count++;
    for (; at && found->all[at - 1].end > met.end; at--) found->all[at] = found->all[at - 1];
    found->all[at] = met;
    return 1;
}

/* From a node on, to which the text up to `end` has led; words that end behind `limit` are not looked for. */
static int walk(const Index *index, const uint8_t *text, Met met, uint32_t at, size_t size, size_t limit, Found *found) {
    const Node *nodes = index->nodes;
    int behind_letter = met.inside;
    for (size_t end = met.end; at; end++) {
        uint32_t word = nodes[at].word;
        if (word && !(behind_letter && index->begins[word - 1])) {
            int inside = end < size && letter(text[end]);
            if (!keep(found, (Met){word - 1, met.start, (uint32_t)end, inside})) return 0;
        }
        if (end >= limit) break;
        for (at = nodes[at].child; at && nodes[at].letter != text[end];) at = nodes[at].next;
    }
    return 1;
}

enum { SHORT = 1, MIDDLING = 2, LENGTHY = 4 };

/* Words of which length may begin here, as far as the first bytes tell. */
static int promising(const Index *index, const uint8_t *text, size_t size) {
    if (size >= LEAST) /* all of it, without a branch between that nobody could foretell */
        return noted(index->shorter, short_place(three(text))) * SHORT |
               noted(index->fives.starts, long_place(five(text))) * MIDDLING |
               noted(index->eights.starts, long_place(eight(text))) * LENGTHY;
    uint8_t end[3] = {text[0], size > 1 ? text[1] : 0, size > 2 ? text[2] : 0};
    int middling = size >= FIVE && noted(index->fives.starts, long_place(five(text)));
    return noted(index->shorter, short_place(three(end))) * SHORT | middling * MIDDLING;
}

/* Looks for words that begin at one of these places, each told with whether a letter stands before it. */
static int look(const Index *index, const uint8_t *text, size_t size, uint32_t place, Found *found) {
    size_t start = place >> 1, left = size - start;
    int hope = promising(index, text + start, left), well = 1;
    Met met = {0, (uint32_t)start, (uint32_t)start + 1, place & 1};
    if (hope & SHORT) {
        size_t limit = left < FIVE ? size : start + FIVE - 1;
        well = walk(index, text, met, index->roots[text[start]], size, limit, found);
    }
    if (hope & MIDDLING && well) {
        size_t limit = left < LEAST ? size : start + LEAST - 1;
        met.end = (uint32_t)start + FIVE;
        well = walk(index, text, met, stem(&index->fives, five(text + start))->node, size, limit, found);
    }
    if (hope & LENGTHY && well) {
        met.end = (uint32_t)start + LEAST;
        well = walk(index, text, met, stem(&index->eights, eight(text + start))->node, size, size, found);
    }
    return well;
}

ptrdiff_t index_met(const Index *index, const uint8_t *text, size_t size, Met **met) {
    Found found = {NULL, 0, 0};
    uint32_t starts[PIECE], behind = 0;
    for (size_t piece = 0; piece < size; piece += PIECE) {
        /* Where words begin cannot be foretold by a processor, so that is written down without a branch. */
        size_t count = 0, end = size - piece < PIECE ? size : piece + PIECE;
        for (size_t at = piece; at < end; at++) {
            uint32_t now = (uint32_t)letter(text[at]);
            starts[count] = (uint32_t)at << 1 | behind;
            count += (size_t)((behind ^ 1) | index->marks[text[at]]);
            behind = now;
        }
        for (size_t each = 0; each < count; each++) {
            if (look(index, text, size, starts[each], &found)) continue;
            *met = found.all;
            return -1;
        }
    }
    *met = found.all;
    return (ptrdiff_t)found.count;
}
