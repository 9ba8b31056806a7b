-- SPDX-License-Identifier: Apache-2.0
-- Responses of the gateway that stands in front of all services. Its texts are not stable, its
-- codes are.

local M = {}

M.TEXTS = {
  ["APIG.0106"] = "The operation is not implemented",
  ["APIG.0101"] = "The API does not exist or has not been published in the environment",
  ["APIGW.0201"] = "API request error",
  ["APIGW.0301"] = "Incorrect IAM authentication information",
  ["APIGW.0302"] = "The IAM user is not authorized to access the API",
  ["APIGW.0307"] = "The token must be updated",
  ["APIGW.0308"] = "The throttling threshold has been reached",
  ["APIG.0601"] = "Internal server error",
}

---@param call { id: string }
---@param status integer
---@param code string
---@param detail? string
---@return integer status
---@return table body
function M.refuse(call, status, code, detail)
  local text = M.TEXTS[code]
  return status, {
    error_code = code,
    error_msg = detail and ("%s: %s"):format(text, detail) or text,
    request_id = call.id,
  }
end

---The sender is not known. What was wrong is said in a word: `signature_mismatch`.
function M.unauthenticated(call, reason)
  if reason == "expired_token" then
    return M.refuse(call, 401, "APIGW.0307")
  end
  return M.refuse(call, 401, "APIGW.0301", (reason:gsub("_", " ")))
end

return M
