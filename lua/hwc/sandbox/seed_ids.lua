-- SPDX-License-Identifier: Apache-2.0
-- Ids of things that follow from the seed: looking like random ones, each made from a number, and
-- the number found again from the id. So a large fleet needs no index.

local M = {}

---@class hwc.sandbox.SeedIds
local SeedIds = {}
SeedIds.__index = SeedIds

-- The finalizer of the generator SplitMix64, one to one on integers, and its inverse: the inverse
-- factors multiply with the factors to 1 (mod 2^64).
local FACTOR_1, FACTOR_2 = 0xbf58476d1ce4e5b9, 0x94d049bb133111eb
local INVERSE_1, INVERSE_2 = 0x96de1b173f119089, 0x319642b2d24d8ec3

local function mix(x)
  x = (x ~ x >> 30) * FACTOR_1
  x = (x ~ x >> 27) * FACTOR_2
  return x ~ x >> 31
end

local function unmix(x)
  x = (x ~ x >> 31 ~ x >> 62) * INVERSE_2
  x = (x ~ x >> 27 ~ x >> 54) * INVERSE_1
  return x ~ x >> 30 ~ x >> 60
end

---Takes two numbers of the state's generator.
---@return hwc.sandbox.SeedIds
function M.new()
  return setmetatable({ first = math.random(0), second = math.random(0) }, SeedIds)
end

---@param number integer
---@return string id 32 lower-case hexadecimal digits
function SeedIds:id(number)
  local high = mix(number ~ self.first)
  return ("%016x%016x"):format(high, mix(high ~ self.second))
end

---@param id string
---@return integer? number nil where the id is none of these
function SeedIds:number(id)
  local high = #id == 32 and id:match("^%x+$") and tonumber(id:sub(1, 16), 16)
  if not high then
    return nil
  end
  local number = unmix(high) ~ self.first
  return self:id(number) == id and number or nil
end

return M
