-- Encodings of texts, written without the code under test.

local M = {}

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

---@param text string
---@return string
function M.base64(text)
  local out = {}
  for i = 1, #text, 3 do
    local a, b, c = text:byte(i, i + 2)
    local word = a << 16 | (b or 0) << 8 | (c or 0)
    for k = 0, 3 do
      local digit = word >> (18 - 6 * k) & 63
      local padding = k == 2 and not b or k == 3 and not c
      out[#out + 1] = padding and "=" or ALPHABET:sub(digit + 1, digit + 1)
    end
  end
  return table.concat(out)
end

---@param format string that a byte is written with
---@return fun(text: string): string
function M.each_byte(format)
  return function(text)
    return (text:gsub(".", function(c)
      return format:format(c:byte())
    end))
  end
end

return M
