-- The sums of count.py. Value: dead after (double), earlier steps known (byte), floats by step and value, oldest first.
-- Asking: op, window (double), values (doubles; none: only read). Answers the value.
sketch(3, function(value, blob, now)
  local window = unpacked('<d', blob, 2)
  local n, dead = (#blob - 9) / 8, alive(value, now, window)
  if n == 0 then return nil, 0, dead and value or '' end
  local width, size, format = window / 12, 4 * n, '<' .. rep('f', n)
  local step, known, older, sums = floor(now / width), 0, nil, {}
  for i = 1, n do sums[i] = 0 end
  if dead and #value == 9 + 12 * size then
    local last = floor(dead / width + 0.5) - 12
    if step <= last then
      step, known = last, byte(value, 9)
      older, sums = sub(value, 10, 9 + 11 * size), {unpacked(format, value, 10 + 11 * size)}
    else
      known = min(byte(value, 9) + step - last, 11)
      older = sub(value, 10 + (step - last) * size) .. rep('\0', (step - last - 1) * size)
    end
  end
  for i = 1, n do sums[i] = sums[i] + unpacked('<d', blob, 2 + 8 * i) end
  value = pack('<dB', (step + 12) * width, known) .. (older or rep('\0', 11 * size)) .. pack(format, unpack(sums))
  return value, window, value
end)
