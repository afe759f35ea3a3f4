-- The mark of mark.py. Value, all doubles: dead after, time of the last score, score, (since, last) per threshold.
-- Asking: op, patience, score, thresholds (none: only read), all doubles. Answers the value.
sketch(4, function(value, blob, now)
  local patience, score = unpacked('<dd', blob, 2)
  local n, known = (#blob - 17) / 8, false
  if value then
    local dead, latest = unpacked('<dd', value)
    known = now < dead and latest <= now + max(patience, 60)
    if known and n > 0 then
      if score >= 0 and now < latest + 1 and unpacked('<d', value, 17) < 0 then
        return value, max(dead - now, 0), value
      end
      now = max(now, latest)
    end
  end
  if n == 0 then return nil, 0, known and value or '' end
  local times = {}
  for i = 1, n do
    local since, last, at = 0, 0, 9 + 16 * i
    if known and #value > at then since, last = unpacked('<dd', value, at) end
    if score < 0 or now - last >= patience then since, last = 0, 0 end
    if score >= unpacked('<d', blob, 10 + 8 * i) then
      since, last = since ~= 0 and since or now, now
    end
    times[2 * i - 1], times[2 * i] = since, last
  end
  value = pack('<ddd' .. rep('d', 2 * n), now + patience, now, score, unpack(times))
  return value, patience, value
end)
