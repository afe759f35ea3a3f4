-- The means of mean.py. Value: dead after (double), count (u32), quick means, slow means (floats).
-- Asking: op, weight of quick, of slow, life (doubles), values (doubles; none: only read). Answers the value.
sketch(2, function(value, blob, now)
  local quick, slow, life = unpacked('<ddd', blob, 2)
  local n, dead = (#blob - 25) / 8, alive(value, now, life)
  if n == 0 then return nil, 0, dead and value or '' end
  local count, means, format = 1, {}, rep('f', 2 * n)
  if dead and #value == 12 + 8 * n then
    count = unpacked('<I4', value, 9) + 1
    means = {unpacked('<' .. format, value, 13)}
    dead = max(dead, now + life)
  else
    dead = now + life
    for i = 1, 2 * n do means[i] = 0 end
  end
  quick, slow = max(quick, 1 / count), max(slow, 1 / count)
  local values = {unpacked('<' .. rep('d', n), blob, 26)}
  for i = 1, n do
    local seen, fast, long = values[i], means[i], means[n + i]
    means[i], means[n + i] = fast + quick * (seen - fast), long + slow * (seen - long)
  end
  value = pack('<dI4' .. format, dead, count, unpack(means))
  return value, life, value
end)
