-- Remembers the tallies of one request: first every one is looked at, then all are kept, or none that has a say.
-- KEYS: groups. ARGV: now (double) and one byte per key with the number of its tallies; all names; all blobs.
-- Answers one packed reading per tally, in the order of the arguments.
local now, many, first, granted, seen = struct.unpack('<d', ARGV[1]), (#ARGV - 1) / 2, 1, true, {}
for k = 1, #KEYS do
  local count = string.byte(ARGV[1], 8 + k)
  local values = redis.call('HMGET', KEYS[k], unpack(ARGV, first + 1, first + count))
  for i = 1, count do
    local blob = ARGV[first + i + many]
    local kind = kinds[string.byte(blob)]
    local state = kind.look(values[i], blob, now)
    state.kind, seen[first + i - 1] = kind, state
    granted = granted and state.granted
  end
  first = first + count
end
first = 1
for k = 1, #KEYS do
  local count, fields, life = string.byte(ARGV[1], 8 + k), {}, 0
  for i = first, first + count - 1 do
    local value, lives = seen[i].kind.keep(seen[i], granted)
    if value then
      fields[#fields + 1], fields[#fields + 2], life = ARGV[i + 1], value, math.max(life, lives)
    end
  end
  if #fields > 0 then write(KEYS[k], fields, life, now) end
  first = first + count
end
for i = 1, many do seen[i] = seen[i].kind.answer(seen[i]) end
return seen
