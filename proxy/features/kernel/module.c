/* Python's view of the kernel (proxy.features.native tells what goes in and out), and reading a text from end to end. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "edition.h"
#include "kernel.h"

/* A text is cut to two ends of 3 KB before (proxy.features.texts); a longer one is left to Python. */
enum { MOST = 1 << 13, EDGE = 8, TOKEN = 16 };
static const char READER[] = "stillwatch.reader", INDEX[] = "stillwatch.index";

/* All that a deployment's key decides. */
typedef struct {
    Hashing hashing;
    uint8_t lenders[BINS * BINS];
    Digest skeleton, opening, ending, content, passage, token;
} Reader;

static const uint8_t *bytes_of(PyObject *given, Py_ssize_t size) {
    if (PyBytes_Check(given) && (size < 0 || PyBytes_GET_SIZE(given) == size))
        return (const uint8_t *)PyBytes_AS_STRING(given);
    PyErr_SetString(PyExc_TypeError, "bytes of another length are asked for");
    return NULL;
}

static void *pointer(PyObject *const *given, Py_ssize_t count, Py_ssize_t asked, const char *kind) {
    if (count == asked) return PyCapsule_GetPointer(given[0], kind);
    PyErr_Format(PyExc_TypeError, "%zd arguments instead of %zd", count, asked);
    return NULL;
}

static void drop_reader(PyObject *capsule) { PyMem_Free(PyCapsule_GetPointer(capsule, READER)); }

/* reader(key of 32 bytes, table of 256 words, base, 64 lenders of each of 64 bins) */
static PyObject *reader(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    (void)self;
    if (count != 4) return PyErr_Format(PyExc_TypeError, "reader(key, table, base, lenders)");
    const uint8_t *key = bytes_of(given[0], 32), *table = key ? bytes_of(given[1], 1024) : NULL;
    const uint8_t *lenders = table ? bytes_of(given[3], BINS * BINS) : NULL;
    uint32_t base = (uint32_t)PyLong_AsUnsignedLongMask(given[2]);
    if (!lenders || PyErr_Occurred()) return NULL;
    Reader *made = PyMem_Calloc(1, sizeof *made);
    if (!made) return PyErr_NoMemory();
    hashing_begin(&made->hashing, table, base);
    memcpy(made->lenders, lenders, sizeof made->lenders);
    digest_begin(&made->skeleton, key, "skeleton", 8);
    digest_begin(&made->opening, key, "opening", 8);
    digest_begin(&made->ending, key, "ending", 8);
    digest_begin(&made->content, key, "content", 8);
    digest_begin(&made->passage, key, "passage", 8);
    digest_begin(&made->token, key, "token", TOKEN);
    PyObject *capsule = PyCapsule_New(made, READER, drop_reader);
    if (!capsule) PyMem_Free(made);
    return capsule;
}

/* token(reader, text) -> what `Key.token` makes of it */
static PyObject *token(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    (void)self;
    const Reader *with = pointer(given, count, 2, READER);
    const uint8_t *text = with ? bytes_of(given[1], -1) : NULL;
    if (!text) return NULL;
    uint8_t made[TOKEN];
    digest(&with->token, text, (size_t)PyBytes_GET_SIZE(given[1]), made);
    return PyBytes_FromStringAndSize((char *)made, TOKEN);
}

/* shingle(reader, text, unspaced) -> (minhash, plane, words, bytes of the longest word) */
static PyObject *shingle(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    (void)self;
    const Reader *with = pointer(given, count, 3, READER);
    const uint8_t *text = with ? bytes_of(given[1], -1) : NULL;
    if (!text) return NULL;
    if (!PyBytes_GET_SIZE(given[1])) return PyErr_Format(PyExc_ValueError, "an empty text has no shingles");
    Sketch made;
    sketch(text, (size_t)PyBytes_GET_SIZE(given[1]), PyObject_IsTrue(given[2]), &with->hashing, &made);
    fill(made.least, with->lenders);
    return Py_BuildValue("y#Knn", (char *)made.least, (Py_ssize_t)sizeof made.least, (unsigned long long)made.plane,
                         (Py_ssize_t)made.words, (Py_ssize_t)made.longest);
}

/* The first eight words end, and the last eight begin, here. */
static size_t opening_end(const uint8_t *text, size_t size) {
    size_t at = 0;
    for (int spaces = 0; at < size; at++)
        if (text[at] == ' ' && ++spaces == EDGE) break;
    return at;
}

static size_t ending_begin(const uint8_t *text, size_t size) {
    size_t at = size;
    for (int spaces = 0; at > 0; at--)
        if (text[at - 1] == ' ' && ++spaces == EDGE) break;
    return at;
}

static unsigned long long named(const Digest *with, const uint8_t *text, size_t size) {
    uint64_t made;
    digest(with, text, size, (uint8_t *)&made);
    return made;
}

static PyObject *passages_of(const Reader *with, const uint8_t *masked, size_t size, int unspaced) {
    uint64_t made[KEPT];
    int kept = passages(masked, size, unspaced, &with->hashing, &with->passage, made);
    PyObject *found = PyTuple_New(kept);
    for (int at = 0; found && at < kept; at++) {
        PyObject *one = PyLong_FromUnsignedLongLong(made[at]);
        if (one) PyTuple_SET_ITEM(found, at, one);
        else Py_CLEAR(found);
    }
    return found;
}

/* passages(reader, masked text, unspaced) -> what `Passages.digests` makes of it */
static PyObject *select_passages(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    (void)self;
    const Reader *with = pointer(given, count, 3, READER);
    const uint8_t *text = with ? bytes_of(given[1], -1) : NULL;
    return text ? passages_of(with, text, (size_t)PyBytes_GET_SIZE(given[1]), PyObject_IsTrue(given[2])) : NULL;
}

/* What is read off a text that is normalised: the text, folded, and the numbers of a `Reading`. */
static PyObject *read_off(const Reader *with, const uint8_t *spelled, size_t size, size_t signs) {
    uint8_t masked[MOST], scratch[MOST];
    PyObject *folded = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (!folded) return NULL;
    const uint8_t *text = (const uint8_t *)PyBytes_AS_STRING(folded);
    int letters = fold(spelled, size, (uint8_t *)PyBytes_AS_STRING(folded));
    Sketch made;
    sketch(text, size, 0, &with->hashing, &made);
    fill(made.least, with->lenders);
    size_t kept = mask(spelled, size, made.longest, masked, scratch), bare = kept;
    for (size_t at = 0; at < kept; at++) bare -= masked[at] == SLOT;
    size_t last = ending_begin(masked, kept);
    double share = 1.0 - (double)bare / (double)size;
    return Py_BuildValue(
        "Ninnny#KKKKKdN", folded, letters, (Py_ssize_t)signs, (Py_ssize_t)made.words, (Py_ssize_t)made.longest,
        (char *)made.least, (Py_ssize_t)sizeof made.least, (unsigned long long)made.plane,
        named(&with->skeleton, masked, kept), named(&with->opening, masked, opening_end(masked, kept)),
        named(&with->ending, masked + last, kept - last), named(&with->content, text, size), share > 0.0 ? share : 0.0,
        passages_of(with, masked, kept, 0));
}

/* read(reader, text) -> a `Reading`; None where the text is not ASCII, is too long, or says nothing */
static PyObject *read_text(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    (void)self;
    const Reader *with = pointer(given, count, 2, READER);
    if (!with) return NULL;
    if (!PyUnicode_Check(given[1])) return PyErr_Format(PyExc_TypeError, "a text is asked for");
    if (!PyUnicode_IS_ASCII(given[1]) || PyUnicode_GET_LENGTH(given[1]) > MOST) Py_RETURN_NONE;
    const uint8_t *text = (const uint8_t *)PyUnicode_DATA(given[1]);
    size_t length = (size_t)PyUnicode_GET_LENGTH(given[1]);
    uint8_t spelled[MOST + 1];
    size_t size = spell(text, length, spelled);
    if (!size) Py_RETURN_NONE;
    return read_off(with, spelled, size, escapes(text, length));
}

/* A vocabulary, and by word what it means inside a longer word and at its end: two numbers each. */
typedef struct {
    Index *index;
    PyObject *meanings;
} Vocabulary;

static void drop_vocabulary(PyObject *capsule) {
    Vocabulary *held = PyCapsule_GetPointer(capsule, INDEX);
    index_free(held->index);
    Py_XDECREF(held->meanings);
    PyMem_Free(held);
}

static int add_words(Vocabulary *made, PyObject *words, const uint8_t *begins) {
    Py_ssize_t count = PyTuple_GET_SIZE(words), bytes = 0;
    for (Py_ssize_t at = 0; at < count; at++) {
        if (!bytes_of(PyTuple_GET_ITEM(words, at), -1)) return 0;
        bytes += PyBytes_GET_SIZE(PyTuple_GET_ITEM(words, at));
    }
    if (!(made->index = index_new((size_t)bytes, (size_t)count))) return PyErr_NoMemory(), 0;
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *word = PyTuple_GET_ITEM(words, at);
        if (!index_add(made->index, (const uint8_t *)PyBytes_AS_STRING(word), (size_t)PyBytes_GET_SIZE(word), begins[at]))
            return PyErr_SetString(PyExc_ValueError, "a word without a letter"), 0;
    }
    return 1;
}

/* vocabulary(words, which of them begin words, two meanings of each) */
static PyObject *vocabulary(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    (void)self;
    if (count != 3 || !PyTuple_Check(given[0]) || !PyTuple_Check(given[2]) ||
        PyTuple_GET_SIZE(given[2]) != 2 * PyTuple_GET_SIZE(given[0]))
        return PyErr_Format(PyExc_TypeError, "vocabulary(words, begins, meanings)");
    const uint8_t *begins = bytes_of(given[1], PyTuple_GET_SIZE(given[0]));
    Vocabulary *made = begins ? PyMem_Calloc(1, sizeof *made) : NULL;
    if (!made) return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    PyObject *capsule = PyCapsule_New(made, INDEX, drop_vocabulary);
    if (!capsule) return PyMem_Free(made), NULL;
    made->meanings = Py_NewRef(given[2]);
    if (add_words(made, given[0], begins)) return capsule;
    Py_DECREF(capsule);
    return NULL;
}

static PyObject *told(const Vocabulary *with, const Met *found, Py_ssize_t count) {
    PyObject *list = PyList_New(0);
    for (Py_ssize_t at = 0; list && at < count; at++) {
        PyObject *meant = PyTuple_GET_ITEM(with->meanings, 2 * found[at].word + !found[at].inside);
        if (PyObject_Not(meant)) continue;
        PyObject *one = Py_BuildValue("OII", meant, found[at].start, found[at].end);
        if (!one || PyList_Append(list, one)) Py_CLEAR(list);
        Py_XDECREF(one);
    }
    return list;
}

/* met(vocabulary, text) -> what `Vocabulary.met` tells */
static PyObject *met(PyObject *self, PyObject *const *given, Py_ssize_t count) {
    (void)self;
    const Vocabulary *with = pointer(given, count, 2, INDEX);
    const uint8_t *text = with ? bytes_of(given[1], -1) : NULL;
    if (!text) return NULL;
    if (PyBytes_GET_SIZE(given[1]) > UINT32_MAX / 2) return PyErr_Format(PyExc_ValueError, "too long a text");
    Met *found = NULL;
    ptrdiff_t places = index_met(with->index, text, (size_t)PyBytes_GET_SIZE(given[1]), &found);
    PyObject *list = places < 0 ? PyErr_NoMemory() : told(with, found, places);
    free(found);
    return list;
}

#define FUNCTION(name, function, says) {name, (PyCFunction)(void (*)(void))function, METH_FASTCALL, says}
static PyMethodDef methods[] = {
    FUNCTION("reader", reader, "Keep what a key decides."),
    FUNCTION("token", token, "Digest bytes for a cache."),
    FUNCTION("shingle", shingle, "Sketch a normalised text."),
    FUNCTION("passages", select_passages, "Digest passages of a masked text."),
    FUNCTION("read", read_text, "Read an ASCII text from end to end."),
    FUNCTION("vocabulary", vocabulary, "Keep the words of a vocabulary."),
    FUNCTION("met", met, "Find them in a text."),
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernel", NULL, 0, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernel(void) {
    const uint16_t one = 1;
    if (!*(const uint8_t *)&one) return PyErr_Format(PyExc_ImportError, "sketches are little-endian");
    shingles_begin();
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddIntConstant(made, "EDITION", EDITION)) Py_CLEAR(made);
    return made;
}
