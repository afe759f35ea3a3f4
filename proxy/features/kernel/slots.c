/* The text with its slots masked: `mask` of proxy.features.skeleton for normalised ASCII, pass by pass as it is there. */
#include "kernel.h"

#include <string.h>

enum { QUOTED = 400 };

static int is_digit(uint8_t byte) { return (uint8_t)(byte - '0') < 10; }
static int is_upper(uint8_t byte) { return (uint8_t)(byte - 'A') < 26; }
static int is_lower(uint8_t byte) { return (uint8_t)(byte - 'a') < 26; }
static int has(const uint8_t *text, size_t size, uint8_t byte) { return size && memchr(text, byte, size) != NULL; }

/* Where what is quoted from `at` on ends, behind the second mark; 0 where nothing is, or too much. */
static size_t quoted(const uint8_t *text, size_t size, size_t at) {
    size_t most = size - at - 1 < QUOTED + 1 ? size - at - 1 : QUOTED + 1;
    const uint8_t *mark = most ? memchr(text + at + 1, text[at], most) : NULL;
    size_t end = mark ? (size_t)(mark - text) : 0;
    return end > at + 1 ? end + 1 : 0;
}

/* What stands between fences goes; an open fence runs to the end. */
static size_t fences(const uint8_t *text, size_t size, uint8_t *out) {
    size_t made = 0;
    int code = 0;
    for (size_t at = 0; at < size;) {
        if (size - at >= 3 && !memcmp(text + at, "```", 3)) {
            if (!code) out[made++] = SLOT;
            code = !code;
            at += 3;
        } else {
            if (!code) out[made++] = text[at];
            at++;
        }
    }
    return made;
}

static size_t ticks(const uint8_t *text, size_t size, uint8_t *out) {
    size_t made = 0;
    for (size_t at = 0, end; at < size;)
        if (text[at] == '`' && (end = quoted(text, size, at))) {
            out[made++] = SLOT;
            at = end;
        } else
            out[made++] = text[at++];
    return made;
}

/* How much of `text` is the beginning of a link. */
static size_t scheme(const uint8_t *text, size_t size) {
    static const char http[] = "http";
    size_t at = 0;
    for (; at < 4; at++)
        if (at >= size || (text[at] | 0x20) != http[at]) return 0;
    if (at < size && (text[at] | 0x20) == 's') at++;
    if (size - at < 4 || memcmp(text + at, "://", 3) || text[at + 3] == ' ') return 0;
    return at + 3;
}

static size_t links(const uint8_t *text, size_t size, uint8_t *out) {
    size_t made = 0;
    for (size_t at = 0, begun; at < size;)
        if ((text[at] | 0x20) == 'h' && (begun = scheme(text + at, size - at))) {
            out[made++] = SLOT;
            for (at += begun; at < size && text[at] != ' ';) at++;
        } else
            out[made++] = text[at++];
    return made;
}

static int address(const uint8_t *word, size_t size) {
    const uint8_t *at = memchr(word, '@', size);
    return at && at > word && has(at + 1, size - 1 - (size_t)(at - word), '.');
}

static size_t literals(const uint8_t *text, size_t size, uint8_t *out) {
    size_t made = 0;
    for (size_t at = 0; at <= size; at++) {
        const uint8_t *space = at < size ? memchr(text + at, ' ', size - at) : NULL;
        size_t length = space ? (size_t)(space - text) - at : size - at;
        if (length && (length >= LONG || address(text + at, length)))
            out[made++] = SLOT;
        else {
            memcpy(out + made, text + at, length);
            made += length;
        }
        at += length;
        if (at < size) out[made++] = ' ';
    }
    return made;
}

static size_t number(const uint8_t *text, size_t size, size_t at) {
    size_t end = at + 1;
    for (at++; at < size && text[at] >= ',' && text[at] <= ':'; at++) /* , - . / digits : */
        if (is_digit(text[at])) end = at + 1;
    return end;
}

/* A name in mid-sentence, of one word or several; 0 where there is none. */
static size_t name(const uint8_t *text, size_t size, size_t at) {
    if (at < 2 || text[at - 1] != ' ' || !(is_lower(text[at - 2]) || text[at - 2] == ',')) return 0;
    size_t end = 0;
    while (at + 1 < size && is_upper(text[at]) && is_lower(text[at + 1])) {
        for (end = at + 2; end < size && is_lower(text[end]);) end++;
        if (end >= size || (text[end] != ' ' && text[end] != '-')) break;
        at = end + 1;
    }
    return end;
}

static size_t slots(const uint8_t *text, size_t size, uint8_t *out) {
    size_t made = 0;
    for (size_t at = 0, end; at < size; at = end) {
        uint8_t byte = text[at];
        for (; byte >= 'a' || byte == ' '; byte = text[at]) { /* most of a text is small letters and spaces */
            out[made++] = byte;
            if (++at == size) return made;
        }
        end = byte == '"' ? quoted(text, size, at) : is_digit(byte) ? number(text, size, at) : 0;
        if (is_upper(byte)) end = name(text, size, at);
        out[made++] = end ? SLOT : byte;
        if (!end) end = at + 1;
    }
    return made;
}

/* Slots with nothing but commas between them are one. */
static size_t neighbours(const uint8_t *text, size_t size, uint8_t *out) {
    size_t made = 0;
    for (size_t at = 0; at < size;) {
        const uint8_t *slot = memchr(text + at, SLOT, size - at);
        size_t plain = slot ? (size_t)(slot - text) - at : size - at;
        memcpy(out + made, text + at, plain);
        made += plain;
        at += plain;
        if (at == size) break;
        out[made++] = SLOT;
        for (size_t next = ++at; next < size; next++) {
            if (text[next] == SLOT)
                at = next + 1;
            else if (text[next] != ' ' && text[next] != ',' && text[next] != ';')
                break;
        }
    }
    return made;
}

size_t mask(const uint8_t *spelled, size_t size, size_t longest, uint8_t *out, uint8_t *scratch) {
    const uint8_t *text = spelled;
    if (has(text, size, '`')) {
        size = ticks(scratch, fences(text, size, scratch), out);
        text = out;
    }
    if (has(text, size, ':')) {
        uint8_t *next = text == out ? scratch : out;
        size = links(text, size, next);
        text = next;
    }
    if (longest >= LONG || has(text, size, '@')) {
        uint8_t *next = text == out ? scratch : out;
        size = literals(text, size, next);
        text = next;
    }
    uint8_t *next = text == out ? scratch : out, *last = next == out ? scratch : out;
    size = neighbours(next, slots(text, size, next), last);
    fold(last, size, out);
    return size;
}
