---@meta cph
-- SPDX-License-Identifier: Apache-2.0
-- Types of Cloud Phone Host for language servers. Generated from the rows by docs/generate.lua.

---@class cph.ShowBandwidthDetailArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 100; 1 to 100

---@class cph.UpdateBandwidthArguments
---@field project_id? string Project ID of the region; the client's by default
---@field band_width_id string Bandwidth ID
---@field band_width_size integer Mbit/s, in steps of 1 to 300, of 50 to 1000, of 500 above

---@class cph.InstallApkArguments
---@field project_id? string Project ID of the region; the client's by default
---@field command "install"|"install-multiple" install for one apk, install-multiple for several
---@field content string obs://bucket/path.apk; with install-multiple up to 50, separated by spaces; at most 8100 bytes
---@field phone_ids? string[] Phones; takes precedence over server_ids
---@field server_ids? string[] Servers whose phones are the targets

---@class cph.PushFileArguments
---@field project_id? string Project ID of the region; the client's by default
---@field command "push" push
---@field content string obs://bucket/path/file.tar; at most 1024 bytes
---@field phone_ids? string[] Phones; takes precedence over server_ids
---@field server_ids? string[] Servers whose phones are the targets

---@class cph.RunShellCommandArguments
---@field project_id? string Project ID of the region; the client's by default
---@field command "shell" shell
---@field content string Shell command; at most 1024 bytes
---@field phone_ids? string[] Phones; takes precedence over server_ids
---@field server_ids? string[] Servers whose phones are the targets

---@class cph.RunSyncCommandArguments
---@field project_id? string Project ID of the region; the client's by default
---@field command "shell" shell
---@field content string Shell command; at most 1024 bytes
---@field phone_ids? string[] Phones; takes precedence over server_ids; at most 15 items
---@field server_ids? string[] Servers whose phones are the targets

---@class cph.UninstallApkArguments
---@field project_id? string Project ID of the region; the client's by default
---@field command "uninstall" uninstall
---@field content string Package to remove; at most 1024 bytes
---@field phone_ids? string[] Phones; takes precedence over server_ids
---@field server_ids? string[] Servers whose phones are the targets

---@class cph.ListEncodeServersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 100; 1 to 100
---@field type? integer Type: 0 server, 1 container
---@field status? integer State: 1 running, 2 abnormal, 3 restarting, 4 frozen, 5 shut down, 0 100 1014 creating
---@field server_id? string Server ID; at most 32 bytes

---@class cph.RestartEncodeServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field encode_server_ids string[] IDs of the encoding services to restart

---@class cph.AddImageMemberArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_id string Phone image ID; at most 32 bytes
---@field member? string Project ID that the image is shared with

---@class cph.DeleteImageArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_id string Phone image ID; at most 32 bytes

---@class cph.DeleteImageMemberArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_id string Phone image ID; at most 32 bytes
---@field member_id string Project ID that the image is shared with

---@class cph.ListCloudPhoneImagesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_type? "public"|"private"|"share"|"all" Visibility of the image

---@class cph.ListImageMembersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_id string Phone image ID; at most 32 bytes

---@class cph.ListImagesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_type? "private"|"share" Visibility of the image
---@field status? integer Status: 0 creating, 1 usable, 2 creation failed
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 100; 1 to 100
---@field image_id? string Image ID
---@field image_name? string Image name
---@field create_since? integer Created at or after this timestamp
---@field create_until? integer Created at or before this timestamp
---@field src_project_id? string Project that shared the image; only if image_type is share

---@class cph.UpdateImageMemberArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_id string Phone image ID; at most 32 bytes
---@field status "accepted"|"rejected" accepted or rejected

---@class cph.ListJobsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field request_id? string request_id of the call that created the jobs; at most 32 bytes
---@field request_ids? string Up to 20 request IDs, comma-separated; takes precedence over request_id; at most 20 items joined by commas
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 100; 1 to 100

---@class cph.ShowJobArguments
---@field project_id? string Project ID of the region; the client's by default
---@field job_id string Task ID; at most 32 bytes

---@class cph.BatchExportCloudPhoneDataArguments
---@field project_id? string Project ID of the region; the client's by default
---@field storage_infos cph.StorageInfo[] Phones to export from

---@class cph.BatchImportCloudPhoneDataArguments
---@field project_id? string Project ID of the region; the client's by default
---@field restore_infos cph.RestoreInfo[] Phones to import into

---@class cph.BatchShowPhoneConnectInfosArguments
---@field project_id? string Project ID of the region; the client's by default
---@field phone_ids string[] Phone IDs; at most 10 items
---@field client_type "ANDROID"|"WINDOWS"|"H5_MOBILE"|"H5_PC"|"IOS" Kind of client that will connect

---@class cph.ExpandPhoneDataVolumeSizeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field phones cph.PhoneDataVolumeSize[] Phones

---@class cph.ImportTrafficArguments
---@field project_id? string Project ID of the region; the client's by default
---@field traffic_type "direct"|"routing" Route of the phone's traffic
---@field phone_ids string[] Phone IDs; at most 100 items

---@class cph.ListCloudPhoneModelsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field status? integer 0 retired, 1 in use; all if absent
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 100; 1 to 100

---@class cph.ListCloudPhonesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 100; 1 to 200
---@field phone_name? string Phone name, substring match
---@field server_id? string Server ID; at most 32 bytes
---@field status? integer State: 1 creating, 2 running, 3 resetting, 4 restarting, 6 frozen, 7 shutting down, 8 shut down, -5 reset failed, -6 restart failed, -7 abnormal, -8 creation failed, -9 shutdown failed
---@field type? integer Type: 0 normal, 1 trial

---@class cph.ResetCloudPhoneArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_id? string Phone image to switch to
---@field phones cph.PhoneProperty[] Phones

---@class cph.RestartCloudPhoneArguments
---@field project_id? string Project ID of the region; the client's by default
---@field image_id? string Phone image to switch to
---@field phones cph.PhoneProperty[] Phones

---@class cph.ShowCloudPhoneDetailArguments
---@field project_id? string Project ID of the region; the client's by default
---@field phone_id string Phone ID; at most 32 bytes

---@class cph.StopCloudPhoneArguments
---@field project_id? string Project ID of the region; the client's by default
---@field phone_ids string[] Phone IDs

---@class cph.UpdateCloudPhonePropertyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field phones cph.PropertyToUpdate[] Phones

---@class cph.UpdatePhoneNameArguments
---@field project_id? string Project ID of the region; the client's by default
---@field phone_id string Phone ID; at most 32 bytes
---@field phone_name string New name: letters, digits, Chinese, - and _; at most 60 characters

---@class cph.ChangeCloudPhoneServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_id string Server ID; at most 32 bytes
---@field phone_model_name string Phone flavor name; at most 64 bytes
---@field image_id string Phone image ID; at most 32 bytes
---@field keypair_name? string Name of the key pair for the ADB login; at most 64 characters
---@field ports? cph.Port[] Application ports to open; forwarded by the service
---@field tenant_vpc_id string VPC ID (UUID) for the new server
---@field nics cph.Nic[] NICs of the server; a custom network
---@field public_ip cph.ChangeCloudPhoneServerRequestBodyPublicIp Elastic IP
---@field phone_count_per_ip? integer Number of phones that share a virtual IP; all phones of the server by default
---@field server_share_data_volume? cph.ChangeCloudPhoneServerRequestBodyPhoneDataVolume Shared disk of the server
---@field band_width cph.ChangeCloudPhoneServerRequestBodyBandWidth Bandwidth of the public IP
---@field property? string Phone properties as JSON text; only those that can be modified; 1 to 8192 characters
---@field availability_zone? string Target AZ; unchanged if absent
---@field extend_param? cph.ChangeCloudPhoneServerRequestBodyExtendParam Order parameters
---@field phone_data_volume? cph.ChangeCloudPhoneServerRequestBodyPhoneDataVolume Data disk of the phones

---@class cph.ChangeCloudPhoneServerModelArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_id string Server ID; at most 32 bytes
---@field server_model_name string Target server flavor of the same generation; at most 64 characters
---@field phone_model_name string Phone flavor that fits the server flavor, with the current number of phones
---@field extend_param? cph.ChangeCloudPhoneServerModelRequestBodyExtendParam Order parameters

---@class cph.CreateCloudPhoneSingleServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_name string Name: letters, digits, Chinese, _ and -; numbered if several are bought; at most 60 characters
---@field server_model_name string Server flavor name; at most 64 bytes
---@field count integer Number of bare servers to buy; 0 to 10
---@field order_param cph.CreateCloudPhoneSingleServerRequestBodyOrderParam Order parameters
---@field nics cph.NicForSingleServer[] NICs of the server; a custom network
---@field public_ip cph.CreateCloudPhoneSingleServerRequestBodyPublicIp Elastic IP
---@field availability_zone? string Availability zone name
---@field data_volume? cph.CreateCloudPhoneSingleServerRequestBodyDataVolume Data disk
---@field keypair_name string Key pair for logging in to the bare server
---@field enterprise_project_id? string Enterprise project ID; absent or "0" means the default one
---@field image_id? string Image ID of the bare server; the default image if absent; at most 36 bytes

---@class cph.CreateNet2CloudPhoneServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field phone_model_name string Phone flavor name; at most 64 bytes
---@field image_id string Phone image ID; at most 32 bytes
---@field keypair_name? string Name of the key pair for the ADB login; at most 64 characters
---@field ports? cph.Port[] Application ports to open; forwarded by the service
---@field tenant_vpc_id string VPC ID (UUID) for the new server
---@field nics cph.Nic[] NICs of the server; a custom network
---@field public_ip cph.ChangeCloudPhoneServerRequestBodyPublicIp Elastic IP
---@field phone_count_per_ip? integer Number of phones that share a virtual IP; all phones of the server by default
---@field server_share_data_volume? cph.ChangeCloudPhoneServerRequestBodyPhoneDataVolume Shared disk of the server
---@field band_width cph.ChangeCloudPhoneServerRequestBodyBandWidth Bandwidth of the public IP
---@field property? string Phone properties as JSON text; only those that can be modified; 1 to 8192 characters
---@field server_name string Name: letters, digits, Chinese, _ and -; numbered if several are bought; at most 60 characters
---@field server_model_name string Server flavor name; at most 64 bytes
---@field count integer Number of servers to buy; 0 to 10
---@field extend_param cph.CreateNet2CloudPhoneServerRequestBodyExtendParam Order parameters
---@field phone_data_volume? cph.CreateNet2CloudPhoneServerRequestBodyPhoneDataVolume Data disk of the phones
---@field availability_zone? string Availability zone name

---@class cph.DeleteCloudPhoneServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_ids string[] Servers to delete; only pay-per-use servers; at most 10 items

---@class cph.ListCloudPhoneServerModelsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field product_type? integer Product type

---@class cph.ListCloudPhoneServersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 100; 1 to 100
---@field server_name? string Part of the server's name
---@field server_id? string Server ID; at most 32 bytes
---@field network_version? "v1"|"v2" v1: system-defined network, v2: custom network
---@field phone_model_name? string Phone flavor
---@field create_since? integer Created at or after this timestamp
---@field create_until? integer Created at or before this timestamp
---@field status? integer State, as in the response

---@class cph.RestartCloudPhoneServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_ids string[] Servers to restart; 1 to 100 items

---@class cph.ShowCloudPhoneServerDetailArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_id string Server ID; at most 32 bytes

---@class cph.UpdateKeypairArguments
---@field project_id? string Project ID of the region; the client's by default
---@field servers cph.ServerKeypair[] Servers and their new key pairs

---@class cph.UpdateServerNameArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_id string Server ID; at most 32 bytes
---@field server_name string New name: letters, digits, Chinese, - and _; at most 60 characters

---@class cph.DeleteShareAppsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field package_name string Package name: at least one dot, none at the end, not starting with a digit or _; at most 128 bytes
---@field server_ids string[] Server IDs

---@class cph.DeleteShareFilesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_ids string[] Server IDs
---@field file_paths string[] Absolute paths to delete, without ".."; letters, digits and ./- _=

---@class cph.ListShareFilesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip, default 0
---@field limit? integer Page size, default 50; 1 to 50
---@field server_ids string Comma-separated server IDs
---@field path string Directory below /, without ../ and //; letters, digits and .+-_/=

---@class cph.PushShareAppsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field package_name string Package name: at least one dot, none at the end, not starting with a digit or _; at most 128 bytes
---@field pre_install_app? integer Preinstalled applications
---@field bucket_name string OBS bucket: a-z, 0-9, - and .; 3 to 63 characters
---@field object_path string OBS object, a tar file: letters, digits and ./-_+#=; at most 1024 characters
---@field server_ids string[] Server IDs; 1 to 100 items

---@class cph.PushShareFilesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field bucket_name string OBS bucket: a-z, 0-9, - and .; 3 to 63 characters
---@field object_path string OBS object, a tar file: letters, digits and ./-_+#=; at most 1024 characters
---@field server_ids string[] Server IDs

---@class cph.BatchCreateTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field resource_type "cph-server" Kind of resource
---@field resource_id string Resource ID; at most 32 bytes
---@field action "create" Action of the call
---@field tags cph.Tag[] Tags

---@class cph.BatchDeleteTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field resource_type "cph-server" Kind of resource
---@field resource_id string Resource ID; at most 32 bytes
---@field action "delete" Action of the call
---@field tags cph.Tag[] Tags

---@class cph.ListProjectTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field resource_type "cph-server" Kind of resource
---@field limit? integer Page size, default 100; 1 to 100
---@field offset? integer Records to skip, default 0

---@class cph.ListResourceInstancesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field resource_type "cph-server" Kind of resource
---@field action "filter"|"count" filter: a page; count: only the total
---@field offset? string Records to skip as text, default 0; an integer as text
---@field limit? string Page size as text, default 1000; 1 to 1000, an integer as text
---@field without_any_tag? boolean Only resources without tags
---@field tags? cph.Tags[] All of these must be present; at most 10 items
---@field matches? cph.Match[] Search by field; only resource_name, exact match

---@class cph.ListResourceTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field resource_type "cph-server" Kind of resource
---@field resource_id string Resource ID; at most 32 bytes

---@class cph.ChangeCloudPhoneServerModelRequestBodyExtendParam
---@field is_auto_pay? integer 1: pay automatically, 0: do not (default)

---@class cph.ChangeCloudPhoneServerRequestBodyBandWidth
---@field band_width_id? string Shared bandwidth ID
---@field band_width_size? integer Mbit/s, of a dedicated bandwidth
---@field band_width_charge_mode integer 0 by bandwidth, 1 by traffic
---@field band_width_share_type integer 0 dedicated, 1 shared

---@class cph.ChangeCloudPhoneServerRequestBodyExtendParam
---@field enterprise_project_id? string Enterprise project ID; absent or "0" means the default one

---@class cph.ChangeCloudPhoneServerRequestBodyPhoneDataVolume
---@field volume_type "SSD"|"GPSSD" Disk type
---@field size integer Disk size in GiB; 10 to 32768

---@class cph.ChangeCloudPhoneServerRequestBodyPublicIp
---@field ids? string[] Elastic IP to use; at most one
---@field eip? cph.CreateNet2CloudPhoneServerRequestBodyPublicIpEip Elastic IP
---@field count? integer Number of elastic IPs, default 1, at most one per phone IP

---@class cph.CreateCloudPhoneSingleServerRequestBodyDataVolume
---@field volume_type "SSD"|"GPSSD" Disk type
---@field size integer Disk size in GiB; 1 to 32768
---@field count? integer Number of data disks, default 1

---@class cph.CreateCloudPhoneSingleServerRequestBodyOrderParam
---@field charging_mode integer Billing mode, 0 prepaid
---@field period_type integer 2 month, 3 year
---@field period_num integer Number of months or years; 1 to 10
---@field is_auto_pay? integer 1: pay automatically, 0: do not (default)
---@field is_auto_renew? integer 1: renew automatically, 0: do not (default)

---@class cph.CreateCloudPhoneSingleServerRequestBodyPublicIp
---@field ids? string[] Elastic IP to use (one); type and count are then ignored
---@field type? "5_telcom"|"5_union"|"5_bgp"|"5_sbgp" Line
---@field count? integer Number of EIPs, 0 or 1, default 0; 0 to 1
---@field band_width cph.ChangeCloudPhoneServerRequestBodyBandWidth Bandwidth of the public IP

---@class cph.CreateNet2CloudPhoneServerRequestBodyExtendParam
---@field charging_mode integer Billing mode, 0 prepaid
---@field period_type integer 2 month, 3 year
---@field period_num integer Number of months or years; 1 to 10
---@field is_auto_pay? integer 1: pay automatically, 0: do not (default)
---@field is_auto_renew? integer 1: renew automatically, 0: do not (default)
---@field enterprise_project_id? string Enterprise project ID; absent or "0" means the default one

---@class cph.CreateNet2CloudPhoneServerRequestBodyPhoneDataVolume
---@field volume_type "SSD"|"GPSSD" Disk type
---@field size integer Disk size in GiB; 1 to 32768

---@class cph.CreateNet2CloudPhoneServerRequestBodyPublicIpEip
---@field type "5_telcom"|"5_union"|"5_bgp"|"5_sbgp" Line

---@class cph.Match
---@field key "resource_name" Only resource_name is accepted
---@field value string Resource name to match exactly

---@class cph.Nic
---@field subnet_id string Network ID (UUID) of a subnet in tenant_vpc_id
---@field ipv6_enable? boolean The NIC supports IPv6; default false
---@field ipv6_bandwidth? cph.NicIpv6Bandwidth IPv6 bandwidth

---@class cph.NicForSingleServer
---@field subnet_id string Network ID (UUID) of a subnet in vpc_id
---@field ipv6_enable? boolean The NIC supports IPv6; default false
---@field ipv6_band_width_id? string ID of the shared bandwidth bound to IPv6

---@class cph.NicIpv6Bandwidth
---@field band_width_id string ID of the shared bandwidth bound to IPv6

---@class cph.PhoneDataVolumeSize
---@field phone_id string Phone ID; at most 32 bytes
---@field new_size integer New size in GiB, not below the current one; 0 to 32768

---@class cph.PhoneProperty
---@field phone_id string Phone ID; at most 32 bytes
---@field property? string Phone properties as JSON text

---@class cph.Port
---@field name string Name of the port; not adb or vnc; at most 16 bytes
---@field listen_port integer Port number; 10000 to 50000
---@field internet_accessible string "true" in any case maps the port to the public network

---@class cph.PropertyToUpdate
---@field phone_id string Phone ID; at most 32 bytes
---@field property string Phone properties as JSON text

---@class cph.RestoreInfo
---@field phone_id string Phone ID; at most 32 bytes
---@field bucket_name string OBS bucket: a-z, 0-9, - and .; 3 to 63 characters
---@field object_path string OBS path of the exported data; at most 1024 characters

---@class cph.ServerKeypair
---@field server_id string Server ID; 1 to 32 bytes
---@field keypair_name string Name of the new key pair

---@class cph.StorageInfo
---@field phone_id string Phone ID; at most 32 bytes
---@field include_files string[] Absolute paths to export, below /data and /cache
---@field exclude_files? string[] Paths to exclude; takes precedence over include_files
---@field bucket_name string OBS bucket: a-z, 0-9, - and .; 3 to 63 characters
---@field object_path string OBS path to write to: letters, digits and ./-_+#=; at most 1024 characters

---@class cph.Tag
---@field key string Letters of any language, digits, space, _.:=+-@; not starting with _sys_; 1 to 127 characters
---@field value string Value, without leading or trailing spaces; at most 255 characters

---@class cph.Tags
---@field key string Tag key; 1 to 127 characters
---@field values string[] One of these must be present; empty: any value; at most 10 items

---@class cph.Address
---@field intranet_ip string Private IP; obsolete, see server_ip
---@field access_ip string Public IP; obsolete, see public_ip
---@field server_ip string Private IP
---@field public_ip string Public IP; empty if the port is not public

---@class cph.Bandwidth
---@field band_width_name string Name
---@field band_width_id string Bandwidth ID
---@field band_width_size integer Mbit/s
---@field band_width_charge_mode integer 0 by bandwidth, 1 by traffic
---@field band_width_share_type integer 0 dedicated, 1 shared
---@field create_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field update_time string UTC YYYY-MM-DDTHH:MM:SSZ

---@class cph.BatchShowPhoneConnectInfosResponse
---@field request_id string ID of this request, for list_jobs
---@field connect_infos cph.ConnectInfo[] Connection data per phone
---@field errors cph.ConnectErrorInfo[] Phones that failed

---@class cph.ChangeCloudPhoneServerModelResponse
---@field request_id string ID of this request, for list_jobs
---@field order_id string Order ID
---@field product_id string Product ID
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message

---@class cph.ChangeCloudPhoneServerResponse
---@field request_id string ID of this request, for list_jobs
---@field server_id string Server ID
---@field job_id string Job ID, for show_job
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message

---@class cph.ConnectErrorInfo
---@field phone_id string Phone ID
---@field error_code string Error code, if this phone cannot be connected
---@field error_msg string Error message

---@class cph.ConnectInfo
---@field phone_id string Phone ID
---@field access_info cph.ConnectInfoAccessInfo Access addresses of the phone

---@class cph.ConnectInfoAccessInfo
---@field access_ip string Public access IP of the phone
---@field intranet_ip string Private IP of the phone
---@field access_ipv6 string IPv6 address of the server
---@field access_port integer Port reachable from the public network
---@field session_id string ID of this connection session
---@field timestamp string Timestamp
---@field ticket string Signed ticket

---@class cph.CreateCloudPhoneSingleServerResponse
---@field request_id string ID of this request, for list_jobs
---@field order_id string Order ID
---@field product_id string Product ID
---@field server_ids string[] Server IDs
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message

---@class cph.DeleteCloudPhoneServerResponse
---@field request_id string ID of this request, for list_jobs
---@field job_id string Job ID, for show_job

---@class cph.EncodeServer
---@field encode_server_name string Name of the encoding service
---@field encode_server_id string Encoding service ID
---@field encode_server_ip string IP of the encoding service
---@field server_id string Server ID
---@field keypair_name string Key pair for logging in to the encoding service
---@field type integer Encoding service type: 0 server, 1 container
---@field status integer Status: 1 running, 2 abnormal, 3 restarting, 0 4 5 creating
---@field access_infos cph.EncodeServerAccessInfo[] Access addresses
---@field encode_server_ipv6 string IPv6 address of the encoding service

---@class cph.EncodeServerAccessInfo
---@field listen_port integer Port that the service listens on
---@field access_ip string Public IP of the encoding service; deprecated, use public_ip
---@field intranet_ip string Private IP; deprecated, use server_ip
---@field public_ip string Public IP; empty if the port is not public
---@field server_ip string Private IP of the server
---@field access_port integer Port reachable from the public network
---@field type string Port type: adb, vnc, cph_app_server, cph_h5_server or a custom one
---@field server_ipv6 string IPv6 address

---@class cph.EncodeServerJob
---@field encode_server_id string Encoding service ID
---@field job_id string Job ID, for show_job
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message

---@class cph.Job
---@field phone_id string Phone ID
---@field server_id string Server ID
---@field node_id string Server ID; obsolete
---@field job_id string Task ID
---@field begin_time string Start time, UTC YYYY-MM-DDTHH:MM:SSZ
---@field end_time string End time, UTC YYYY-MM-DDTHH:MM:SSZ
---@field status integer 1 running, 2 succeeded, -1 failed
---@field error_code string Error code; absent or null if it has not failed
---@field error_msg string Error message
---@field execute_msg string Output of the job

---@class cph.ListCloudPhoneImagesResponse
---@field request_id string ID of this request, for list_jobs
---@field phone_images cph.PhoneImage[] Phone images

---@class cph.ListCloudPhoneModelsResponse
---@field request_id string ID of this request, for list_jobs
---@field phone_models cph.PhoneModel[] Phone flavors

---@class cph.ListCloudPhoneServerModelsResponse
---@field request_id string ID of this request, for list_jobs
---@field server_models cph.ServerModel[] Server flavors

---@class cph.ListCloudPhoneServersResponse
---@field request_id string ID of this request
---@field count integer Number of all servers that match
---@field servers cph.Server[] Servers, newest first

---@class cph.ListCloudPhonesResponse
---@field phones cph.Phone[] Phones
---@field request_id string ID of this request, for list_jobs
---@field count integer Total number of instances

---@class cph.ListEncodeServersResponse
---@field request_id string ID of this request, for list_jobs
---@field encode_servers cph.EncodeServer[] Encoding services

---@class cph.ListImageMembersResponse
---@field members cph.ListImageMembersView[] Projects that the image is shared with

---@class cph.ListImageMembersView
---@field create_time integer Time of sharing
---@field update_time integer UTC YYYY-MM-DDTHH:MM:SSZ
---@field image_id string Phone image ID
---@field member_id string Project ID that the image is shared with

---@class cph.ListImagesResponse
---@field image_infos cph.ListImagesView[] Images
---@field total integer Number of records that match the query
---@field request_id string ID of this request, for list_jobs

---@class cph.ListImagesView
---@field domain_id string Tenant that owns the image
---@field image_name string Image name
---@field update_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field create_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field image_size integer Image size in bytes
---@field project_id string Owning project; only if image_type is private
---@field image_id string Phone image ID
---@field image_version string AOSP version of the image
---@field image_type string Visibility of the image
---@field status integer Status: 0 creating, 1 usable, 2 creation failed
---@field src_project_id string Project that shared the image; only if image_type is share

---@class cph.ListJobsResponse
---@field request_id string ID of this request
---@field jobs cph.Job[] Jobs, one per target

---@class cph.ListProjectTagsResponse
---@field tags cph.Tags[] Tags
---@field total_count integer Total number

---@class cph.ListResourceInstancesResponse
---@field resources cph.Resource[] Resources
---@field total_count integer Total number

---@class cph.ListResourceTagsResponse
---@field tags cph.Tag[] Tags

---@class cph.Outcome
---@field request_id string ID of this request, for list_jobs
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message

---@class cph.Phone
---@field phone_name string Phone name
---@field server_id string Server ID
---@field phone_id string Phone ID
---@field phone_model_name string Phone flavor name
---@field image_id string Phone image ID
---@field image_version string Image version
---@field vnc_enable string VNC service: "true" or "false"
---@field status integer Status: 1 creating, 2 running, 3 resetting, 4 restarting, 6 frozen, 7 shutting down, 8 shut down, -5 reset failed, -6 restart failed, -7 abnormal, -8 creation failed, -9 shutdown failed
---@field type integer Type: 0 normal, 1 trial
---@field imei string IMEI
---@field traffic_type string Route of the phone's traffic
---@field volume_mode integer The phone has its own disk
---@field availability_zone string Availability zone name
---@field metadata cph.PhoneMetadata Order data of the server
---@field has_encrypt boolean File level encryption is on
---@field create_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field update_time string UTC YYYY-MM-DDTHH:MM:SSZ

---@class cph.PhoneAccessInfo
---@field type string Custom port type
---@field device_ip string Phone IP; deprecated
---@field phone_ip string Phone IP
---@field listen_port integer Port that the service listens on
---@field access_ip string Access IP; deprecated, use public_ip
---@field public_ip string Public IP; empty if the port is not public
---@field intranet_ip string Private IP; deprecated, use server_ip
---@field server_ip string Private IP of the server
---@field access_port integer Port reachable from the public network
---@field phone_ipv6 string IPv6 address of the phone
---@field server_ipv6 string IPv6 address

---@class cph.PhoneDataVolume
---@field volume_type string Disk type
---@field volume_size integer Disk size in GB

---@class cph.PhoneImage
---@field image_name string Image name
---@field os_type string Operating system type of the image
---@field is_public integer Public or private image: 1 public, 2 private
---@field os_name string Operating system of the phone
---@field image_label string Server family that the image is for
---@field image_id string Phone image ID
---@field is_support_encrypt boolean The image supports file level encryption

---@class cph.PhoneJob
---@field phone_id string Phone ID
---@field job_id string Job ID, for show_job
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message

---@class cph.PhoneJobs
---@field request_id string ID of this request, for list_jobs
---@field jobs cph.PhoneJob[] Accepted or refused jobs, one per target

---@class cph.PhoneMetadata
---@field order_id string Order ID
---@field product_id string Product ID

---@class cph.PhoneModel
---@field server_model_name string Server flavor name
---@field phone_model_name string Phone flavor name
---@field status integer Status: 0 retired, 1 in use
---@field cpu integer Number of CPU cores
---@field memory integer Memory in MB
---@field disk integer System storage in GiB
---@field resolution string Screen resolution
---@field extend_spec string Extended specification as text
---@field spec_code string Flavor name
---@field phone_capacity integer Phones per server with this flavor
---@field image_label string Image family that the flavor accepts
---@field product_type integer Product type: 0 cloud phone, 1 cloud gaming
---@field phone_model_version integer Version of the flavor
---@field dpi integer Dots per inch
---@field fps string Rendering frame rate
---@field volume_mode integer The phone has its own disk
---@field render_fps integer Rendering frame rate
---@field stream_fps integer Stream frame rate

---@class cph.Receipt
---@field request_id string ID of this request, for list_jobs

---@class cph.Resource
---@field resource_id string Resource ID
---@field resource_detail string Resource details
---@field resource_name string Resource name
---@field tags cph.Tag[] Tags

---@class cph.RestartEncodeServerResponse
---@field request_id string ID of this request, for list_jobs
---@field jobs cph.EncodeServerJob[] Accepted or refused jobs, one per target

---@class cph.RunSyncCommandJob
---@field phone_id string Phone ID
---@field job_id string Job ID, for show_job
---@field status integer Status: 1 running, 2 succeeded, -1 failed
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message
---@field execute_msg string Output of the job

---@class cph.RunSyncCommandResponse
---@field request_id string ID of this request, for list_jobs
---@field jobs cph.RunSyncCommandJob[] Accepted or refused jobs, one per target

---@class cph.Server
---@field server_name string Name
---@field availability_zone string Availability zone
---@field server_id string Server ID
---@field server_model_name string Server flavor
---@field phone_model_name string Phone flavor
---@field keypair_name string Key pair for the ADB login
---@field status integer 0 1 3 4 creating, 2 abnormal, 5 normal, 8 frozen, 10 shut down, 11 shutting down, 12 shutdown failed, 13 powering on
---@field vpc_id string VPC ID
---@field cidr string CIDR of the VPC
---@field vpc_cidr string CIDR of the VPC
---@field subnet_id string Subnet ID
---@field subnet_cidr string CIDR of the subnet
---@field addresses cph.Address[] IP addresses
---@field resource_project_id string Project to peer with, for the system-defined network
---@field metadata cph.ServerMetadata Order data
---@field network_version string v1: system-defined network, v2: custom network
---@field enterprise_project_id string Absent or "0": the default project
---@field create_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field update_time string UTC YYYY-MM-DDTHH:MM:SSZ

---@class cph.ServerJob
---@field server_id string Server ID
---@field job_id string Job ID, for show_job
---@field error_code string Error code, if it was refused; absent or null otherwise
---@field error_msg string Error message

---@class cph.ServerJobs
---@field request_id string ID of this request, for list_jobs
---@field jobs cph.ServerJob[] Accepted or refused jobs, one per target

---@class cph.ServerMetadata
---@field product_id string Product ID
---@field order_id string Order ID
---@field charging_mode integer 0: prepaid

---@class cph.ServerModel
---@field server_model_name string Server flavor name
---@field server_type string Server model
---@field cpu integer Number of CPU cores
---@field memory integer Memory in GB
---@field extend_spec cph.ServerModelExtendSpec Hardware details of the flavor
---@field disk_max_num integer Maximum number of disks; 0 local disk flavor
---@field product_type integer Product type
---@field free_size integer Free disk quota of the server, GB

---@class cph.ServerModelExtendSpec
---@field cpu string CPU model of the server
---@field memory string Memory type of the server
---@field disk string Disk type of the server
---@field network_interface string Network type of the server
---@field gpu string GPU type
---@field bms_flavor string Bare metal flavor behind the server
---@field gpu_count integer Number of GPUs
---@field numa_count integer Number of NUMA nodes
---@field os_volume cph.ServerModelExtendSpecOsVolume System disk

---@class cph.ServerModelExtendSpecOsVolume
---@field size integer Disk size in GiB
---@field volume_type string Disk type

---@class cph.ShowBandwidthDetailResponse
---@field request_id string ID of this request, for list_jobs
---@field band_widths cph.Bandwidth[] Bandwidths

---@class cph.ShowCloudPhoneDetailResponse
---@field phone_name string Phone name
---@field server_id string Server ID
---@field phone_id string Phone ID
---@field phone_model_name string Phone flavor name
---@field image_id string Phone image ID
---@field image_version string Image version
---@field vnc_enable string VNC service: "true" or "false"
---@field status integer Status: 1 creating, 2 running, 3 resetting, 4 restarting, 6 frozen, 7 shutting down, 8 shut down, -5 reset failed, -6 restart failed, -7 abnormal, -8 creation failed, -9 shutdown failed
---@field type integer Type: 0 normal, 1 trial
---@field imei string IMEI
---@field traffic_type string Route of the phone's traffic
---@field volume_mode integer The phone has its own disk
---@field availability_zone string Availability zone name
---@field metadata cph.PhoneMetadata Order data of the server
---@field has_encrypt boolean File level encryption is on
---@field create_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field update_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field request_id string ID of this request, for list_jobs
---@field access_infos cph.PhoneAccessInfo[] Access addresses
---@field property string Phone properties as JSON text
---@field phone_data_volume cph.PhoneDataVolume Data disk of the phones

---@class cph.ShowCloudPhoneServerDetailResponse
---@field request_id string ID of this request
---@field server_name string Name
---@field availability_zone string Availability zone
---@field server_id string Server ID
---@field server_model_name string Server flavor
---@field phone_model_name string Phone flavor
---@field keypair_name string Key pair for the ADB login
---@field status integer 0 1 3 4 creating, 2 abnormal, 5 normal, 8 frozen, 10 shut down, 11 shutting down, 12 shutdown failed, 13 powering on
---@field vpc_id string VPC ID
---@field cidr string CIDR of the VPC
---@field vpc_cidr string CIDR of the VPC
---@field subnet_id string Subnet ID
---@field subnet_cidr string CIDR of the subnet
---@field addresses cph.Address[] IP addresses
---@field resource_project_id string Project to peer with, for the system-defined network
---@field metadata cph.ServerMetadata Order data
---@field network_version string v1: system-defined network, v2: custom network
---@field enterprise_project_id string Absent or "0": the default project
---@field create_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field update_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field band_widths cph.Bandwidth[] Bandwidths
---@field volumes cph.Volume[] Disks
---@field share_volume_info cph.ShowCloudPhoneServerDetailResponseBodyShareVolumeInfo Shared storage
---@field security_groups string[] Empty for the system-defined network

---@class cph.ShowCloudPhoneServerDetailResponseBodyShareVolumeInfo
---@field volume_type string Type of disk
---@field size integer GiB
---@field version integer Version of the shared storage

---@class cph.ShowJobResponse
---@field request_id string ID of this request
---@field job_id string Task ID
---@field begin_time string Start time, UTC YYYY-MM-DDTHH:MM:SSZ
---@field end_time string End time, UTC YYYY-MM-DDTHH:MM:SSZ
---@field status integer 1 running, 2 succeeded, -1 failed
---@field phone_id string Phone ID
---@field server_id string Server ID
---@field error_code string Error code; absent or null if it has not failed
---@field error_msg string Error message
---@field execute_msg string Output of the job

---@class cph.Volume
---@field volume_name string Name
---@field volume_id string ID
---@field volume_size integer GB
---@field volume_type string Type of disk
---@field create_time string UTC YYYY-MM-DDTHH:MM:SSZ
---@field update_time string UTC YYYY-MM-DDTHH:MM:SSZ

---@class cph.Client: hwc.Client
local Client = {}

---Lists bandwidths; only of the system-defined network.
---
---GET /v1/{project_id}/cloud-phone/bandwidths
---@param arguments? cph.ShowBandwidthDetailArguments
---@param options? hwc.CallOptions
---@return cph.ShowBandwidthDetailResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_bandwidth_detail(arguments, options) end

---Resizes a shared bandwidth; only of the system-defined network.
---
---PUT /v1/{project_id}/cloud-phone/bandwidths/{band_width_id}
---@param arguments cph.UpdateBandwidthArguments
---@param options? hwc.CallOptions
---@return cph.Outcome? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_bandwidth(arguments, options) end

---Installs apk files on phones.
---
---POST /v1/{project_id}/cloud-phone/phones/commands
---
---Rule: at least one of phone_ids and server_ids
---
---Rule: content: at most 1024 bytes if command is "install"
---@param arguments cph.InstallApkArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:install_apk(arguments, options) end

---Pushes a tar file to phones.
---
---POST /v1/{project_id}/cloud-phone/phones/commands
---
---Rule: at least one of phone_ids and server_ids
---@param arguments cph.PushFileArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:push_file(arguments, options) end

---Runs a shell command on phones.
---
---POST /v1/{project_id}/cloud-phone/phones/commands
---
---Rule: at least one of phone_ids and server_ids
---@param arguments cph.RunShellCommandArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:run_shell_command(arguments, options) end

---Runs a shell command and waits for its output.
---
---POST /v1/{project_id}/cloud-phone/phones/sync-commands
---
---Rule: at least one of phone_ids and server_ids
---@param arguments cph.RunSyncCommandArguments
---@param options? hwc.CallOptions
---@return cph.RunSyncCommandResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:run_sync_command(arguments, options) end

---Removes an application from phones.
---
---POST /v1/{project_id}/cloud-phone/phones/commands
---
---Rule: at least one of phone_ids and server_ids
---@param arguments cph.UninstallApkArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:uninstall_apk(arguments, options) end

---Lists encoding services.
---
---GET /v1/{project_id}/cloud-phone/encode-servers
---@param arguments? cph.ListEncodeServersArguments
---@param options? hwc.CallOptions
---@return cph.ListEncodeServersResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_encode_servers(arguments, options) end

---Restarts encoding services.
---
---POST /v1/{project_id}/cloud-phone/encode-servers/batch-restart
---@param arguments cph.RestartEncodeServerArguments
---@param options? hwc.CallOptions
---@return cph.RestartEncodeServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:restart_encode_server(arguments, options) end

---Shares an image with another project of the region; at most 10.
---
---POST /v1/{project_id}/cloud-phone/images/{image_id}/members
---@param arguments cph.AddImageMemberArguments
---@param options? hwc.CallOptions
---@return cph.Outcome? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:add_image_member(arguments, options) end

---Deletes a private image.
---
---DELETE /v1/{project_id}/cloud-phone/images/{image_id}
---@param arguments cph.DeleteImageArguments
---@param options? hwc.CallOptions
---@return cph.Outcome? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_image(arguments, options) end

---Stops sharing an image with a project.
---
---DELETE /v1/{project_id}/cloud-phone/images/{image_id}/members/{member_id}
---@param arguments cph.DeleteImageMemberArguments
---@param options? hwc.CallOptions
---@return cph.Outcome? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_image_member(arguments, options) end

---Lists phone images that the project can use.
---
---GET /v1/{project_id}/cloud-phone/phone-images
---@param arguments? cph.ListCloudPhoneImagesArguments
---@param options? hwc.CallOptions
---@return cph.ListCloudPhoneImagesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_cloud_phone_images(arguments, options) end

---Lists the projects that an image is shared with.
---
---GET /v1/{project_id}/cloud-phone/images/{image_id}/members
---@param arguments cph.ListImageMembersArguments
---@param options? hwc.CallOptions
---@return cph.ListImageMembersResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_image_members(arguments, options) end

---Lists private and shared images.
---
---GET /v1/{project_id}/cloud-phone/images
---@param arguments? cph.ListImagesArguments
---@param options? hwc.CallOptions
---@return cph.ListImagesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_images(arguments, options) end

---Accepts or rejects a shared image.
---
---PUT /v1/{project_id}/cloud-phone/images/{image_id}/members
---@param arguments cph.UpdateImageMemberArguments
---@param options? hwc.CallOptions
---@return cph.Receipt? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_image_member(arguments, options) end

---Lists the jobs of one or more requests.
---
---GET /v1/{project_id}/cloud-phone/jobs
---
---Rule: at least one of request_id and request_ids
---@param arguments? cph.ListJobsArguments
---@param options? hwc.CallOptions
---@return cph.ListJobsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_jobs(arguments, options) end

---Shows a job.
---
---GET /v1/{project_id}/cloud-phone/jobs/{job_id}
---@param arguments cph.ShowJobArguments
---@param options? hwc.CallOptions
---@return cph.ShowJobResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_job(arguments, options) end

---Exports phone data to OBS.
---
---POST /v1/{project_id}/cloud-phone/phones/batch-storage
---@param arguments cph.BatchExportCloudPhoneDataArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_export_cloud_phone_data(arguments, options) end

---Restores phone data from OBS.
---
---POST /v1/{project_id}/cloud-phone/phones/batch-restore
---@param arguments cph.BatchImportCloudPhoneDataArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_import_cloud_phone_data(arguments, options) end

---Gets connection data of up to 10 phones.
---
---POST /v1/{project_id}/cloud-phone/phones/batch-connection
---@param arguments cph.BatchShowPhoneConnectInfosArguments
---@param options? hwc.CallOptions
---@return cph.BatchShowPhoneConnectInfosResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_show_phone_connect_infos(arguments, options) end

---Enlarges data disks of phones.
---
---POST /v1/{project_id}/cloud-phone/phones/expand-volume
---@param arguments cph.ExpandPhoneDataVolumeSizeArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:expand_phone_data_volume_size(arguments, options) end

---Changes the traffic route of phones.
---
---POST /v1/{project_id}/cloud-phone/phones-traffic
---@param arguments cph.ImportTrafficArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:import_traffic(arguments, options) end

---Lists phone flavors.
---
---GET /v1/{project_id}/cloud-phone/phone-models
---@param arguments? cph.ListCloudPhoneModelsArguments
---@param options? hwc.CallOptions
---@return cph.ListCloudPhoneModelsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_cloud_phone_models(arguments, options) end

---Lists phones, newest first.
---
---GET /v1/{project_id}/cloud-phone/phones
---@param arguments? cph.ListCloudPhonesArguments
---@param options? hwc.CallOptions
---@return cph.ListCloudPhonesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_cloud_phones(arguments, options) end

---Resets phones to factory state.
---
---POST /v1/{project_id}/cloud-phone/phones/batch-reset
---@param arguments cph.ResetCloudPhoneArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:reset_cloud_phone(arguments, options) end

---Restarts phones, or starts them.
---
---POST /v1/{project_id}/cloud-phone/phones/batch-restart
---@param arguments cph.RestartCloudPhoneArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:restart_cloud_phone(arguments, options) end

---Shows a phone.
---
---GET /v1/{project_id}/cloud-phone/phones/{phone_id}
---@param arguments cph.ShowCloudPhoneDetailArguments
---@param options? hwc.CallOptions
---@return cph.ShowCloudPhoneDetailResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_cloud_phone_detail(arguments, options) end

---Shuts phones down.
---
---POST /v1/{project_id}/cloud-phone/phones/batch-stop
---@param arguments cph.StopCloudPhoneArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:stop_cloud_phone(arguments, options) end

---Changes phone properties.
---
---POST /v1/{project_id}/cloud-phone/phones/batch-update-property
---@param arguments cph.UpdateCloudPhonePropertyArguments
---@param options? hwc.CallOptions
---@return cph.PhoneJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_cloud_phone_property(arguments, options) end

---Renames a phone.
---
---PUT /v1/{project_id}/cloud-phone/phones/{phone_id}
---@param arguments cph.UpdatePhoneNameArguments
---@param options? hwc.CallOptions
---@return cph.Receipt? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_phone_name(arguments, options) end

---Replaces a server with a new one that keeps its ID, name and billing.
---
---POST /v2/{project_id}/cloud-phone/servers/{server_id}/change
---@param arguments cph.ChangeCloudPhoneServerArguments
---@param options? hwc.CallOptions
---@return cph.ChangeCloudPhoneServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:change_cloud_phone_server(arguments, options) end

---Changes a server's flavor; takes about 2 minutes.
---
---POST /v1/{project_id}/cloud-phone/servers/change-server-model
---@param arguments cph.ChangeCloudPhoneServerModelArguments
---@param options? hwc.CallOptions
---@return cph.ChangeCloudPhoneServerModelResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:change_cloud_phone_server_model(arguments, options) end

---Buys bare servers (without phones).
---
---POST /v2.1/{project_id}/cloud-phone/servers
---@param arguments cph.CreateCloudPhoneSingleServerArguments
---@param options? hwc.CallOptions
---@return cph.CreateCloudPhoneSingleServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_cloud_phone_single_server(arguments, options) end

---Buys cloud phone servers.
---
---POST /v2/{project_id}/cloud-phone/servers
---@param arguments cph.CreateNet2CloudPhoneServerArguments
---@param options? hwc.CallOptions
---@return cph.CreateCloudPhoneSingleServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_net2_cloud_phone_server(arguments, options) end

---Deletes pay-per-use servers, at most 10.
---
---DELETE /v2/{project_id}/cloud-phone/servers
---@param arguments cph.DeleteCloudPhoneServerArguments
---@param options? hwc.CallOptions
---@return cph.DeleteCloudPhoneServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_cloud_phone_server(arguments, options) end

---Lists server flavors.
---
---GET /v1/{project_id}/cloud-phone/server-models
---@param arguments? cph.ListCloudPhoneServerModelsArguments
---@param options? hwc.CallOptions
---@return cph.ListCloudPhoneServerModelsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_cloud_phone_server_models(arguments, options) end

---Lists servers, newest first.
---
---GET /v1/{project_id}/cloud-phone/servers
---@param arguments? cph.ListCloudPhoneServersArguments
---@param options? hwc.CallOptions
---@return cph.ListCloudPhoneServersResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_cloud_phone_servers(arguments, options) end

---Restarts servers; the response has one job per server.
---
---POST /v1/{project_id}/cloud-phone/servers/batch-restart
---@param arguments cph.RestartCloudPhoneServerArguments
---@param options? hwc.CallOptions
---@return cph.ServerJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:restart_cloud_phone_server(arguments, options) end

---Shows a server.
---
---GET /v1/{project_id}/cloud-phone/servers/{server_id}
---@param arguments cph.ShowCloudPhoneServerDetailArguments
---@param options? hwc.CallOptions
---@return cph.ShowCloudPhoneServerDetailResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_cloud_phone_server_detail(arguments, options) end

---Changes the key pair of servers; the response has one job per server.
---
---PUT /v1/{project_id}/cloud-phone/servers/open-access
---@param arguments cph.UpdateKeypairArguments
---@param options? hwc.CallOptions
---@return cph.ServerJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_keypair(arguments, options) end

---Renames a server.
---
---PUT /v1/{project_id}/cloud-phone/servers/{server_id}
---@param arguments cph.UpdateServerNameArguments
---@param options? hwc.CallOptions
---@return cph.Outcome? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_server_name(arguments, options) end

---Deletes a shared application from servers.
---
---DELETE /v1/{project_id}/cloud-phone/phones/share-apps
---@param arguments cph.DeleteShareAppsArguments
---@param options? hwc.CallOptions
---@return cph.ServerJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_share_apps(arguments, options) end

---Deletes files from shared storage.
---
---POST /v1/{project_id}/cloud-phone/phones/share-files
---@param arguments cph.DeleteShareFilesArguments
---@param options? hwc.CallOptions
---@return cph.ServerJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_share_files(arguments, options) end

---Lists a directory of shared storage.
---
---GET /v1/{project_id}/cloud-phone/servers/share-files
---@param arguments cph.ListShareFilesArguments
---@param options? hwc.CallOptions
---@return cph.ServerJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_share_files(arguments, options) end

---Pushes a tar file of applications to the shared application storage.
---
---POST /v1/{project_id}/cloud-phone/phones/share-apps
---@param arguments cph.PushShareAppsArguments
---@param options? hwc.CallOptions
---@return cph.ServerJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:push_share_apps(arguments, options) end

---Pushes files to shared storage.
---
---POST /v1/{project_id}/cloud-phone/phones/share-files
---@param arguments cph.PushShareFilesArguments
---@param options? hwc.CallOptions
---@return cph.ServerJobs? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:push_share_files(arguments, options) end

---Adds tags to a resource.
---
---POST /v1/{project_id}/{resource_type}/{resource_id}/tags/action
---@param arguments cph.BatchCreateTagsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_create_tags(arguments, options) end

---Removes tags from a resource.
---
---POST /v1/{project_id}/{resource_type}/{resource_id}/tags/action
---@param arguments cph.BatchDeleteTagsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_delete_tags(arguments, options) end

---Lists all tags of the project.
---
---GET /v1/{project_id}/{resource_type}/tags
---@param arguments cph.ListProjectTagsArguments
---@param options? hwc.CallOptions
---@return cph.ListProjectTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_project_tags(arguments, options) end

---Finds or counts resources by tag.
---
---POST /v1/{project_id}/{resource_type}/resource_instances/action
---
---Rule: offset: only if action is "filter"
---
---Rule: limit: only if action is "filter"
---@param arguments cph.ListResourceInstancesArguments
---@param options? hwc.CallOptions
---@return cph.ListResourceInstancesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_resource_instances(arguments, options) end

---Lists the tags of a resource.
---
---GET /v1/{project_id}/{resource_type}/{resource_id}/tags
---@param arguments cph.ListResourceTagsArguments
---@param options? hwc.CallOptions
---@return cph.ListResourceTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_resource_tags(arguments, options) end

---Waits for the jobs of replies. You can pass a call directly.
---@param what table|string|(table|string)[]|nil a reply, a request ID, or a list of them
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param options? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait_jobs(what, info, options) end

--- - `image_usable`: Waits until private images are usable.
--- - `jobs`: Waits for the jobs of calls, by their replies or request IDs; same as client:wait_jobs.
--- - `phone_running`: Waits until phones are running.
--- - `phone_stopped`: Waits until phones are shut down.
--- - `server_deleted`: Waits until servers are deleted.
--- - `server_normal`: Waits until servers are in the normal state.
---@param name "image_usable"|"jobs"|"phone_running"|"phone_stopped"|"server_deleted"|"server_normal"
---@param what table|string|(table|string)[]|nil the reply of the request, an ID, arguments, or a
---  list
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param options? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait(name, what, info, options) end

---Iterates over all items of a paginated list.
---@overload fun(self: cph.Client, name: "show_bandwidth_detail", arguments?: cph.ShowBandwidthDetailArguments, options?: hwc.CallOptions): fun(): cph.Bandwidth
---@overload fun(self: cph.Client, name: "list_encode_servers", arguments?: cph.ListEncodeServersArguments, options?: hwc.CallOptions): fun(): cph.EncodeServer
---@overload fun(self: cph.Client, name: "list_images", arguments?: cph.ListImagesArguments, options?: hwc.CallOptions): fun(): cph.ListImagesView
---@overload fun(self: cph.Client, name: "list_jobs", arguments?: cph.ListJobsArguments, options?: hwc.CallOptions): fun(): cph.Job
---@overload fun(self: cph.Client, name: "list_cloud_phone_models", arguments?: cph.ListCloudPhoneModelsArguments, options?: hwc.CallOptions): fun(): cph.PhoneModel
---@overload fun(self: cph.Client, name: "list_cloud_phones", arguments?: cph.ListCloudPhonesArguments, options?: hwc.CallOptions): fun(): cph.Phone
---@overload fun(self: cph.Client, name: "list_cloud_phone_servers", arguments?: cph.ListCloudPhoneServersArguments, options?: hwc.CallOptions): fun(): cph.Server
---@overload fun(self: cph.Client, name: "list_share_files", arguments?: cph.ListShareFilesArguments, options?: hwc.CallOptions): fun(): cph.ServerJob
---@overload fun(self: cph.Client, name: "list_project_tags", arguments?: cph.ListProjectTagsArguments, options?: hwc.CallOptions): fun(): cph.Tags
---@overload fun(self: cph.Client, name: "list_resource_instances", arguments?: cph.ListResourceInstancesArguments, options?: hwc.CallOptions): fun(): cph.Resource
function Client:each(name, arguments, options) end

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@return table<string, hwc.Operation>
function M.operations() end

---The waiters by name, as data; see `client:wait`.
---@return table<string, hwc.Waiter>
function M.waiters() end

---Creates a client of Cloud Phone Host.
---@param options hwc.ClientOptions
---@return cph.Client? client
---@return hwc.Error? err
function M.client(options) end

error("types of cph are for language servers")
return M
