-- The gaps and hours of pace.py. Value: dead after, last, means of log gap, square, shortness (doubles); requests, running
-- hour, first hour, requests in it (u32); a byte for each of 47 hours. Asking: op, life (double), counts (byte; 0: only
-- read). Answers the value.
local function natural_log(x)
  local fraction, exponent = math.frexp(x)
  if fraction < 0.7071067811865476 then fraction, exponent = fraction + fraction, exponent - 1 end
  local s = (fraction - 1) / (fraction + 1)
  local t = s * s
  return exponent * 0.6931471805599453 + 2 * s * (1 + t * (1 / 3 + t * (1 / 5 + t * (1 / 7 + t * (1 / 9)))))
end

local function code(many)
  local fraction, exponent = math.frexp(min(many, 2147483647))
  return char(exponent * 8 + floor((fraction - 0.5) * 16))
end

sketch(8, function(value, blob, now)
  local life = unpacked('<d', blob, 2)
  local dead = alive(value, now, life)
  if byte(blob, 10) == 0 then return nil, 0, dead and value or '' end
  local last, mean, square, short, count, hour, first, many, past
  if dead then
    dead, last, mean, square, short, count, hour, first, many = unpacked('<dddddI4I4I4I4', value)
    now = max(now, last)
    local gap, weight = natural_log(max(now - last, 0.001)), max(0.015625, 1 / count)
    mean = mean + weight * (gap - mean)
    square = square + weight * (gap * gap - square)
    short = short + weight * ((now - last < 900 and 1 or 0) - short)
    local running = floor(now / 3600)
    if running > hour then
      past = sub(sub(value, 57) .. code(many) .. rep('\0', min(running - hour, 48) - 1), -47)
      hour, many = running, 0
    else
      past = sub(value, 57)
    end
    dead, count, many = max(dead, now + life), count + 1, many + 1
  else
    hour = floor(now / 3600)
    dead, mean, square, short, count, first, many, past = now + life, 0, 0, 0, 1, hour, 1, rep('\0', 47)
  end
  value = pack('<dddddI4I4I4I4', dead, now, mean, square, short, count, hour, first, many) .. past
  return value, life, value
end)
