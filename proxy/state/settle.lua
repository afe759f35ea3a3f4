-- Corrects reservations and updates sketches. KEYS and ARGV as in take.lua; the same name may come several times and is corrected in order.
local now, many, first = unpacked('<d', ARGV[1]), (#ARGV - 1) / 2, 1
for k = 1, #KEYS do
  local count, current, changed, fields, life = byte(ARGV[1], 8 + k), {}, {}, {}, 0
  local values = redis.call('HMGET', KEYS[k], unpack(ARGV, first + 1, first + count))
  for i = 1, count do current[ARGV[first + i]] = values[i] end
  for i = 1, count do
    local name, blob = ARGV[first + i], ARGV[first + i + many]
    local value, lives = kinds[byte(blob)].settle(current[name], blob, now)
    if value then current[name], changed[name], life = value, value, max(life, lives) end
  end
  for name, value in pairs(changed) do
    fields[#fields + 1], fields[#fields + 2] = name, value
  end
  if #fields > 0 then write(KEYS[k], fields, life, now) end
  first = first + count
end
return many
