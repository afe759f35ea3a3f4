-- The ring of recent.py. Value: dead after (double), entries of digest (4 bytes), sender (2), time (u32), newest last.
-- Asking: op, window (double), slots (u16), digest, sender. Answers the entries.
sketch(7, function(value, blob, now)
  local window, slots = unpacked('<dI2', blob, 2)
  local dead, ring, time = alive(value, now, window), '', now
  if dead then
    dead = max(dead, now + window)
    time = max(now, (unpacked('<I4', value, #value - 3)))
    local head, size, cut = 9, #value, time - window
    while head < size and unpacked('<I4', value, head + 6) <= cut do head = head + 10 end
    ring = sub(value, max(head, size - 10 * slots + 11))
  else
    dead = now + window
  end
  local second = min(max(floor(time), 0), 4294967295)
  ring = ring .. sub(blob, 12, 17) .. pack('<I4', second)
  return pack('<d', dead) .. ring, window, ring
end)
