-- The rolling budget of rolling.py, on packed strings: only the ends of the log are unpacked on the usual path.
-- Value: dead after, total, then entries (time, amount), all little-endian doubles; entries start at byte 17.
-- Asking:   op, amount, limit, window.  Settling: op, at, amount (negative: give back), limit, window.
local PARTS, SKEW, CROWD = 64, 60, 512

local function view(value, now, limit, window)
  local seen = {value = value or '', head = 17, size = 16, total = 0, now = now, limit = limit, window = window}
  if not value or #value <= 16 then return seen end
  local size, total = #value, unpacked('<d', value, 9)
  local last = unpacked('<d', value, size - 15)
  if last > now + max(window, SKEW) then
    value, size, last = string.sub(value, 1, 16) .. pack('<dd', now, total), 32, now
  end
  now = max(now, last)
  local head, cut = 17, now - window
  if last <= cut then
    head, total = size + 1, 0
  else
    local time, amount = unpacked('<dd', value, 17)
    while time <= cut do
      total, head = total - amount, head + 16
      time, amount = unpacked('<dd', value, head)
    end
  end
  seen.value, seen.head, seen.size, seen.total, seen.now = value, head, size, total, now
  return seen
end

local function quantum(seen)
  if seen.size - seen.head + 1 < 16 * CROWD then return seen.limit / PARTS end
  return max(seen.limit, seen.total) / PARTS
end

local function whole(seen, entries)
  local size = #entries
  local dead = size > 0 and unpacked('<d', entries, size - 15) + seen.window or seen.now
  return pack('<dd', dead, seen.total) .. entries
end

local function add(seen, amount)
  local last, spent = seen.size, amount
  seen.total = seen.total + amount
  if seen.head < last then
    local merged = unpacked('<d', seen.value, last - 7) + amount
    if merged <= quantum(seen) then last, spent = last - 16, merged end
  end
  seen.added = true
  return whole(seen, string.sub(seen.value, seen.head, last) .. pack('<dd', seen.now, spent))
end

local function give_back(seen, amount, at)
  local value, size, low, high = seen.value, seen.size, 0, (seen.size - seen.head + 1) / 16
  if at <= seen.now - seen.window then return nil end
  while low < high do -- the first entry with time >= at
    local middle = math.floor((low + high) / 2)
    if unpacked('<d', value, seen.head + 16 * middle) < at then low = middle + 1 else high = middle end
  end
  local first = seen.head + 16 * low
  if first > size then return nil end
  local after, left, time, spent = first, amount, 0, 0
  repeat
    time, spent = unpacked('<dd', value, after)
    local taken = min(left, spent)
    spent, left, after = spent - taken, left - taken, after + 16
  until left <= 0 or after > size
  seen.total = seen.total - (amount - left)
  local most = quantum(seen)
  if after <= size then
    local next_time, next_spent = unpacked('<dd', value, after)
    if spent + next_spent <= most then time, spent, after = next_time, spent + next_spent, after + 16 end
  end
  if first > seen.head and spent > 0 then
    local previous = unpacked('<d', value, first - 8)
    if previous + spent <= most then spent, first = spent + previous, first - 16 end
  end
  local middle = spent > 0 and pack('<dd', time, spent) or ''
  return whole(seen, string.sub(value, seen.head, first - 1) .. middle .. string.sub(value, after))
end

local function wait(seen)
  if seen.amount > seen.limit then return math.huge end
  local left, cursor, time, spent = seen.total, seen.head, seen.now - seen.window, 0
  while left + seen.amount > seen.limit and cursor < seen.size do
    time, spent = unpacked('<dd', seen.value, cursor)
    left, cursor = left - spent, cursor + 16
  end
  return time - seen.now + seen.window
end

kinds[1] = {
  look = function(value, blob, now)
    local _, amount, limit, window = unpacked('<Bddd', blob)
    local seen = view(value, now, limit, window)
    seen.amount, seen.granted = amount, seen.total + amount <= limit
    return seen
  end,
  keep = function(seen, granted)
    if granted and seen.amount > 0 then return add(seen, seen.amount), seen.window end
  end,
  answer = function(seen)
    local reset = 0
    if seen.added then
      reset = seen.window
    elseif seen.head < seen.size then
      reset = unpacked('<d', seen.value, seen.size - 15) - seen.now + seen.window
    end
    return pack('<Bddd', seen.granted and 1 or 0, seen.total, seen.granted and 0 or wait(seen), reset)
  end,
  settle = function(value, blob, now)
    local _, at, amount, limit, window = unpacked('<Bdddd', blob)
    local seen = view(value, now, limit, window)
    if amount > 0 then return add(seen, amount), window end
    if amount == 0 then return nil end
    return give_back(seen, -amount, at), window
  end,
}
