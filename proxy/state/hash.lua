-- What take.lua and settle.lua share: one hash per group, one field per name.
-- A field is packed: 8 bytes "dead after" (when nothing in it counts any more), then what its kind keeps.
-- Each kind registers its functions here under its op code. Reserving kinds: look, keep, answer, settle (see
-- rolling.lua). Sketches: one step, for takes and settlements alike.
local kinds = {}
local pack, unpacked, max, min, floor, ldexp = struct.pack, struct.unpack, math.max, math.min, math.floor, math.ldexp
local byte, char, find, rep, sub = string.byte, string.char, string.find, string.rep, string.sub

-- step(value or false, blob, now) answers the new value (nil: nothing changes), its life, and what the take answers.
local function sketch(op, step)
  kinds[op] = {step = step, settle = step}
end

-- When a value is dead; nil where it is already, or where a clock wrote it that has been set back (see sketch.py).
local function alive(value, now, life)
  local dead = value and unpacked('<d', value)
  if dead and now < dead and dead <= now + life + max(life, 60) then return dead end
end

-- A field created by chance (a caller may name any model) must not stay as long as its caller is active:
-- every new field pays for looking at a few others, as Redis itself does for keys. One in eight stays dead at most.
-- A minute of grace (SKEW in rolling.py) is for replicas whose clocks are behind.
local function sweep(key, now)
  if redis.call('HLEN', key) <= 64 then return end
  local sample = redis.call('HRANDFIELD', key, 8, 'WITHVALUES')
  for i = 1, #sample, 2 do
    if struct.unpack('<d', sample[i + 1]) <= now - 60 then redis.call('HDEL', key, sample[i]) end
  end
end

-- Writes all changed fields of a group at once. The life of keys is real time, while entries expire by `now`:
-- a minute and a quarter more than needed, so that PEXPIRE is called rarely and never shortens a life.
local function write(key, fields, life, now)
  if redis.call('HSET', key, unpack(fields)) > 0 then sweep(key, now) end
  local needed = math.ceil(life * 1000)
  if redis.call('PTTL', key) < needed then
    redis.call('PEXPIRE', key, string.format('%.0f', needed * 1.25 + 60000))
  end
end
