local cph = require("cph")
local client = assert(cph.client({ region = 4 }))
client:update_keypair({ servers = { { server_id = "1" } } })
client:update_keypair({ servers = "1" })
client:update_keypiar({})
local list = assert(client:list_cloud_phone_servers({ limit = "5" }))
print(list.severs)
client:update_image_member({ image_id = "1", status = "nonsense" })
for phone in client:each("list_cloud_phones") do
  print(phone.phone_nam)
end
