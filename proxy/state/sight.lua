-- Callers are seen in buckets that many may share; crowd.py says what is kept, and does the same for the memory store.
-- KEYS and ARGV as in take.lua: groups, now and counts, names, blobs. A blob: the two cells of the bucket in the
-- doorkeeper (u32), the bit that the caller's org sets there (0: no door), six bytes of content, the caller's entry.
local PERIOD, YOUNG, GROWN, FEW, ORGS, CALLERS, CONTENTS = 86400, 86400, 1209600, 3, 3, 96, 32
local NOTHING = rep('\0', 6)

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

local function merged(old, new, again)
  local counts = sub(old, 25, 32)
  if not again then
    local a, b, c, d = unpacked('>I2I2I2I2', counts)
    local e, f, g, h = unpacked('>I2I2I2I2', new, 25)
    counts = pack('>I2I2I2I2', min(a + e, 65535), min(b + f, 65535), min(c + g, 65535), min(d + h, 65535))
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

local function seen(bucket, content, entry, now)
  local count, first, texts, sharers, contents, callers, _ = 0, min(max(floor(now), 0), 4294967295), '', '', 0, 0, 0
  if bucket then
    _, count, first, contents, callers = unpacked('<ddI4BB', bucket)
    texts, sharers = sub(bucket, 23, 22 + 9 * contents), sub(bucket, 23 + 9 * contents)
    now = max(now, _ - (callers < FEW and YOUNG or GROWN))
  end
  local text, at = content ~= NOTHING, place(sharers, sub(entry, 1, 8), 38)
  local again = at and text and sub(sharers, at + 36, at + 37) == sub(entry, 37, 38)
  if at then
    sharers = sub(sharers, 1, at - 1) .. merged(sub(sharers, at, at + 37), entry, again) .. sub(sharers, at + 38)
  elseif callers < CALLERS or less(entry, sub(sharers, -38, -31), '>I4') then
    sharers = inserted(sharers, entry, 38, '>I4', CALLERS)
  end
  if text and not again then texts = asked(texts, content .. sub(entry, 11, 12)) end
  callers = #sharers / 38
  local life = callers < FEW and YOUNG or GROWN
  return pack('<ddI4BB', now + life, count + 1, first, #texts / 9, callers) .. texts .. sharers, life
end

local function cell(door, at)
  local held = redis.call('GETRANGE', door, at, at)
  return held == '' and 0 or byte(held)
end

-- Knocks; whether enough orgs have. Two generations count, and a generation outlives the next one.
local function knock(key, one, two, mine, now)
  local turn, open = floor(now / PERIOD), true
  local door, former = string.format('%s:%d', key, turn), string.format('%s:%d', key, turn - 1)
  for _, at in ipairs({one, two}) do
    local held = cell(door, at)
    if bit.band(held, mine) == 0 then
      held = held + mine
      redis.call('SETRANGE', door, at, char(held))
      if at == one then redis.call('PEXPIRE', door, 2 * PERIOD * 1000) end
    end
    local all, orgs = bit.bor(held, cell(former, at)), 0
    while all > 0 do all, orgs = bit.band(all, all - 1), orgs + 1 end
    open = open and orgs >= ORGS
  end
  return open
end

local now, many, first = unpacked('<d', ARGV[1]), (#ARGV - 1) / 2, 1
for k = 1, #KEYS do
  local fields, life = {}, 0
  for i = first + 1, first + byte(ARGV[1], 8 + k) do
    local name, blob = ARGV[i], ARGV[i + many]
    local one, two, mine = unpacked('<I4I4B', blob)
    local bucket, lives = redis.call('HGET', KEYS[k], name)
    if bucket and unpacked('<d', bucket) <= now then bucket = false end
    if bucket or mine == 0 or knock(KEYS[k], one, two, mine, now) then
      bucket, lives = seen(bucket, sub(blob, 10, 15), sub(blob, 16), now)
      write(KEYS[k], {name, bucket}, lives, now)
    end
    first = i
  end
end
return many
