-- Callers are seen in buckets that many may share; crowd.py says what is kept, and does the same for the memory store.
-- KEYS and ARGV as in take.lua: groups, now and counts, names, blobs. A blob: the two cells of the bucket in the
-- doorkeeper (u32), the bit that the caller's org sets there (0: no door), whether it counts where its caller is known
-- well, six bytes of content, the caller's entry. Answers for each nothing, or why it was not kept.
local PERIOD, YOUNG, GROWN, FEW, ORGS, CALLERS, CONTENTS = 86400, 86400, 1209600, 3, 3, 96, 32
local HEAVY, WEIGHT, WIDTH = 32, 4, 131072
local NOTHING, ALL = rep('\0', 6), rep('\255', 8)

-- Digests as numbers: how strings compare depends on the server's locale.
local function less(a, b, tail)
  local x, y = (unpacked('>I4', a)), (unpacked('>I4', b))
  if x ~= y then return x < y end
  return (unpacked(tail, a, 5)) < (unpacked(tail, b, 5))
end

local function place(entries, digest, size)
  local at = find(entries, digest, 1, true)
  while at and (at - 1) % size > 0 do at = find(entries, digest, at + 1, true) end
  return at
end

local function inserted(entries, entry, size, tail, most)
  local at = 1
  while at <= #entries and less(sub(entries, at, at + 7), entry, tail) do at = at + size end
  return sub(sub(entries, 1, at - 1) .. entry .. sub(entries, at), 1, size * most)
end

local function merged(old, new, weight)
  local counts = sub(old, 25, 32)
  if weight > 0 then
    local a, b, c, d = unpacked('>I2I2I2I2', counts)
    local e, f, g, h = unpacked('>I2I2I2I2', new, 25)
    a, b, c, d = a + e * weight, b + f * weight, c + g * weight, d + h * weight
    counts = pack('>I2I2I2I2', min(a, 65535), min(b, 65535), min(c, 65535), min(d, 65535))
  end
  local last = max((unpacked('>I4', old, 21)), (unpacked('>I4', new, 21)))
  return sub(new, 1, 16) .. sub(old, 17, 20) .. pack('>I4', last) .. counts .. sub(new, 33, 38)
end

local function asked(texts, content)
  local at = place(texts, sub(content, 1, 6), 9)
  if not at then
    if #texts < 9 * CONTENTS or less(content, sub(texts, -9, -2), '>I2') then
      return inserted(texts, content .. '\1', 9, '>I2', CONTENTS)
    end
    return texts
  end
  local tally = byte(texts, at + 8)
  local several = (tally >= 128 or sub(texts, at + 6, at + 7) ~= sub(content, 7, 8)) and 128 or 0
  return sub(texts, 1, at + 7) .. char(min(tally % 128 + 1, 127) + several) .. sub(texts, at + 9)
end

local function heavy(entry) return (unpacked('>I2', entry, 25)) >= HEAVY end

local function weight_of(sharers, old, entry, counts)
  if not old then
    return (#sharers < 38 * CALLERS or less(entry, sub(sharers, -38, -31), '>I4')) and 1 or 0
  end
  return not heavy(old) and 1 or counts > 0 and WEIGHT or 0
end

-- The bucket after one more sighting and how long it lives, or nothing and why that is not kept.
local function seen(bucket, content, entry, now, counts)
  local count, first, texts, sharers, contents, callers, _ = 0, min(max(floor(now), 0), 4294967295), '', '', 0, 0, 0
  if bucket then
    _, count, first, contents, callers = unpacked('<ddI4BB', bucket)
    texts, sharers = sub(bucket, 23, 22 + 9 * contents), sub(bucket, 23 + 9 * contents)
    now = max(now, _ - (callers < FEW and YOUNG or GROWN))
  end
  local text, at = content ~= NOTHING, place(sharers, sub(entry, 1, 8), 38)
  local old = at and sub(sharers, at, at + 37)
  local again = old and text and sub(old, 37) == sub(entry, 37, 38)
  local weight, more = weight_of(sharers, old, entry, counts), texts
  if text and not again then more = asked(texts, content .. sub(entry, 11, 12)) end
  if weight == 0 and more == texts then
    local caller = callers == CALLERS and sub(sharers, -38, -31) or ALL
    local most = contents == CONTENTS and sub(texts, -9, -4) or sub(ALL, 1, 6)
    return nil, caller .. most .. char(old and heavy(old) and 1 or 0)
  end
  if weight > 0 and old then
    sharers = sub(sharers, 1, at - 1) .. merged(old, entry, again and 0 or weight) .. sub(sharers, at + 38)
  elseif weight > 0 then
    sharers = inserted(sharers, entry, 38, '>I4', CALLERS)
  end
  callers = #sharers / 38
  if callers < CALLERS then
    count = count + weight
  else
    local high, low = unpacked('>I4I4', sharers, #sharers - 37)
    count = count + weight / ((high * 4294967296 + low) / 18446744073709551616)
  end
  local life = callers < FEW and YOUNG or GROWN
  return pack('<ddI4BB', now + life, count, first, #more / 9, callers) .. more .. sharers, life
end

local function cell(door, at)
  local held = redis.call('GETRANGE', door, at, at)
  return held == '' and 0 or byte(held), held == ''
end

-- Knocks; whether enough orgs have. Two generations count, and a generation outlives the next one.
local function knock(key, one, two, mine, now)
  local turn, open = floor(now / PERIOD), true
  local door, former = string.format('%s:%d', key, turn), string.format('%s:%d', key, turn - 1)
  for _, at in ipairs({one, two}) do
    local held, missing = cell(door, at)
    if missing then
      -- Made at full size at once: a string that grows takes twice what it needs.
      redis.call('SETRANGE', door, 2 * WIDTH - 1, '\0')
      redis.call('PEXPIRE', door, 2 * PERIOD * 1000)
    end
    if bit.band(held, mine) == 0 then
      held = held + mine
      redis.call('SETRANGE', door, at, char(held))
    end
    local all, orgs = bit.bor(held, (cell(former, at))), 0
    while all > 0 do all, orgs = bit.band(all, all - 1), orgs + 1 end
    open = open and orgs >= ORGS
  end
  return open
end

local now, many, first = unpacked('<d', ARGV[1]), (#ARGV - 1) / 2, 1
local answers = {}
for k = 1, #KEYS do
  for i = first + 1, first + byte(ARGV[1], 8 + k) do
    local name, blob = ARGV[i], ARGV[i + many]
    local one, two, mine, counts = unpacked('<I4I4BB', blob)
    local bucket = redis.call('HGET', KEYS[k], name)
    if bucket and unpacked('<d', bucket) <= now then bucket = false end
    answers[i - 1], first = '', i
    if bucket or mine == 0 or knock(KEYS[k], one, two, mine, now) then
      local kept, said = seen(bucket, sub(blob, 11, 16), sub(blob, 17), now, counts)
      if kept then write(KEYS[k], {name, kept}, said, now) else answers[i - 1] = said end
    end
  end
end
return answers
