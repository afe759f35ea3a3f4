/* Which sources this was built of: `proxy.features.native` says the same, or does without. */
#define EDITION 0x5C3F0D6B
