/* One spelling for ASCII: `_ascii` of proxy.features.normalise. */
#include "kernel.h"

#include <string.h>

static int is_white(uint8_t byte) { return byte == ' ' || (byte >= 9 && byte <= 13) || (byte >= 28 && byte <= 31); }

/* Every white space a space; control characters are left out where there are any, which is rare. */
static size_t spaced(const uint8_t *text, size_t size, uint8_t *out) {
    int controls = 0;
    for (size_t at = 0; at < size; at++) {
        uint8_t byte = is_white(text[at]) ? ' ' : text[at];
        out[at] = byte;
        controls |= byte < ' ' || byte == 127;
    }
    if (!controls) return size;
    size_t made = 0;
    for (size_t at = 0; at < size; at++) {
        uint8_t byte = out[at];
        out[made] = byte;
        made += byte >= ' ' && byte != 127;
    }
    return made;
}

/* White space becomes a space, runs of it one, none at the ends; other control characters go. In place where it can. */
size_t spell(const uint8_t *text, size_t size, uint8_t *out) {
    size_t made = 0, at = 0;
    size = spaced(text, size, out);
    while (at < size && out[at] == ' ') at++;
    for (; at + 1 < size; at++) {
        int twice = (out[at] == ' ') & (out[at + 1] == ' '); /* no branch: nobody could foretell it */
        out[made] = out[at];
        made += !twice;
    }
    if (at < size && out[at] != ' ') out[made++] = out[at];
    return made && out[made - 1] == ' ' ? made - 1 : made;
}

int fold(const uint8_t *text, size_t size, uint8_t *out) {
    int letters = 0;
    for (size_t at = 0; at < size; at++) {
        uint8_t byte = text[at];
        out[at] = (uint8_t)(byte + ((uint8_t)(byte - 'A') < 26 ? 32 : 0));
        letters |= letter(byte);
    }
    return letters;
}

/* How many signs there are that escapes begin with. */
size_t escapes(const uint8_t *text, size_t size) {
    size_t found = 0;
    const uint8_t *end = text + size;
    for (const uint8_t *at = text; (at = memchr(at, '%', (size_t)(end - at))); at++) found++;
    for (const uint8_t *at = text; (at = memchr(at, '\\', (size_t)(end - at))); at++)
        found += at + 1 < end && ((at[1] | 0x20) == 'u' || (at[1] | 0x20) == 'x');
    for (const uint8_t *at = text; (at = memchr(at, '&', (size_t)(end - at))); at++)
        found += at + 1 < end && at[1] == '#';
    return found;
}
