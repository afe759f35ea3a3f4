-- The two sketches of distinct.py. Value: dead after (double); count (u32), estimate, p (doubles) of the elder and of the
-- younger sketch; 128 registers of each. Asking: op, length of a turn (double), register, rank (bytes; none: only read).
-- Answers the value without its registers and a byte: 1 where the digest was certainly new.
local function taken(registers, at, rank, estimate, p)
  local before = byte(registers, at)
  if rank <= before then return registers, estimate, p, false end
  p, estimate = p - (ldexp(1, -before) - ldexp(1, -rank)) / 128, estimate + 1 / p
  return sub(registers, 1, at - 1) .. char(rank) .. sub(registers, at + 1), estimate, p, true
end

sketch(5, function(value, blob, now)
  local width = unpacked('<d', blob, 2)
  local dead, register, rank = alive(value, now, 2 * width), byte(blob, 10, 11)
  if not register then return nil, 0, dead and sub(value, 1, 48) .. '\0' or '' end
  local turn, count, estimate, p, young_count, young_estimate, young_p = floor(now / width), 0, 0, 1, 0, 0, 1
  local registers, fresh, _
  if dead then
    local last = floor(dead / width + 0.5) - 2
    count, estimate, p, young_count, young_estimate, young_p = unpacked('<I4ddI4dd', value, 9)
    if turn <= last then
      turn, registers = last, sub(value, 49)
    else
      count, estimate, p, young_count, young_estimate, young_p = young_count, young_estimate, young_p, 0, 0, 1
      registers = sub(value, 177) .. rep('\0', 128)
    end
  else
    registers = rep('\0', 256)
  end
  registers, estimate, p, fresh = taken(registers, register + 1, rank, estimate, p)
  registers, young_estimate, young_p, _ = taken(registers, register + 129, rank, young_estimate, young_p)
  local head = pack(
    '<dI4ddI4dd', (turn + 2) * width, count + 1, estimate, p, young_count + 1, young_estimate, young_p)
  return head .. registers, 2 * width, head .. (fresh and '\1' or '\0')
end)
