-- The heavy hitters of top.py. Value: dead after, step, total (doubles); digest (4 bytes), count, error (floats) a slot.
-- Asking: op, growth, life (doubles), digest (4 bytes), slots (byte); without the last two only read. Answers the value.
local function scaled(slots, format)
  local all = {unpacked(format, slots)}
  for i = 2, #all - 1, 3 do all[i], all[i + 1] = all[i] / 2 ^ 32, all[i + 1] / 2 ^ 32 end
  return pack(format, unpack(all, 1, #all - 1))
end

sketch(6, function(value, blob, now)
  local growth, life = unpacked('<dd', blob, 2)
  local dead, digest, step, total, at = alive(value, now, life), sub(blob, 18, 21), 1, 0, nil
  if digest == '' then return nil, 0, dead and value or '' end
  if dead then
    dead, step, total = max(dead, now + life), unpacked('<dd', value, 9)
    at = find(value, digest, 25, true)
    while at and (at - 25) % 12 > 0 do at = find(value, digest, at + 1, true) end
  else
    dead, value = now + life, rep('\0', 24)
  end
  step = step * growth
  total = total + step
  local count, error, size = 0, 0, #value
  if at then
    count, error = unpacked('<ff', value, at + 4)
  elseif size < 24 + 12 * byte(blob, 22) then
    at = size + 1
  else
    local all = {unpacked('<' .. rep('I4ff', (size - 24) / 12), value, 25)}
    at, count = 25, all[2]
    for i = 5, #all - 2, 3 do
      if all[i] < count then at, count = 17 + 4 * i, all[i] end
    end
    error = count
  end
  local slots = sub(value, 25, at - 1) .. digest .. pack('<ff', count + step, error) .. sub(value, at + 12)
  if step > 2 ^ 32 then
    slots = scaled(slots, '<' .. rep('I4ff', #slots / 12))
    step, total = step / 2 ^ 32, total / 2 ^ 32
  end
  value = pack('<ddd', dead, step, total) .. slots
  return value, life, value
end)
