-- SPDX-License-Identifier: Apache-2.0
-- Refusals of the Cloud Phone Host: codes as the service's error reference has them, which all
-- come with status 400.

local M = {}

M.TEXTS = {
  ["CPS.0002"] = "Parameter: offset or limit is invalid",
  ["CPS.0003"] = "Service internal error",
  ["CPS.0004"] = "Invalid phone id",
  ["CPS.0005"] = "Phone is not found",
  ["CPS.0009"] = "Parameter: phone_id list is empty",
  ["CPS.0010"] = "Parameter: status is invalid",
  ["CPS.0011"] = "Job not found",
  ["CPS.0015"] = "server_id not found",
  ["CPS.0016"] = "server_id is invalid",
  ["CPS.0022"] = "Not available phone",
  ["CPS.0024"] = "Parameter: count is invalid",
  ["CPS.0025"] = "Parameter: phone_name is invalid",
  ["CPS.0028"] = "Parameter: phone_model_name is invalid",
  ["CPS.0030"] = "Parameter: image_id is invalid",
  ["CPS.0031"] = "Parameter: band_width is invalid",
  ["CPS.0033"] = "Parameter: band_width_id is invalid",
  ["CPS.0036"] = "Parameter: band_width_size is invalid",
  ["CPS.0049"] = "Parameter: request_id is empty",
  ["CPS.0050"] = "Jobs related to this requestId is not found",
  ["CPS.0065"] = "Quota exceeded for server",
  ["CPS.0067"] = "Keypair could not found",
  ["CPS.0068"] = "Parameter: keypair_name is empty",
  ["CPS.0077"] = "Parameter: phones list is invalid",
  ["CPS.0078"] = "Parameter: Property is invalid",
  ["CPS.0080"] = "Parameter: phone_ids is invalid",
  ["CPS.0087"] = "Parameter: server_name is invalid",
  ["CPS.0089"] = "Parameter: server_model_name is invalid",
  ["CPS.0094"] = "Parameter: server_ids is invalid",
  ["CPS.0095"] = "Parameter: server_ids is empty",
  ["CPS.0096"] = "The number of servers exceeds the limit",
  ["CPS.0097"] = "Parameter: server_id is invalid",
  ["CPS.0099"] = "Parameter: server is not ready",
  ["CPS.0122"] = "Parameter: Encode server id list is invalid",
  ["CPS.0123"] = "Encode server not found",
  ["CPS.0134"] = "Parameter: bucket_name is invalid",
  ["CPS.0141"] = "Phone is not in running status",
  ["CPS.0158"] = "The server is not available for being restarted",
  ["CPS.0160"] = "Only the size of shared bandwidth can be changed",
  ["CPS.0161"] = "Parameter: the number of request IDs has exceeded the limit",
  ["CPS.0165"] = "The phone must be in stopped or running status",
  ["CPS.0166"] = "Phone image not found",
  ["CPS.0173"] = "Parameter: package_name is invalid",
  ["CPS.0190"] = "The number of phones exceeds the limit",
  ["CPS.0196"] = "Quota is insufficient",
}

---@param call { id: string }
---@param code string
---@param detail? string
---@return integer status
---@return table body
function M.refuse(call, code, detail)
  local text = M.TEXTS[code]
  return 400, {
    request_id = call.id,
    error_code = code,
    error_msg = detail and ("%s (%s)"):format(text, detail) or text,
  }
end

-- The code that fits a member that breaks its rule.
local FIELD_CODES = {
  { "^limit$", "CPS.0002" },
  { "^offset$", "CPS.0002" },
  { "^status$", "CPS.0010" },
  { "^server_name$", "CPS.0087" },
  { "^server_id$", "CPS.0016" },
  { "^request_id", "CPS.0049" },
  { "^job_id$", "CPS.0011" },
  { "^server_ids%[", "CPS.0094" },
  { "^server_ids$", "CPS.0094" },
  { "^servers%[%d+%]%.keypair_name$", "CPS.0068" },
  { "^servers%[%d+%]%.server_id$", "CPS.0097" },
  { "^servers", "CPS.0094" },
  { "^phone_name$", "CPS.0025" },
  { "^phones", "CPS.0077" },
  { "^phone_ids", "CPS.0080" },
  { "phone_id$", "CPS.0004" },
  { "^phone_model_name$", "CPS.0028" },
  { "^server_model_name$", "CPS.0089" },
  { "^image_id$", "CPS.0030" },
  { "^count$", "CPS.0024" },
  { "^band_width_size$", "CPS.0036" },
  { "^band_width_id$", "CPS.0033" },
  { "band_width", "CPS.0031" },
  { "bucket_name$", "CPS.0134" },
  { "^package_name$", "CPS.0173" },
  { "^encode_server_ids", "CPS.0122" },
}

local function count_of(list)
  return type(list) == "table" and #list or 0
end

local function is_empty(list)
  return list == nil or (type(list) == "table" and next(list) == nil)
end

local function code_of(field, args)
  if field == "server_ids" or field == "servers" then
    local list = args[field]
    if is_empty(list) then
      return "CPS.0095"
    elseif count_of(list) > 100 then
      return "CPS.0096"
    end
  elseif field == "phone_ids" then
    return is_empty(args.phone_ids) and "CPS.0009" or "CPS.0190"
  elseif field == "request_ids" then
    return "CPS.0161"
  end
  for _, row in ipairs(FIELD_CODES) do
    if field:find(row[1]) then
      return row[2]
    end
  end
  return "CPS.0078"
end

---The refusal of a request that breaks a rule of its row.
---@param call table
---@param err { field: string?, message: string }
---@param args table
---@return integer status
---@return table body
function M.invalid(call, err, args)
  return M.refuse(call, code_of(err.field or "", args), err.message)
end

return M
