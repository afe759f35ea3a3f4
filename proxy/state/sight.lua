-- Callers are seen in buckets that many may share; crowd.py says what is kept, and does the same for the memory store.
-- KEYS and ARGV as in take.lua: groups, now and counts, names, blobs. A blob: the two cells of the bucket in the
-- doorkeeper (u32), the bit that the caller's org sets there (0: no door), whether it counts where its caller is known
-- well (2: it is no request, but an answer taken up), six bytes of content, the caller's entry (39 bytes, see
-- sharers.py; 18 in a bucket that is an exit). Answers for each nothing, or why it was not kept.
local PERIOD, YOUNG, GROWN, FEW, ORGS, CALLERS, CONTENTS = 86400, 86400, 1209600, 3, 3, 96, 32
local HEAVY, WEIGHT, WIDTH, FULL = 32, 4, 262144, 39
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
  local requests = min((unpacked('>I2', old, 17)) + weight, 65535)
  local last = max((unpacked('>I4', old, 13)), (unpacked('>I4', new, 13)))
  local head = sub(new, 1, 12) .. pack('>I4I2', last, requests)
  if #new < FULL then return head end
  local strong, weak, lone = byte(old, 23, 25)
  if requests <= 255 then
    local a, b, c = byte(new, 23, 25)
    strong, weak, lone = min(strong + a * weight, 255), min(weak + b * weight, 255), min(lone + c * weight, 255)
  end
  local tags, switched = bit.bor(byte(old, 37), byte(new, 37)), sub(old, 35, 36)
  if byte(old, 34) ~= byte(new, 34) then
    switched = sub(new, 35, 36)
    if tags % 16 < 15 then tags = tags + 1 end
  end
  return head .. sub(new, 19, 22) .. char(strong, weak, lone) .. sub(new, 26, 34) .. switched
    .. char(tags, byte(old, 38)) .. sub(new, 39)
end

-- Pairs of callers in one slot of time and in two that follow each other, as pulse.py says.
local function beaten(pulse, last, now)
  local here = floor(now / 300)
  if pulse == '' then return pack('<I2BBI2I2I2', here % 65536, 1, 0, 0, 0, 4096) end
  local slot, many, before, together, apart, done = unpacked('<I2BBI2I2I2', pulse)
  local step, mine, due = (here - slot) % 65536, last and here - floor(last / 300), 2 ^ (here % 12)
  if step > 32768 or mine == 0 then return pulse end
  if step > 0 then
    before, many, done = step == 1 and many or 0, 0, done % 4096 == 4095 and 0 or done % 4096
    if bit.band(done, due) == 0 then done = done + 4096 end
  end
  if done >= 4096 then
    local pairs = many * before
    if many < 3 then together = together + many end
    apart = apart + min(6, pairs + before - ((mine == 1 and before > 0) and 1 or 0)) - min(6, pairs)
    if many > 0 then done = bit.bor(done, due) end
  end
  if max(together, apart) > 60000 then together, apart = floor(together / 2), floor(apart / 2) end
  return pack('<I2BBI2I2I2', here % 65536, min(many + 1, 255), before, together, apart, done)
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

local function heavy(entry) return (unpacked('>I2', entry, 17)) >= HEAVY end

-- The contents of a bucket, its pulse and its callers, each of so many bytes, and how many contents and callers.
local function apart(bucket, size)
  local contents, callers = byte(bucket, 21, 22)
  local texts = 22 + 9 * contents
  local sharers = texts + ((callers >= FEW and size == FULL) and 10 or 0)
  return sub(bucket, 23, texts), sub(bucket, texts + 1, sharers), sub(bucket, sharers + 1), contents, callers
end

local function largest(sharers, size) return sub(sharers, -size, 7 - size) end

local function weight_of(sharers, old, entry, counts)
  if not old then
    return (#sharers < #entry * CALLERS or less(entry, largest(sharers, #entry), '>I4')) and 1 or 0
  end
  return not heavy(old) and 1 or counts > 0 and WEIGHT or 0
end

-- The bucket after one more sighting and how long it lives, or nothing and why that is not kept.
local function seen(bucket, content, entry, now, counts)
  local count, first, size, texts, pulse, sharers = 0, min(max(floor(now), 0), 4294967295), #entry, '', '', ''
  local contents, callers, dead = 0, 0, 0
  if bucket then
    dead, count, first = unpacked('<ddI4', bucket)
    texts, pulse, sharers, contents, callers = apart(bucket, size)
    now = max(now, dead - (callers < FEW and YOUNG or GROWN))
  end
  local text, at = content ~= NOTHING, place(sharers, sub(entry, 1, 8), size)
  local old = at and sub(sharers, at, at + size - 1)
  local again = old and text and sub(old, 30, 31) == sub(entry, 30, 31)
  local weight, more = weight_of(sharers, old, entry, counts), texts
  if text and not again then more = asked(texts, content .. sub(entry, 11, 12)) end
  if weight == 0 and more == texts then
    local caller = callers == CALLERS and largest(sharers, size) or ALL
    local most = contents == CONTENTS and sub(texts, -9, -4) or sub(ALL, 1, 6)
    return nil, caller .. most .. char(old and heavy(old) and 1 or 0)
  end
  if weight > 0 and old then
    sharers = sub(sharers, 1, at - 1) .. merged(old, entry, again and 0 or weight) .. sub(sharers, at + size)
  elseif weight > 0 then
    sharers = inserted(sharers, entry, size, '>I4', CALLERS)
  end
  callers = #sharers / size
  if weight > 0 and callers >= FEW and size == FULL then
    pulse = beaten(pulse, old and (unpacked('>I4', old, 13)), now)
  end
  if callers < CALLERS then
    count = count + weight
  else
    local high, low = unpacked('>I4I4', largest(sharers, size))
    count = count + weight / ((high * 4294967296 + low) / 18446744073709551616)
  end
  local life = callers < FEW and YOUNG or GROWN
  return pack('<ddI4BB', now + life, count, first, #more / 9, callers) .. more .. pulse .. sharers, life
end

-- The bucket after one of its callers took up an answer, or nothing where it does not know the caller.
local function taken(bucket, entry)
  local size, _, _, sharers = #entry, apart(bucket, #entry)
  local at = place(sharers, sub(entry, 1, 8), size)
  if not at or size < FULL then return nil end
  at = #bucket - #sharers + at + 37
  return sub(bucket, 1, at - 1) .. char(min(byte(bucket, at) + 1, 255)) .. sub(bucket, at + 1)
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
    if counts == 2 then
      local kept = bucket and taken(bucket, sub(blob, 17))
      if kept then redis.call('HSET', KEYS[k], name, kept) end
    elseif bucket or mine == 0 or knock(KEYS[k], one, two, mine, now) then
      local kept, said = seen(bucket, sub(blob, 11, 16), sub(blob, 17), now, counts)
      if kept then write(KEYS[k], {name, kept}, said, now) else answers[i - 1] = said end
    end
  end
end
return answers
