/* Which sources this was built of: `proxy.features.native` says the same, or does without. */
#define EDITION 0x4961E6F5
