-- Buckets of a shard that the correlator wants, a part at a time, so that no request waits behind a long script.
-- KEYS: the shard. ARGV: where to go on (0 at first), since, now. Answers where to go on (0: the end), names and blobs.
local GROWN, FEW, PART = 1209600, 3, 128
local since, now = tonumber(ARGV[2]), tonumber(ARGV[3])
local part = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', PART)
local found, all = {part[1]}, part[2]
for i = 1, #all, 2 do
  local bucket = all[i + 1]
  if string.byte(bucket, 22) >= FEW then
    local dead = struct.unpack('<d', bucket)
    if dead - GROWN >= since and dead > now then
      found[#found + 1], found[#found + 2] = all[i], bucket
    end
  end
end
return found
