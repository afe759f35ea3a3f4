-- The buckets of a shard that the correlator wants, as names and blobs in turn. KEYS: the shard. ARGV: since, now.
local GROWN, FEW = 1209600, 3
local since, now, found = tonumber(ARGV[1]), tonumber(ARGV[2]), {}
local all = redis.call('HGETALL', KEYS[1])
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
