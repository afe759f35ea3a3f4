/* Which sources this was built of: `proxy.features.native` says the same, or does without. */
#define EDITION 0x016235C9
