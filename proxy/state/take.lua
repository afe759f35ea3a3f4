-- Remembers the tallies of one request: first every one is looked at, then all are kept, or none where a reserving
-- kind has no room: what is refused is no evidence.
-- KEYS: groups. ARGV: now (double) and one byte per key with the number of its tallies; all names; all blobs.
-- Answers one packed reading per tally, in the order of the arguments.
local now, many, first, granted = unpacked('<d', ARGV[1]), (#ARGV - 1) / 2, 1, true
local drafts, news, lives, answers = {}, {}, {}, {}
for k = 1, #KEYS do
  local count = byte(ARGV[1], 8 + k)
  local values = redis.call('HMGET', KEYS[k], unpack(ARGV, first + 1, first + count))
  for i = 1, count do
    local blob = ARGV[first + i + many]
    local kind, place = kinds[byte(blob)], first + i - 1
    if kind.step then
      news[place], lives[place], answers[place] = kind.step(values[i], blob, now)
    else
      local draft = kind.look(values[i], blob, now)
      draft.kind, drafts[place] = kind, draft
      granted = granted and draft.granted
    end
  end
  first = first + count
end
first = 1
for k = 1, #KEYS do
  local count, fields, life = byte(ARGV[1], 8 + k), {}, 0
  for i = first, first + count - 1 do
    local value, lasting, draft = granted and news[i] or nil, lives[i], drafts[i]
    if draft then
      value, lasting = draft.kind.keep(draft, granted)
      answers[i] = draft.kind.answer(draft)
    end
    if value then
      fields[#fields + 1], fields[#fields + 2], life = ARGV[i + 1], value, max(life, lasting)
    end
  end
  if #fields > 0 then write(KEYS[k], fields, life, now) end
  first = first + count
end
return answers
