---@meta devserver
-- SPDX-License-Identifier: Apache-2.0
-- Types of ModelArts DevServer (Lite Server) for language servers. Generated from the rows by docs/generate.lua.

---@class devserver.GetDevServerImageArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Image ID; a UUID in lower case

---@class devserver.ListDevServerFlavorsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_type? string Kind of server
---@field arch? string CPU architecture
---@field charging_mode? string Billing mode

---@class devserver.ListDevServerImagesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field server_type? string Kind of server
---@field flavor_name? string Flavor name; 1 to 128 characters

---@class devserver.CreateHyperClusterArguments
---@field project_id? string Project ID of the region; the client's by default
---@field name string Name; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field hyper_cluster_subnet_id? string Subnet of the hyper cluster; a UUID in lower case
---@field type? "HPS"|"ECS" HPS or ECS

---@class devserver.DeleteHyperClusterArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Hyper cluster ID
---@field type? "HPS"|"ECS" HPS (default) or ECS

---@class devserver.GetHyperClusterArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Hyper cluster ID
---@field type? "HPS"|"ECS" HPS (default) or ECS

---@class devserver.ListHyperClusterArguments
---@field project_id? string Project ID of the region; the client's by default
---@field type? "HPS"|"ECS" HPS (default) or ECS

---@class devserver.ChangeHyperinstanceOsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case
---@field admin_pass? string|hwc.Secret Login password; not for supernodes; 8 to 26 characters, at least three of upper-case letters, lower-case letters, digits and !@%-_=+[{}]:,./?, without root, administrator or these backwards
---@field key_pair_name? string Key pair for the login; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field image_id? string Image; required to change the operating system; a UUID
---@field user_data? string|hwc.Secret User data to run at first boot, Base64 of at most 32 KiB; at most 32768 bytes in Base64, Base64 with padding

---@class devserver.CreateHyperinstanceTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID
---@field tags devserver.TmsTag[] Tags

---@class devserver.DeleteHyperinstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID

---@class devserver.DeleteHyperinstanceTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID
---@field tags devserver.TmsTag[] Tags

---@class devserver.GetHyperinstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case

---@class devserver.GetHyperinstanceOperationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case
---@field operation_id string Operation ID

---@class devserver.GetScaleEvaluationsDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case

---@class devserver.ListAllHyperinstancesArguments
---@field project_id? string Project ID of the region; the client's by default

---@class devserver.ListHyperinstanceClustersCapacityArguments
---@field project_id? string Project ID of the region; the client's by default
---@field hyperinstance_cluster_ids? string[] Supernode cluster IDs; at most 5 items
---@field flavor? string Flavor name; 1 to 128 characters
---@field availability_zone? string Availability zone; at least 1 characters
---@field resource_flavor? string Resource flavor name; at least 1 characters

---@class devserver.ListHyperinstancesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field sort_dir? "ASC"|"DESC" Sort order
---@field sort_key? string Sort field
---@field limit? integer Page size, default 10; 1 to 1024
---@field offset? integer Records to skip, default 0; 0 to 2147483647

---@class devserver.QueryHyperinstanceTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID

---@class devserver.ScaleDownHyperinstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case
---@field body? devserver.ServerScaleDownRequest Body: it has a member with the name of a path member

---@class devserver.ScaleUpHyperinstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case
---@field flavor string Flavor name; 1 to 128 characters
---@field root_volume? devserver.EvsVolume System disk
---@field data_volume? devserver.ServerDataVolume Data disks
---@field image_id string Image ID; a UUID
---@field userdata? string|hwc.Secret User data to run at first boot, Base64 of at most 32 KiB; at most 32768 bytes in Base64, Base64 with padding
---@field key_pair_name? string Key pair for the login; 1 to 64 characters, only [a-zA-Z0-9_.-]

---@class devserver.StartHyperinstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case

---@class devserver.StopHyperinstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Supernode ID; a UUID in lower case

---@class devserver.CreateDevServerJobArguments
---@field project_id? string Project ID of the region; the client's by default
---@field name string Job name; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field description? string Free text description; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field server_ids string[] DevServer IDs
---@field type string Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field is_reboot? boolean Restart if the task fails
---@field items devserver.DevServerJobItem[] Task items

---@class devserver.DeleteDevServerJobsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field job_ids? string[] IDs of the jobs to delete

---@class devserver.GetDevServerJobArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Job ID

---@class devserver.GetDevServerJobServiceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Service ID

---@class devserver.GetDevServerJobTemplateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Template ID

---@class devserver.ListDevServerJobTemplatesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id? string Template ID
---@field name? string Name
---@field type? string Type

---@class devserver.ListDevServerJobsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id? string Job ID
---@field name? string Name
---@field type? string Type
---@field status? string State
---@field visible? boolean Shown in the console

---@class devserver.BatchDevServersActionArguments
---@field project_id? string Project ID of the region; the client's by default
---@field type "START"|"STOP"|"REBOOT"|"CHANGEOS"|"REINSTALLOS"|"DELETE" What to do
---@field servers devserver.BatchActionDevServerIds[] Instances
---@field extend_param? devserver.ServerOsRequest Login and image, for the operating system

---@class devserver.ChangeDevServerOsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case
---@field admin_pass? string|hwc.Secret Login password; not for supernodes; 8 to 26 characters, at least three of upper-case letters, lower-case letters, digits and !@%-_=+[{}]:,./?, without root, administrator or these backwards
---@field key_pair_name? string Key pair for the login; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field image_id? string Image; required to change the operating system; a UUID
---@field user_data? string|hwc.Secret User data to run at first boot, Base64 of at most 32 KiB; at most 32768 bytes in Base64, Base64 with padding

---@class devserver.CreateDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field admin_pass? string|hwc.Secret Login password; not for supernodes; 8 to 26 characters, at least three of upper-case letters, lower-case letters, digits and !@%-_=+[{}]:,./?, without root, administrator or these backwards
---@field arch? "ARM"|"X86" CPU architecture
---@field availability_zone? string Availability zone; 1 to 256 characters
---@field charging_info? devserver.ChargingInfo Billing
---@field count? integer Number of servers to buy; not for supernodes; 1 to 10
---@field enterprise_project_id? string Enterprise project ID; 1 to 36 characters
---@field flavor? string Flavor; 1 to 128 characters
---@field resource_flavor? string Resource flavor; 1 to 256 characters
---@field image_id string Image ID; a UUID
---@field key_pair_name? string Key pair for the login; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field name string Name; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field network devserver.ServerNetwork Network of the server
---@field root_volume? devserver.EvsVolume System disk
---@field data_volume? devserver.ServerDataVolume Data disks
---@field server_type? "BMS"|"ECS"|"HPS" Kind of server
---@field user_data? string|hwc.Secret User data to run at first boot, Base64 of at most 32 KiB; at most 32768 bytes in Base64, Base64 with padding
---@field hps_cluster_id? string Supernode cluster network ID; only for HPS

---@class devserver.DeleteDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID

---@class devserver.ListAllDevServersArguments
---@field project_id? string Project ID of the region; the client's by default

---@class devserver.ListDevServersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field owner? string User ID of the owner; for administrators
---@field sort_dir? "ASC"|"DESC" Order, default ASC
---@field sort_key? string Field to sort by, default createTime
---@field limit? integer Page size, default 10; 0 to 1024
---@field offset? integer Records to skip, default 0; 0 to 2147483647

---@class devserver.RebootDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case

---@class devserver.ReinstallDevServerOsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case
---@field admin_pass? string|hwc.Secret Login password; not for supernodes; 8 to 26 characters, at least three of upper-case letters, lower-case letters, digits and !@%-_=+[{}]:,./?, without root, administrator or these backwards
---@field key_pair_name? string Key pair for the login; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field image_id? string Image; required to change the operating system; a UUID
---@field user_data? string|hwc.Secret User data to run at first boot, Base64 of at most 32 KiB; at most 32768 bytes in Base64, Base64 with padding

---@class devserver.ShowDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID

---@class devserver.StartDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case
---@field arch? "ARM"|"X86" CPU architecture
---@field charging_mode? "COMMON"|"POST_PAID"|"PRE_PAID" Billing
---@field server_type? "BMS"|"ECS"|"HPS" Kind of server

---@class devserver.StopDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case

---@class devserver.SyncDevServersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field owner? string User ID of the owner; for administrators
---@field sort_dir? "ASC"|"DESC" Sort order
---@field sort_key? string Sort field
---@field offset? integer Records to skip, default 0; 0 to 2147483647
---@field limit? integer Page size, default 10; 0 to 1024

---@class devserver.UpdateDevServerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID
---@field name string Name; 1 to 64 characters, only [a-zA-Z0-9_.-]

---@class devserver.CreateRoceNetworkArguments
---@field project_id? string Project ID of the region; the client's by default
---@field network_type? string RoCE network type
---@field physical_network? string Physical network name; 1 to 64 characters, only [a-zA-Z0-9_.-]

---@class devserver.GetTopologiesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id? string ID; a UUID in lower case
---@field resource_id? string Server resource ID; a UUID in lower case

---@class devserver.BindDevServerPublicIpArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID
---@field public_ip_id? string EIP ID

---@class devserver.ListDevServerPublicIpArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID

---@class devserver.AttachDevServerVolumeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case
---@field volume_id string Disk ID; a UUID in lower case

---@class devserver.DetachDevServerVolumeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case
---@field volume_id string Disk ID; a UUID

---@class devserver.GetDevServerOperationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field id string Instance ID; a UUID in lower case
---@field operation_id string Operation ID

---@class devserver.AllowedAddressPairs
---@field ip_address? string IP address; 0.0.0.0/0 is rejected
---@field mac_address? string MAC address

---@class devserver.BatchActionDevServerIds
---@field id string Instance ID

---@class devserver.ChargingInfo
---@field charging_mode "COMMON"|"POST_PAID"|"PRE_PAID" Billing mode
---@field is_auto_pay? boolean Pay automatically
---@field is_auto_renew? boolean Renew automatically
---@field period_num integer Number of prepaid periods; 1 to 11
---@field period_type "ABSOLUTE"|"DAY"|"HOUR"|"MONTH"|"WEEK"|"YEAR" Unit of the prepaid period

---@class devserver.DevServerJobItem
---@field type string Fine-grained task type, e.g. COMMON, DEVICE_LOG_COLLECT
---@field spec? table<string, string> Task parameters

---@class devserver.EvsVolume
---@field size? integer GB; 100 to 1024
---@field type? "ESSD"|"GPSSD"|"SAS"|"SATA"|"SSD" EVS disk type

---@class devserver.ServerDataVolume
---@field size integer GB; 100 to 32768
---@field type "SSD"|"SAS"|"SATA"|"GPSSD"|"ESSD" EVS disk type
---@field count integer Number of data disks; 1 to 8

---@class devserver.ServerNetwork
---@field ipv6_enable? boolean Enable IPv6
---@field roce_id? string RoCE network ID; a UUID
---@field security_group_id string Security group ID
---@field subnet_id string Subnet ID
---@field vpc_id string VPC ID
---@field hyper_cluster? devserver.ServerNetworkHyperCluster Hyper cluster network
---@field allowed_address_pairs? devserver.AllowedAddressPairs[] Additional IP/MAC pairs that the port lets through

---@class devserver.ServerNetworkHyperCluster
---@field id? string ID
---@field hyper_cluster_subnet_id? string Subnet of the hyper cluster

---@class devserver.ServerOsRequest
---@field admin_pass? string|hwc.Secret Login password; not for supernodes; 8 to 26 characters, at least three of upper-case letters, lower-case letters, digits and !@%-_=+[{}]:,./?, without root, administrator or these backwards
---@field key_pair_name? string Key pair for the login; 1 to 64 characters, only [a-zA-Z0-9_.-]
---@field image_id? string Image; required to change the operating system; a UUID
---@field user_data? string|hwc.Secret User data to run at first boot, Base64 of at most 32 KiB; at most 32768 bytes in Base64, Base64 with padding

---@class devserver.ServerScaleDownRequest
---@field id? string ID
---@field flavor? string Flavor name
---@field server_ids? string[] Nodes to remove
---@field resource_flavor? string Resource flavor name

---@class devserver.TmsTag
---@field key string Key: not starting with _sys_, without leading or trailing spaces; at most 128 characters
---@field value? string Tag value; at most 255 characters

---@class devserver.AIServiceInstance
---@field id string ID
---@field status string State
---@field endpoints string Access methods and private addresses

---@class devserver.AttachDevServerVolumeResponse
---@field operation_id string Operation ID
---@field operation_status string Pending, running, success or failed
---@field operation_type string node_attach_volume

---@class devserver.BindDevServerPublicIPResponse
---@field public_ips devserver.ServerPublicIp[] EIPs

---@class devserver.CloudServer
---@field id string ID of the server or of the supernode's child
---@field type string|"BMS"|"ECS"|"HPS" Kind of server
---@field hps_id string Supernode ID
---@field hps_ecs_id string ID of the supernode's child

---@class devserver.CreateDevServerJobResponse
---@field id string ID
---@field name string Name
---@field type string Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT
---@field status string State
---@field description string Free text description
---@field create_at string Creation time, Unix milliseconds
---@field update_at string Time of the last change, Unix milliseconds
---@field items devserver.DevServerJobItem[] Task items
---@field tasks devserver.DevServerTaskResponse[] Tasks
---@field template_id string Job template ID
---@field user_name string User who created the job
---@field abnormal_count integer Number of nodes whose task failed

---@class devserver.CreateHyperinstanceTagsResponse
---@field tags devserver.TmsTag[] Tags

---@class devserver.CreateRoceNetworkResponse
---@field network devserver.ServerRoceNetwork Network of the server

---@class devserver.DeleteDevServerJobsResponse
---@field current integer Number of this page
---@field pages integer Number of pages
---@field size integer Page size
---@field total integer Number of records that match
---@field data devserver.DevServerJobListResponse[] Number of records in this page

---@class devserver.DeleteHyperClusterResponse
---@field body any Response body

---@class devserver.DevServerJobListResponse
---@field id string ID
---@field name string Name
---@field type string Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT
---@field status string State
---@field description string Free text description
---@field user_name string User who created the job
---@field abnormal_count integer Number of nodes whose task failed
---@field create_at string Creation time, Unix milliseconds
---@field update_at string Time of the last change, Unix milliseconds

---@class devserver.DevServerTaskResponse
---@field id string ID
---@field server_id string DevServer ID
---@field server_name string DevServer name
---@field status string State
---@field cloud_server table<string, string> ID of the ECS, BMS or HPS
---@field message string Message text
---@field create_at string Creation time, Unix milliseconds
---@field update_at string Time of the last change, Unix milliseconds

---@class devserver.DevServerTemplateListResponse
---@field id string ID
---@field name string Name
---@field description string Free text description
---@field type string Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT
---@field flavor_type string Flavor type
---@field params devserver.TemplateParam[] Extra parameters

---@class devserver.Endpoints
---@field dev_service string|"AI_FLOW"|"MA_STUDIO"|"NOTEBOOK"|"SSH"|"TENSOR_BOARD"|"WEB_IDE" Access method
---@field extensions table<string, string> Access URLs and settings
---@field ssh_keys string[] SSH key pair names

---@class devserver.EndpointsRes
---@field dev_service string Access method
---@field service string|"NOTEBOOK"|"SSH" Access method
---@field uri string Private IP of the instance
---@field key_pair_names string[] SSH key pair names
---@field allowed_access_ips string[] Addresses that are allowed to connect
---@field ssh_keys string[] SSH key pair names, in older responses

---@class devserver.GetDevServerJobServiceResponse
---@field id string ID
---@field name string Name
---@field status string State
---@field spec table<string, string> Task parameters
---@field instances devserver.AIServiceInstance[] Service instances
---@field model devserver.Model Model to deploy

---@class devserver.GetDevServerJobTemplateResponse
---@field id string ID
---@field name string Name
---@field type string Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT
---@field status string State
---@field description string Free text description
---@field cmd string Start command of the container
---@field swr_path string Container image
---@field resources string Task resources
---@field volumes string Disks
---@field volumes_mount string Mounts
---@field flavor_type string Flavor type
---@field timeout string Task timeout
---@field check_interval string Poll interval of the task
---@field params devserver.TemplateParam[] Extra parameters

---@class devserver.GetScaleEvaluationsDevServerResponse
---@field evaluations devserver.ServerScaleEvaluation[] Capacity per flavor

---@class devserver.GetTopologiesResponse
---@field servers devserver.ServerPhyInfo[] Servers

---@class devserver.HyperCluster
---@field id string ID
---@field name string Name
---@field network_info devserver.HyperClusterNetworkInfo[] Network data

---@class devserver.HyperClusterNetworkInfo
---@field hyper_cluster_subnet_id string Subnet of the hyper cluster
---@field is_default boolean Default network

---@class devserver.ListAllHyperinstancesResponse
---@field current integer Number of this page
---@field pages integer Number of pages
---@field size integer Page size
---@field total integer Number of records that match
---@field data devserver.ServerHyperinstanceResponse[] Number of records in this page

---@class devserver.ListDevServerFlavorsResponse
---@field current integer Number of this page
---@field pages integer Number of pages
---@field size integer Page size
---@field total integer Number of records that match
---@field data devserver.ServerFlavorinstanceResponse[] Number of records in this page

---@class devserver.ListDevServerImagesResponse
---@field current integer Number of this page
---@field pages integer Number of pages
---@field size integer Page size
---@field total integer Number of records that match
---@field data devserver.ServerImageResponse[] Number of records in this page

---@class devserver.ListDevServerJobTemplatesResponse
---@field current integer Number of this page
---@field pages integer Number of pages
---@field size integer Page size
---@field total integer Number of records that match
---@field data devserver.DevServerTemplateListResponse[] Number of records in this page

---@class devserver.ListDevServersResponse
---@field current integer Number of this page
---@field pages integer Number of pages
---@field size integer Page size
---@field total integer Number of records that match
---@field data devserver.ServerResponse[] Instances

---@class devserver.ListHyperClusterResponse
---@field hyper_clusters devserver.HyperCluster[] Hyper clusters

---@class devserver.ListHyperinstanceClustersCapacityResponse
---@field capacities devserver.ServerHpsClusterCapacity[] Capacities

---@class devserver.Model
---@field name string Name
---@field url string OBS path of the model
---@field quant_type string Quantization type

---@class devserver.ServerFlavorinstanceResponse
---@field arch string CPU architecture
---@field availability_zone string Availability zone
---@field charging_mode string Billing mode
---@field count integer Number of items
---@field flavor string Flavor name
---@field flavor_type string Flavor type
---@field roce_num integer Number of RoCE ports
---@field server_type string Kind of server
---@field sku_code string Billing code
---@field specification string Flavor details
---@field status string State
---@field is_sold_out boolean Sold out

---@class devserver.ServerHpsClusterCapacity
---@field flavor string Flavor name
---@field availability_zone string Availability zone
---@field hyperinstance_cluster_id string Supernode cluster ID
---@field hyperinstance_cluster_name string Supernode cluster name
---@field resource_flavor string Resource flavor name
---@field is_sold_out boolean Sold out

---@class devserver.ServerHpsInfo
---@field id string ID
---@field name string Name

---@class devserver.ServerHyperinstanceResponse
---@field create_at integer Creation time, Unix milliseconds
---@field hps_cluster_id string Supernode cluster network ID; only for HPS
---@field hps_id string Supernode resource ID
---@field id string ID
---@field name string Name
---@field order_id string Order ID
---@field status string|"PROVISIONING"|"ACTIVE"|"ERROR"|"REIMAGING"|"TERMINATING"|"TERMINATED" State
---@field servers devserver.ServerResponse[] Servers
---@field update_at integer Time of the last change, Unix milliseconds

---@class devserver.ServerImageResponse
---@field arch string|"ARM"|"X86" CPU architecture
---@field image_id string Image ID
---@field name string Name
---@field server_type string|"BMS"|"ECS"|"HPS" Kind of server
---@field status string ACTIVE or INACTIVE

---@class devserver.ServerOperation
---@field operation_id string Operation ID
---@field operation_status string Pending, running, success or failed
---@field operation_type string Kind of operation
---@field operation_error devserver.ServerOperationError Reason of the failure

---@class devserver.ServerOperationError
---@field code string Error code
---@field message string Message text

---@class devserver.ServerPhyInfo
---@field resource_id string Server resource ID
---@field network_nodes string[] Top-of-rack switch IPs

---@class devserver.ServerPublicIp
---@field id string ID
---@field address string EIP address, IPv4

---@class devserver.ServerResponse
---@field create_at integer Creation time, Unix milliseconds
---@field update_at integer Time of the last change, Unix milliseconds
---@field charging_mode string|"COMMON"|"POST_PAID"|"PRE_PAID" Billing
---@field cloud_server devserver.CloudServer Server of the instance
---@field endpoints_response devserver.Endpoints[] Access methods
---@field flavor string Flavor
---@field id string Instance ID
---@field key_pair_name string Key pair for the login
---@field name string Name
---@field order_id string Order ID
---@field status string|"CREATE_FAILED"|"CREATING"|"DELETED"|"DELETE_FAILED"|"DELETING"|"ERROR"|"RUNNING"|"STARTING"|"START_FAILED"|"STOPPED"|"STOPPING"|"STOP_FAILED"|"REBOOTING"|"REBOOT_FAILED"|"CHANGINGOS"|"CHANGINGOS_FAILED"|"REINSTALLINGOS"|"REINSTALLINGOS_FAILED" State
---@field vpc_id string VPC ID
---@field endpoints devserver.EndpointsRes[] Access methods and private addresses
---@field volumes devserver.ServerVolume[] Disks
---@field image devserver.ServerImageResponse Image
---@field server_image_response devserver.ServerImageResponse Image, in older responses
---@field category string|"SPOD"|"SERVER"|"HPS" Parent of the server
---@field server_hps devserver.ServerHpsInfo Supernode that the server belongs to
---@field subnet_id string Subnet ID

---@class devserver.ServerRoceNetwork
---@field id string ID
---@field name string Name
---@field project_id string Project ID of the caller's region
---@field status string State
---@field tenant_id string Tenant ID
---@field subnets string Subnets
---@field ["provider:network_type"] string RoCE network type
---@field ["provider:physical_network"] string Physical network

---@class devserver.ServerScaleEvaluation
---@field is_sold_out boolean Sold out
---@field flavor string Flavor name
---@field resource_flavor string Resource flavor name

---@class devserver.ServerVolume
---@field size integer GB
---@field type string|"ROOT"|"DATA" System or data disk
---@field evs_type string|"ESSD"|"GPSSD"|"SAS"|"SATA"|"SSD" Type of disk
---@field evs_id string Disk ID

---@class devserver.TemplateParam
---@field name string Name
---@field description string Free text description
---@field value string Value
---@field visible string Shown in the console
---@field regex string Validation pattern of the parameter

---@class devserver.Client: hwc.Client
local Client = {}

---Shows an image.
---
---GET /v1/{project_id}/dev-servers/images/{id}
---@param arguments devserver.GetDevServerImageArguments
---@param options? hwc.CallOptions
---@return devserver.ServerImageResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_dev_server_image(arguments, options) end

---Lists flavors of instances.
---
---GET /v1/{project_id}/dev-servers/flavors
---@param arguments? devserver.ListDevServerFlavorsArguments
---@param options? hwc.CallOptions
---@return devserver.ListDevServerFlavorsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_dev_server_flavors(arguments, options) end

---Lists images of instances.
---
---GET /v1/{project_id}/dev-servers/images
---@param arguments? devserver.ListDevServerImagesArguments
---@param options? hwc.CallOptions
---@return devserver.ListDevServerImagesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_dev_server_images(arguments, options) end

---Creates a hyper cluster.
---
---POST /v1/{project_id}/dev-servers/hyper-clusters
---@param arguments devserver.CreateHyperClusterArguments
---@param options? hwc.CallOptions
---@return devserver.HyperCluster? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_hyper_cluster(arguments, options) end

---Deletes a hyper cluster.
---
---DELETE /v1/{project_id}/dev-servers/hyper-clusters/{id}
---@param arguments devserver.DeleteHyperClusterArguments
---@param options? hwc.CallOptions
---@return devserver.DeleteHyperClusterResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_hyper_cluster(arguments, options) end

---Shows a hyper cluster.
---
---GET /v1/{project_id}/dev-servers/hyper-clusters/{id}
---@param arguments devserver.GetHyperClusterArguments
---@param options? hwc.CallOptions
---@return devserver.HyperCluster? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_hyper_cluster(arguments, options) end

---Lists hyper clusters.
---
---GET /v1/{project_id}/dev-servers/hyper-clusters
---@param arguments? devserver.ListHyperClusterArguments
---@param options? hwc.CallOptions
---@return devserver.ListHyperClusterResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_hyper_cluster(arguments, options) end

---Changes the operating system of a supernode.
---
---POST /v1/{project_id}/dev-servers/hyperinstance/{id}/changeos
---
---Rule: image_id: required
---
---Rule: key_pair_name: required
---
---Rule: exactly one of admin_pass and key_pair_name
---@param arguments devserver.ChangeHyperinstanceOsArguments
---@param options? hwc.CallOptions
---@return devserver.ServerHyperinstanceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:change_hyperinstance_os(arguments, options) end

---Adds tags to a supernode.
---
---POST /v1/{project_id}/dev-servers/hyperinstance/{id}/tags/create
---@param arguments devserver.CreateHyperinstanceTagsArguments
---@param options? hwc.CallOptions
---@return devserver.CreateHyperinstanceTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_hyperinstance_tags(arguments, options) end

---Deletes a pay-per-use supernode or one in ERROR.
---
---DELETE /v1/{project_id}/dev-servers/hyperinstance/{id}
---@param arguments devserver.DeleteHyperinstanceArguments
---@param options? hwc.CallOptions
---@return devserver.ServerHyperinstanceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_hyperinstance(arguments, options) end

---Removes tags from a supernode.
---
---POST /v1/{project_id}/dev-servers/hyperinstance/{id}/tags/delete
---@param arguments devserver.DeleteHyperinstanceTagsArguments
---@param options? hwc.CallOptions
---@return devserver.CreateHyperinstanceTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_hyperinstance_tags(arguments, options) end

---Shows a supernode.
---
---GET /v1/{project_id}/dev-servers/hyperinstance/{id}
---@param arguments devserver.GetHyperinstanceArguments
---@param options? hwc.CallOptions
---@return devserver.ServerHyperinstanceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_hyperinstance(arguments, options) end

---Shows an operation of a supernode.
---
---GET /v1/{project_id}/dev-servers/hyperinstance/{id}/operation/{operation_id}
---@param arguments devserver.GetHyperinstanceOperationArguments
---@param options? hwc.CallOptions
---@return devserver.ServerOperation? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_hyperinstance_operation(arguments, options) end

---Shows the limits to which a supernode can scale.
---
---GET /v1/{project_id}/dev-servers/hyperinstance/{id}/scale-evaluations
---@param arguments devserver.GetScaleEvaluationsDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.GetScaleEvaluationsDevServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_scale_evaluations_dev_server(arguments, options) end

---Lists all supernodes of the tenant.
---
---GET /v1/{project_id}/dev-servers/hyperinstance/all
---@param arguments? devserver.ListAllHyperinstancesArguments
---@param options? hwc.CallOptions
---@return devserver.ListAllHyperinstancesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_all_hyperinstances(arguments, options) end

---Estimates the capacity of supernode clusters.
---
---POST /v1/{project_id}/dev-servers/hyperinstance/cluster-capacity-evaluations
---@param arguments? devserver.ListHyperinstanceClustersCapacityArguments
---@param options? hwc.CallOptions
---@return devserver.ListHyperinstanceClustersCapacityResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_hyperinstance_clusters_capacity(arguments, options) end

---Lists the user's supernodes.
---
---GET /v1/{project_id}/dev-servers/hyperinstance
---@param arguments? devserver.ListHyperinstancesArguments
---@param options? hwc.CallOptions
---@return devserver.ListAllHyperinstancesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_hyperinstances(arguments, options) end

---Lists the tags of a supernode.
---
---GET /v1/{project_id}/dev-servers/hyperinstance/{id}/tags
---@param arguments devserver.QueryHyperinstanceTagsArguments
---@param options? hwc.CallOptions
---@return devserver.CreateHyperinstanceTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:query_hyperinstance_tags(arguments, options) end

---Removes nodes from a running supernode.
---
---POST /v1/{project_id}/dev-servers/hyperinstance/{id}/live-scale-down
---@param arguments devserver.ScaleDownHyperinstanceArguments
---@param options? hwc.CallOptions
---@return devserver.ServerHyperinstanceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:scale_down_hyperinstance(arguments, options) end

---Adds nodes to a running supernode.
---
---POST /v1/{project_id}/dev-servers/hyperinstance/{id}/live-scale-up
---@param arguments devserver.ScaleUpHyperinstanceArguments
---@param options? hwc.CallOptions
---@return devserver.ServerHyperinstanceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:scale_up_hyperinstance(arguments, options) end

---Starts a supernode.
---
---PUT /v1/{project_id}/dev-servers/hyperinstance/{id}/start
---@param arguments devserver.StartHyperinstanceArguments
---@param options? hwc.CallOptions
---@return devserver.ServerHyperinstanceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:start_hyperinstance(arguments, options) end

---Stops a supernode.
---
---PUT /v1/{project_id}/dev-servers/hyperinstance/{id}/stop
---@param arguments devserver.StopHyperinstanceArguments
---@param options? hwc.CallOptions
---@return devserver.ServerHyperinstanceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:stop_hyperinstance(arguments, options) end

---Creates a job on instances.
---
---POST /v1/{project_id}/dev-servers/jobs
---@param arguments devserver.CreateDevServerJobArguments
---@param options? hwc.CallOptions
---@return devserver.CreateDevServerJobResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_dev_server_job(arguments, options) end

---Deletes jobs.
---
---DELETE /v1/{project_id}/dev-servers/jobs
---@param arguments? devserver.DeleteDevServerJobsArguments
---@param options? hwc.CallOptions
---@return devserver.DeleteDevServerJobsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_dev_server_jobs(arguments, options) end

---Shows a job.
---
---GET /v1/{project_id}/dev-servers/jobs/{id}
---@param arguments devserver.GetDevServerJobArguments
---@param options? hwc.CallOptions
---@return devserver.CreateDevServerJobResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_dev_server_job(arguments, options) end

---Shows a deployed service of a job.
---
---GET /v1/{project_id}/dev-servers/jobs/services/{id}
---@param arguments devserver.GetDevServerJobServiceArguments
---@param options? hwc.CallOptions
---@return devserver.GetDevServerJobServiceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_dev_server_job_service(arguments, options) end

---Shows a job template.
---
---GET /v1/{project_id}/dev-servers/jobs/templates/{id}
---@param arguments devserver.GetDevServerJobTemplateArguments
---@param options? hwc.CallOptions
---@return devserver.GetDevServerJobTemplateResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_dev_server_job_template(arguments, options) end

---Lists job templates.
---
---GET /v1/{project_id}/dev-servers/jobs/templates
---@param arguments? devserver.ListDevServerJobTemplatesArguments
---@param options? hwc.CallOptions
---@return devserver.ListDevServerJobTemplatesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_dev_server_job_templates(arguments, options) end

---Lists jobs.
---
---GET /v1/{project_id}/dev-servers/jobs
---@param arguments? devserver.ListDevServerJobsArguments
---@param options? hwc.CallOptions
---@return devserver.DeleteDevServerJobsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_dev_server_jobs(arguments, options) end

---Performs an action on several instances.
---
---POST /v1/{project_id}/dev-servers/action
---
---Rule: extend_param: required if type is "CHANGEOS"
---
---Rule: extend_param.image_id: required if type is "CHANGEOS"
---@param arguments devserver.BatchDevServersActionArguments
---@param options? hwc.CallOptions
---@return devserver.ListDevServersResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_dev_servers_action(arguments, options) end

---Changes the OS of a STOPPED instance: first stop_dev_server and wait_dev_server.
---
---POST /v1/{project_id}/dev-servers/{id}/changeos
---
---Rule: image_id: required
---
---Rule: exactly one of admin_pass and key_pair_name
---@param arguments devserver.ChangeDevServerOsArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:change_dev_server_os(arguments, options) end

---Creates ECS, BMS or supernode instances.
---
---POST /v1/{project_id}/dev-servers
---
---Rule: exactly one of flavor and resource_flavor
---
---Rule: exactly one of admin_pass and key_pair_name
---
---Rule: key_pair_name: required if server_type is "HPS"
---
---Rule: hps_cluster_id: only if server_type is "HPS"
---@param arguments devserver.CreateDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_dev_server(arguments, options) end

---Deletes an instance.
---
---DELETE /v1/{project_id}/dev-servers/{id}
---@param arguments devserver.DeleteDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_dev_server(arguments, options) end

---Lists all instances of the tenant.
---
---GET /v1/{project_id}/dev-servers/all
---@param arguments? devserver.ListAllDevServersArguments
---@param options? hwc.CallOptions
---@return devserver.ListDevServersResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_all_dev_servers(arguments, options) end

---Lists instances.
---
---GET /v1/{project_id}/dev-servers
---@param arguments? devserver.ListDevServersArguments
---@param options? hwc.CallOptions
---@return devserver.ListDevServersResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_dev_servers(arguments, options) end

---Reboots an instance.
---
---PUT /v1/{project_id}/dev-servers/{id}/reboot
---@param arguments devserver.RebootDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:reboot_dev_server(arguments, options) end

---Reinstalls the operating system of an instance.
---
---POST /v1/{project_id}/dev-servers/{id}/reinstallos
---
---Rule: exactly one of admin_pass and key_pair_name
---@param arguments devserver.ReinstallDevServerOsArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:reinstall_dev_server_os(arguments, options) end

---Shows an instance.
---
---GET /v1/{project_id}/dev-servers/{id}
---@param arguments devserver.ShowDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_dev_server(arguments, options) end

---Starts an instance.
---
---PUT /v1/{project_id}/dev-servers/{id}/start
---@param arguments devserver.StartDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:start_dev_server(arguments, options) end

---Stops an instance.
---
---PUT /v1/{project_id}/dev-servers/{id}/stop
---@param arguments devserver.StopDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:stop_dev_server(arguments, options) end

---Refreshes the state of instances now.
---
---PUT /v1/{project_id}/dev-servers/sync
---@param arguments? devserver.SyncDevServersArguments
---@param options? hwc.CallOptions
---@return devserver.ListDevServersResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:sync_dev_servers(arguments, options) end

---Renames an instance.
---
---PUT /v1/{project_id}/dev-servers/{id}
---@param arguments devserver.UpdateDevServerArguments
---@param options? hwc.CallOptions
---@return devserver.ServerResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_dev_server(arguments, options) end

---Creates a RoCE network.
---
---POST /v1/{project_id}/dev-servers/networks
---@param arguments? devserver.CreateRoceNetworkArguments
---@param options? hwc.CallOptions
---@return devserver.CreateRoceNetworkResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_roce_network(arguments, options) end

---Shows top-of-rack data of instances.
---
---GET /v1/{project_id}/dev-servers/instance-physical-topologies
---@param arguments? devserver.GetTopologiesArguments
---@param options? hwc.CallOptions
---@return devserver.GetTopologiesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_topologies(arguments, options) end

---Binds an elastic IP to an instance.
---
---POST /v1/{project_id}/dev-servers/{id}/publicips
---@param arguments devserver.BindDevServerPublicIpArguments
---@param options? hwc.CallOptions
---@return devserver.BindDevServerPublicIPResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:bind_dev_server_public_ip(arguments, options) end

---Lists the elastic IPs of an instance.
---
---GET /v1/{project_id}/dev-servers/{id}/publicips
---@param arguments devserver.ListDevServerPublicIpArguments
---@param options? hwc.CallOptions
---@return devserver.BindDevServerPublicIPResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_dev_server_public_ip(arguments, options) end

---Attaches a disk to an instance; get_dev_server_operation shows the progress.
---
---POST /v1/{project_id}/dev-servers/{id}/attachvolume
---@param arguments devserver.AttachDevServerVolumeArguments
---@param options? hwc.CallOptions
---@return devserver.AttachDevServerVolumeResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:attach_dev_server_volume(arguments, options) end

---Detaches a disk from an instance; get_dev_server_operation shows the progress.
---
---DELETE /v1/{project_id}/dev-servers/{id}/detachvolume/{volume_id}
---@param arguments devserver.DetachDevServerVolumeArguments
---@param options? hwc.CallOptions
---@return devserver.ServerOperation? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:detach_dev_server_volume(arguments, options) end

---Shows an operation of an instance.
---
---GET /v1/{project_id}/dev-servers/{id}/operation/{operation_id}
---@param arguments devserver.GetDevServerOperationArguments
---@param options? hwc.CallOptions
---@return devserver.ServerOperation? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:get_dev_server_operation(arguments, options) end

---Waits until servers have reached the goal of a request. You can pass a call directly.
---@param what table|string|(table|string)[]|nil the reply of the request, an ID, or a list of them
---@param info? hwc.Info|hwc.Error|devserver.WaitOptions what the call returned after it, or options
---@param options? devserver.WaitOptions options, if `info` is not; IDs need `status`
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait_dev_server(what, info, options) end

--- - `dev_server_deleted`: Waits until instances are deleted.
--- - `dev_server_job`: Waits for jobs on instances; a job fails if the task of a node fails.
--- - `dev_server_os_changed`: Waits until the operating system of instances is changed or reinstalled, with the requested image and after the request.
--- - `dev_server_rebooted`: Waits until instances are running again.
--- - `dev_server_running`: Waits until instances are running.
--- - `dev_server_stopped`: Waits until instances are stopped.
--- - `supernode_active`: Waits until supernodes are ready: created, started, scaled or with another operating system.
--- - `supernode_deleted`: Waits until supernodes are deleted.
--- - `supernode_operation`: Waits for operations of supernodes, { id =, operation_id = }.
--- - `volume_operation`: Waits until disks are attached or detached, by replies or { id =, operation_id = }.
---@param name "dev_server_deleted"|"dev_server_job"|"dev_server_os_changed"|"dev_server_rebooted"|"dev_server_running"|"dev_server_stopped"|"supernode_active"|"supernode_deleted"|"supernode_operation"|"volume_operation"
---@param what table|string|(table|string)[]|nil the reply of the request, an ID, arguments, or a
---  list
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param options? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait(name, what, info, options) end

---Iterates over all items of a paginated list.
---@overload fun(self: devserver.Client, name: "list_hyperinstances", arguments?: devserver.ListHyperinstancesArguments, options?: hwc.CallOptions): fun(): devserver.ServerHyperinstanceResponse
---@overload fun(self: devserver.Client, name: "list_dev_servers", arguments?: devserver.ListDevServersArguments, options?: hwc.CallOptions): fun(): devserver.ServerResponse
---@overload fun(self: devserver.Client, name: "sync_dev_servers", arguments?: devserver.SyncDevServersArguments, options?: hwc.CallOptions): fun(): devserver.ServerResponse
function Client:each(name, arguments, options) end

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@return table<string, hwc.Operation>
function M.operations() end

---The waiters by name, as data; see `client:wait`.
---@return table<string, hwc.Waiter>
function M.waiters() end

---Creates a client of ModelArts DevServer (Lite Server).
---@param options hwc.ClientOptions
---@return devserver.Client? client
---@return hwc.Error? err
function M.client(options) end

error("types of devserver are for language servers")
return M
