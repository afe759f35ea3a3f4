-- A lease, by compare and set; papers.py does the same for the memory store.
-- KEYS: the lease. ARGV: now and life (doubles), who. Answers 1 where `who` has it now.
local now, life = unpacked('<dd', ARGV[1])
local held = redis.call('GET', KEYS[1])
if held and sub(held, 9) ~= ARGV[2] then
  local ends = unpacked('<d', held)
  if life <= 0 or (ends > now and ends <= now + 10 * life) then return 0 end
end
if life <= 0 then
  redis.call('DEL', KEYS[1])
  return 0
end
redis.call('SET', KEYS[1], pack('<d', now + life) .. ARGV[2], 'PX', string.format('%.0f', life * 1250 + 60000))
return 1
