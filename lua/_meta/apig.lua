---@meta apig
-- SPDX-License-Identifier: Apache-2.0
-- Types of ROMA Connect APIC and API Gateway for language servers. Generated from the rows by docs/generate.lua.

---@class apig.BatchDeleteAclArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field action string Always delete
---@field acls? string[] ACL policies

---@class apig.BatchDeleteApiAclBindingArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field action string Action to do
---@field acl_bindings? string[] API to ACL policy bindings

---@class apig.CreateAclStrategyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field acl_name string Letters, Chinese characters, digits and _, not starting with a digit
---@field acl_type "PERMIT"|"DENY" PERMIT: allow list, DENY: deny list
---@field acl_value string Comma-separated ACL values
---@field entity_type "IP"|"DOMAIN"|"DOMAIN_ID" Object of the ACL: IP or DOMAIN

---@class apig.CreateApiAclBindingArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field acl_id? string ACL policy ID
---@field publish_ids? string[] Publication record IDs

---@class apig.DeleteAclArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field acl_id string ACL policy ID

---@class apig.DeleteApiAclBindingArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field acl_bindings_id string Binding ID

---@class apig.ListAclPolicyBindedToApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field api_id string API ID
---@field env_id? string Environment ID
---@field env_name? string Environment name
---@field acl_id? string ACL policy ID
---@field acl_name? string ACL policy name

---@class apig.ListAclStrategiesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string ACL policy ID
---@field name? string Name
---@field acl_type? "PERMIT"|"DENY" PERMIT: allow list, DENY: deny list
---@field entity_type? string Object of the ACL: IP or DOMAIN
---@field precise_search? string Comma-separated names to match exactly; only name is supported

---@class apig.ListApisBindedToAclPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field acl_id string ACL policy ID
---@field api_name? string API name
---@field env_id? string Environment ID
---@field group_id? string API group ID
---@field api_id? string API ID; with gateway = "apig"
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListApisUnbindedToAclPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field acl_id string ACL policy ID
---@field api_id? string API ID
---@field api_name? string API name
---@field env_id? string Environment ID
---@field group_id? string API group ID
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ShowDetailsOfAclPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field acl_id string ACL policy ID

---@class apig.UpdateAclStrategyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field acl_id string ACL policy ID
---@field acl_name string Letters, Chinese characters, digits and _, not starting with a digit
---@field acl_type "PERMIT"|"DENY" PERMIT: allow list, DENY: deny list
---@field acl_value string Comma-separated ACL values
---@field entity_type "IP"|"DOMAIN"|"DOMAIN_ID" Object of the ACL: IP or DOMAIN

---@class apig.CreateAiApiKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field ai_api_key? string|hwc.Secret AI API key; generated if absent; 8 to 128 characters, only [a-zA-Z0-9+_/=-]
---@field alias? string Alias of the AI API key; 1 to 100 characters, only [a-zA-Z0-9_-]

---@class apig.DeleteAiApiKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field ai_api_key_id string AI API key ID

---@class apig.ListAiApiKeysArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ShowDetailsOfAiApiKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field ai_api_key_id string AI API key ID

---@class apig.BatchPublishOrOfflineApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field action string online: publish, offline: take offline
---@field apis? string[] APIs
---@field env_id string Environment ID
---@field remark? string Description
---@field group_id? string API group ID; with gateway = "apig"

---@class apig.ChangeApiVersionArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field version_id? string API version ID

---@class apig.CheckApisArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name? string API name
---@field req_method? "GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri? string Request path; {} marks parameters
---@field match_mode? "SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field group_id? string API group ID
---@field roma_app_id? string Integration application ID
---@field api_id? string API ID
---@field type? "path"|"name" What to validate: path or name; required by the service's definition alone

---@class apig.CreateApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string API name
---@field type integer 1: public, 2: private; 1 to 2
---@field version? string API version
---@field req_protocol "HTTP"|"HTTPS"|"BOTH" Request protocol
---@field req_method "GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path; {} marks parameters
---@field auth_type "NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field auth_opt? apig.AuthOpt Extra authentication options
---@field cors? boolean Cross-origin requests are allowed
---@field match_mode? "SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field backend_type "HTTP"|"FUNCTION"|"MOCK" Kind of backend
---@field remark? string Description
---@field group_id string API group ID
---@field body_remark? string Description of the request body
---@field result_normal_sample? string Sample of a success response
---@field result_failure_sample? string Sample of a failure response
---@field authorizer_id? string Custom authorizer ID
---@field tags? string[] Tags
---@field response_id? string Group response ID; not supported
---@field roma_app_id? string Integration application ID
---@field domain_name? string Custom domain of the API
---@field tag? string Tag; use tags
---@field content_type? "application/json"|"application/xml"|"multipart/form-data"|"text/plain" Content type
---@field mock_info? apig.ApiMockCreate Mock backend
---@field func_info? apig.ApiFuncCreate FunctionGraph backend
---@field req_params? apig.ReqParamBase[] Request parameters
---@field backend_params? apig.BackendParamBase[] Backend parameters
---@field policy_mocks? apig.ApiPolicyMockCreate[] Mock policy backends
---@field policy_functions? apig.ApiPolicyFunctionCreate[] Function policy backends
---@field backend_api? apig.BackendApiCreate HTTP backend
---@field policy_https? apig.ApiPolicyHttpCreate[] HTTP policy backends
---@field trace_enabled? boolean Trace requests; default false; with gateway = "apig"
---@field sampling_strategy? string RATE; needed with trace_enabled; with gateway = "apig"
---@field sampling_param? string Share of requests to trace, 0 to 100 as text; with gateway = "apig"
---@field is_send_fg_body_base64? boolean Base64 for bodies sent to functions; with gateway = "apig"

---@class apig.CreateOrDeletePublishRecordForApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field action "online"|"offline" online: publish, offline: take offline
---@field api_id string API ID
---@field env_id string Environment ID
---@field remark? string Description

---@class apig.DebugApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field body? string Body of the test request; at most 2097152 bytes
---@field header? table<string, string[]> Headers
---@field method "GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS" HTTP method
---@field mode string Mode
---@field path string Path
---@field query? table<string, string[]> Query parameters; values are arrays of strings
---@field scheme string HTTP or HTTPS
---@field app_key? string App key
---@field app_secret? string|hwc.Secret App secret
---@field domain? string Domain
---@field stage? string Environment to debug in; only with mode CONSUMER, default RELEASE

---@class apig.DeleteApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID

---@class apig.DeleteApiByVersionIdArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field version_id string API version ID

---@class apig.ListApiRuntimeDefinitionArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field env_id? string Environment ID

---@class apig.ListApiVersionDetailArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field version_id string API version ID

---@class apig.ListApiVersionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field env_id? string Environment ID
---@field env_name? string Environment name

---@class apig.ListApisArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string API ID
---@field name? string API name
---@field group_id? string API group ID
---@field req_protocol? string Request protocol
---@field req_method? string Request method
---@field req_uri? string Request path
---@field auth_type? "NONE"|"APP"|"IAM"|"AUTHORIZER" Authorization type
---@field env_id? string Environment ID
---@field type? integer Type; 1 to 2
---@field precise_search? string Comma-separated names to match exactly; only name is supported
---@field vpc_channel_id? string VPC channel ID; with gateway = "roma"
---@field vpc_channel_name? string VPC channel name
---@field roma_app_name? string Integration application name; with gateway = "roma"
---@field roma_app_id? string Integration application ID; with gateway = "roma"
---@field return_data_mode? string Level of detail; with gateway = "apig"
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ShowDetailsOfApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID

---@class apig.UpdateApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field name string API name
---@field type integer 1: public, 2: private; 1 to 2
---@field version? string API version
---@field req_protocol "HTTP"|"HTTPS"|"BOTH" Request protocol
---@field req_method "GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path; {} marks parameters
---@field auth_type "NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field auth_opt? apig.AuthOpt Extra authentication options
---@field cors? boolean Cross-origin requests are allowed
---@field match_mode? "SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field backend_type "HTTP"|"FUNCTION"|"MOCK" Kind of backend
---@field remark? string Description
---@field group_id string API group ID
---@field body_remark? string Description of the request body
---@field result_normal_sample? string Sample of a success response
---@field result_failure_sample? string Sample of a failure response
---@field authorizer_id? string Custom authorizer ID
---@field tags? string[] Tags
---@field response_id? string Group response ID; not supported
---@field roma_app_id? string Integration application ID
---@field domain_name? string Custom domain of the API
---@field tag? string Tag; use tags
---@field content_type? "application/json"|"application/xml"|"multipart/form-data"|"text/plain" Content type
---@field mock_info? apig.ApiMockCreate Mock backend
---@field func_info? apig.ApiFuncCreate FunctionGraph backend
---@field req_params? apig.ReqParamBase[] Request parameters
---@field backend_params? apig.BackendParamBase[] Backend parameters
---@field policy_mocks? apig.ApiPolicyMockCreate[] Mock policy backends
---@field policy_functions? apig.ApiPolicyFunctionCreate[] Function policy backends
---@field backend_api? apig.BackendApiCreate HTTP backend
---@field policy_https? apig.ApiPolicyHttpCreate[] HTTP policy backends
---@field trace_enabled? boolean Trace requests; default false; with gateway = "apig"
---@field sampling_strategy? string RATE; needed with trace_enabled; with gateway = "apig"
---@field sampling_param? string Share of requests to trace, 0 to 100 as text; with gateway = "apig"
---@field is_send_fg_body_base64? boolean Base64 for bodies sent to functions; with gateway = "apig"

---@class apig.CancelingAuthorizationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_auth_id string Authorization ID

---@class apig.CreateAuthorizingAppsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field env_id string Environment ID
---@field app_ids string[] App IDs
---@field api_ids string[] API IDs
---@field auth_tunnel? string Channel: GREEN or NORMAL (default); needs the green_tunnel feature; with gateway = "roma"
---@field auth_whitelist? string[] Green channel allow list; only with auth_tunnel GREEN; with gateway = "roma"
---@field auth_blacklist? string[] Green channel deny list; only with auth_tunnel GREEN; with gateway = "roma"
---@field visit_params? apig.ApiAuthVisitParam[] Access parameters; with gateway = "roma"

---@class apig.ListApisBindedToAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field app_id string App ID
---@field api_id? string API ID
---@field api_name? string API name
---@field group_id? string API group ID
---@field group_name? string API group name
---@field env_id? string Environment ID
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListApisUnbindedToAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field app_id string App ID
---@field env_id string Environment ID
---@field group_id? string API group ID
---@field api_id? string API ID
---@field api_name? string API name
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListAppsBindedToApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field api_id? string API ID
---@field app_name? string App name
---@field app_id? string App ID
---@field env_id? string Environment ID

---@class apig.ListDuplicateApisForAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.CreateAppConfigArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field config_type "variable"|"password"|"certificate" Setting kind: variable, password or certificate
---@field config_value? string|hwc.Secret Value; responses omit passwords and certificates
---@field description? string Free text description
---@field config_name? string Setting name; required by the service's definition alone

---@class apig.DeleteAppConfigArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_config_id string Application setting ID

---@class apig.ListAppConfigsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field app_id? string App ID
---@field config_name? string Setting name
---@field roma_app_name? string Integration application name

---@class apig.ShowDetailsOfAppConfigArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_config_id string Application setting ID

---@class apig.UpdateAppConfigArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_config_id string Application setting ID
---@field config_type "variable"|"password"|"certificate" Setting kind: variable, password or certificate
---@field config_value? string|hwc.Secret Value; responses omit passwords and certificates
---@field description? string Free text description

---@class apig.AssociateAppsForAppQuotaArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_quota_id string Client quota ID
---@field app_ids string[] App IDs

---@class apig.CreateAppQuotaArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string Letters, Chinese characters, digits and _, not starting with a digit
---@field call_limits integer Maximum number of calls in the period
---@field time_unit "SECOND"|"MINUTE"|"HOUR"|"DAY" Unit of the period
---@field time_interval integer Length of the period
---@field reset_time? string First reset of the quota; default is the first call
---@field remark? string Description

---@class apig.DeleteAppQuotaArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_quota_id string Client quota ID

---@class apig.DisassociateAppQuotaWithAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_quota_id string Client quota ID
---@field app_id string App ID

---@class apig.ListAppQuotaBindableAppsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_quota_id string Client quota ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field app_name? string App name

---@class apig.ListAppQuotaBoundAppsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_quota_id string Client quota ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field app_name? string App name

---@class apig.ListAppQuotasArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field name? string Client quota name

---@class apig.ShowAppBoundAppQuotaArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.ShowAppQuotaArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_quota_id string Client quota ID

---@class apig.UpdateAppQuotaArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_quota_id string Client quota ID
---@field name string Letters, Chinese characters, digits and _, not starting with a digit
---@field call_limits integer Maximum number of calls in the period
---@field time_unit "SECOND"|"MINUTE"|"HOUR"|"DAY" Unit of the period
---@field time_interval integer Length of the period
---@field reset_time? string First reset of the quota; default is the first call
---@field remark? string Description

---@class apig.CheckAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.CreateAnAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string App name; 3 to 64 characters, first one of [a-zA-Z] and Chinese characters, only [a-zA-Z0-9_] and Chinese characters
---@field remark? string Description; at most 255 characters
---@field app_key? string App key; generated if absent; 8 to 200 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_-]
---@field app_secret? string|hwc.Secret App secret; generated if absent; 8 to 128 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_!@#$%-]
---@field related_domain_id? string Account ID that belongs to the app
---@field related_project_id? string Project ID that belongs to the app

---@class apig.CreateAppCodeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_code string|hwc.Secret AppCode: letters, digits and +_!@#$%/=, starting with a letter, + or /

---@class apig.CreateAppCodeAutoArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.DeleteAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.DeleteAppAclArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.DeleteAppCodeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_code_id string AppCode ID

---@class apig.ListAppCodesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ListAppsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string App ID
---@field name? string App name
---@field status? integer Status; exactly 1
---@field app_key? string App key
---@field precise_search? string Comma-separated names to match exactly; only name is supported
---@field creator? string Creator of the app; with gateway = "apig"
---@field related_domain_id? string Tenant that shared the app; with gateway = "apig"
---@field related_project_id? string Project that shared the app; with gateway = "apig"

---@class apig.ResettingAppSecretArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_secret? string|hwc.Secret App secret; generated if absent; 8 to 128 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_!@#$%-]

---@class apig.ShowDetailsOfAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.ShowDetailsOfAppAclArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.ShowDetailsOfAppCodeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_code_id string AppCode ID

---@class apig.UpdateAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field name string App name; 3 to 64 characters, first one of [a-zA-Z] and Chinese characters, only [a-zA-Z0-9_] and Chinese characters
---@field remark? string Description; at most 255 characters
---@field app_key? string App key; generated if absent; 8 to 200 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_-]
---@field app_secret? string|hwc.Secret App secret; generated if absent; 8 to 128 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_!@#$%-]
---@field related_domain_id? string Account ID that belongs to the app
---@field related_project_id? string Project ID that belongs to the app

---@class apig.UpdateAppAclArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field app_acl_type string PERMIT: allow list, DENY: deny list
---@field app_acl_values string[] IPs, IP ranges (a-b) or CIDRs

---@class apig.CreateCustomAuthorizerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field authorizer_version? string Function version; ignored if an alias is given
---@field authorizer_alias_uri? string Function alias address; takes precedence over the version
---@field identities? apig.Identity[] Source of the identity
---@field ttl? integer Lifetime of cached results in seconds
---@field user_data? string|hwc.Secret User data
---@field ld_api_id? string Custom backend API ID
---@field need_body? boolean Send the body to the authorizer
---@field network_type? string Network of the function; with gateway = "apig"
---@field name string Name, starting with a letter or Chinese character; 3 to 64 characters
---@field type "FRONTEND"|"BACKEND" FRONTEND or BACKEND authorizer
---@field authorizer_type "LD"|"FUNC" Function kind behind the authorizer
---@field authorizer_uri string Function address; a custom backend function must be POST and deployed

---@class apig.DeleteCustomAuthorizerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field authorizer_id string Custom authorizer ID

---@class apig.ListCustomAuthorizersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string ID
---@field name? string Name
---@field type? "FRONTEND"|"BACKEND" Type

---@class apig.ShowDetailsOfCustomAuthorizersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field authorizer_id string Custom authorizer ID

---@class apig.UpdateCustomAuthorizerArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field authorizer_id string Custom authorizer ID
---@field authorizer_version? string Function version; ignored if an alias is given
---@field authorizer_alias_uri? string Function alias address; takes precedence over the version
---@field identities? apig.Identity[] Source of the identity
---@field ttl? integer Lifetime of cached results in seconds
---@field user_data? string|hwc.Secret User data
---@field ld_api_id? string Custom backend API ID
---@field need_body? boolean Send the body to the authorizer
---@field network_type? string Network of the function; with gateway = "apig"
---@field name string Name, starting with a letter or Chinese character; 3 to 64 characters
---@field type "FRONTEND"|"BACKEND" FRONTEND or BACKEND authorizer
---@field authorizer_type "LD"|"FUNC" Function kind behind the authorizer
---@field authorizer_uri string Function address; a custom backend function must be POST and deployed

---@class apig.BatchAssociateDomainsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field certificate_id string Certificate ID
---@field domains apig.AttachOrDetachDomainInfo[] Domains

---@class apig.BatchDisassociateDomainsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field certificate_id string Certificate ID
---@field domains apig.AttachOrDetachDomainInfo[] Domains

---@class apig.CreateCertificateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field name string Certificate name
---@field cert_content string Certificate PEM text
---@field private_key string|hwc.Secret Private key PEM text
---@field type? "instance"|"global" Certificate visibility: instance or global; cannot be changed by an update
---@field instance_id? string Instance ID
---@field trusted_root_ca? string Trusted root CA
---@field algorithm_type? "RSA"|"ECC"|"SM2" Certificate algorithm
---@field cert_content_sign? string Signing certificate, for SM2
---@field private_key_sign? string|hwc.Secret Signing private key, for SM2

---@class apig.DeleteCertificateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field certificate_id string Certificate ID

---@class apig.ListAttachedDomainsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field certificate_id string Certificate ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field url_domain? string host:port of the backend

---@class apig.ListCertificatesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field name? string Certificate name
---@field common_name? string Certificate domain
---@field signature_algorithm? string Signature algorithm of the certificate
---@field type? "instance"|"global" Type
---@field instance_id string Instance ID
---@field algorithm_type? "RSA"|"ECC"|"SM2" Certificate algorithm

---@class apig.ShowDetailsOfCertificateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field certificate_id string Certificate ID

---@class apig.UpdateCertificateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field certificate_id string Certificate ID
---@field name string Certificate name
---@field cert_content string Certificate PEM text
---@field private_key string|hwc.Secret Private key PEM text
---@field type? "instance"|"global" Certificate visibility: instance or global; cannot be changed by an update
---@field instance_id? string Instance ID
---@field trusted_root_ca? string Trusted root CA
---@field algorithm_type? "RSA"|"ECC"|"SM2" Certificate algorithm
---@field cert_content_sign? string Signing certificate, for SM2
---@field private_key_sign? string|hwc.Secret Signing private key, for SM2

---@class apig.ExportApiDefinitionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field oas_version? string Version of the OpenAPI format; with gateway = "apig"
---@field env_id? string Environment ID
---@field group_id string API group ID
---@field define? "spec"|"proxy"|"all"|"dev" Scope of the export: base spec, with backend, or everything
---@field type? "json"|"yaml"|"yml" Format of the exported definition
---@field version? string Version of the export; the current time by default
---@field apis? string[] APIs

---@class apig.ExportApiDefinitionsAsyncArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field oas_version? "2.0"|"3.0" OpenAPI version of the export
---@field env_id string ID of the environment that the group is published in
---@field group_id string API group ID
---@field define? "spec"|"proxy"|"all"|"dev" Export depth: base spec, with backend, or everything
---@field type? "json"|"yaml"|"yml" Format of the exported definition
---@field version? string Version of the export; default is the current time
---@field apis? string[] IDs of the APIs to export

---@class apig.ExportLiveDataApiDefinitionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id? string App ID
---@field format? "json"|"yaml"|"yml" Export format
---@field apis? string[] APIs
---@field status? integer Custom backend API state: 1 to be developed, 3 in development, 4 deployed

---@class apig.ImportApiDefinitionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field is_create_group? boolean Create a new group
---@field group_id? string API group ID
---@field app_id? string App ID; with gateway = "roma"
---@field extend_mode? "merge"|"override" Conflicting extension data: merge keeps it, override replaces it
---@field simple_mode? boolean Simple import mode
---@field mock_mode? boolean Use a mock backend
---@field api_mode? "merge"|"override" A conflicting API: merge keeps it, override replaces it
---@field file_name hwc.File JSON or YAML

---@class apig.ImportApiDefinitionsAsyncArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field is_create_group? boolean Create a group
---@field group_id? string API group ID
---@field extend_mode? "merge"|"override" Merge keeps, override replaces conflicting extension data
---@field simple_mode? boolean Simple import mode
---@field mock_mode? boolean Use a mock backend
---@field api_mode? "merge"|"override" Merge keeps, override replaces a conflicting API
---@field file_name hwc.File JSON or YAML

---@class apig.ImportLiveDataApiDefinitionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field extend_mode? "merge"|"override" Conflicting extension data: merge keeps it, override replaces it
---@field api_mode? "merge"|"override" A conflicting API: merge keeps it, override replaces it
---@field file_name hwc.File JSON or YAML

---@class apig.ShowAsyncTaskResultArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field task_id string Task ID

---@class apig.AssociateCertificateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field domain_id string Domain ID
---@field body apig.CertForm Body: it has a member with the name of a path member

---@class apig.AssociateDomainArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field min_ssl_version? "TLSv1.1"|"TLSv1.2" Minimum TLS version: TLSv1.1 or TLSv1.2
---@field is_http_redirect_to_https? boolean Redirect http to https
---@field url_domain? string host:port of the backend, or a custom domain; at most 255 characters; required by the service's definition alone
---@field ingress_http_port? integer Port for http; with gateway = "apig"
---@field ingress_https_port? integer Port for https; with gateway = "apig"

---@class apig.BatchAssociateCertsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field domain_id string Domain ID
---@field certificate_ids string[] Certificate IDs
---@field verified_client_certificate_enabled? boolean Verify client certificates

---@class apig.BatchDisassociateCertsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field domain_id string Domain ID
---@field certificate_ids string[] Certificate IDs
---@field verified_client_certificate_enabled? boolean Verify client certificates

---@class apig.DisassociateCertificateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field domain_id string Domain ID
---@field certificate_id string Certificate ID

---@class apig.DisassociateDomainArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field domain_id string Domain ID

---@class apig.ShowDetailsOfDomainNameCertificateArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field domain_id string Domain ID
---@field certificate_id string Certificate ID

---@class apig.UpdateDomainArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field domain_id string Domain ID
---@field min_ssl_version? "TLSv1.1"|"TLSv1.2" Minimum TLS version: TLSv1.1 or TLSv1.2
---@field is_http_redirect_to_https? boolean Redirect http to https
---@field verified_client_certificate_enabled? boolean Verify client certificates
---@field ingress_http_port? integer Port for http; with gateway = "apig"
---@field ingress_https_port? integer Port for https; with gateway = "apig"

---@class apig.CreateEnvironmentArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string Environment name: letters, digits and _, starting with a letter
---@field remark? string Description

---@class apig.CreateEnvironmentVariableArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field variable_value string Value: letters, digits and _-/.:
---@field env_id? string Environment ID; required by the service's definition alone
---@field group_id? string API group ID; required by the service's definition alone
---@field variable_name? string Name: letters, digits, _ and -, starting with a letter; required by the service's definition alone

---@class apig.DeleteEnvironmentArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field env_id string Environment ID

---@class apig.DeleteEnvironmentVariableArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field env_variable_id string Environment variable ID

---@class apig.ListEnvironmentVariablesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field group_id string API group ID
---@field env_id? string Environment ID
---@field variable_name? string Variable name
---@field precise_search? string Comma-separated names to match exactly; only name is supported

---@class apig.ListEnvironmentsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field name? string Environment name

---@class apig.ShowDetailsOfEnvironmentVariableArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field env_variable_id string Environment variable ID

---@class apig.UpdateEnvironmentArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field env_id string Environment ID
---@field name string Environment name: letters, digits and _, starting with a letter
---@field remark? string Description

---@class apig.UpdateEnvironmentVariableArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field env_variable_id string Environment variable ID
---@field variable_value string Value: letters, digits and _-/.:

---@class apig.CreateGatewayResponseArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field name string Name: letters, digits, _ and -; 1 to 64 characters
---@field responses? table<string, apig.ResponseInfo> Responses by type of error, such as AUTH_FAILURE

---@class apig.DeleteGatewayResponseArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field response_id string Response ID

---@class apig.DeleteGatewayResponseTypeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field response_id string Response ID
---@field response_type "AUTH_FAILURE"|"AUTH_HEADER_MISSING"|"AUTHORIZER_FAILURE"|"AUTHORIZER_CONF_FAILURE"|"AUTHORIZER_IDENTITIES_FAILURE"|"BACKEND_UNAVAILABLE"|"BACKEND_TIMEOUT"|"THROTTLED"|"UNAUTHORIZED"|"ACCESS_DENIED"|"NOT_FOUND"|"REQUEST_PARAMETERS_FAILURE"|"DEFAULT_4XX"|"DEFAULT_5XX"|"THIRD_AUTH_FAILURE"|"THIRD_AUTH_IDENTITIES_FAILURE"|"THIRD_AUTH_CONF_FAILURE"|"OIDC_AUTH_TOKEN_VERIFY_FAIL"|"OIDC_AUTH_GET_DISCOVERY_ERROR"|"OIDC_AUTH_CODE_FLOW_FAIL"|"JWT_AUTH_FAILURE"|"ORCHESTRATION_PARAMETER_NOT_FOUND"|"ORCHESTRATION_FAILURE" Type of error

---@class apig.ListGatewayResponsesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ShowDetailsOfGatewayResponseArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field response_id string Response ID

---@class apig.ShowDetailsOfGatewayResponseTypeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field response_id string Response ID
---@field response_type "AUTH_FAILURE"|"AUTH_HEADER_MISSING"|"AUTHORIZER_FAILURE"|"AUTHORIZER_CONF_FAILURE"|"AUTHORIZER_IDENTITIES_FAILURE"|"BACKEND_UNAVAILABLE"|"BACKEND_TIMEOUT"|"THROTTLED"|"UNAUTHORIZED"|"ACCESS_DENIED"|"NOT_FOUND"|"REQUEST_PARAMETERS_FAILURE"|"DEFAULT_4XX"|"DEFAULT_5XX"|"THIRD_AUTH_FAILURE"|"THIRD_AUTH_IDENTITIES_FAILURE"|"THIRD_AUTH_CONF_FAILURE"|"OIDC_AUTH_TOKEN_VERIFY_FAIL"|"OIDC_AUTH_GET_DISCOVERY_ERROR"|"OIDC_AUTH_CODE_FLOW_FAIL"|"JWT_AUTH_FAILURE"|"ORCHESTRATION_PARAMETER_NOT_FOUND"|"ORCHESTRATION_FAILURE" Type of error

---@class apig.UpdateGatewayResponseArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field response_id string Response ID
---@field name string Name: letters, digits, _ and -; 1 to 64 characters
---@field responses? table<string, apig.ResponseInfo> Responses by type of error, such as AUTH_FAILURE

---@class apig.UpdateGatewayResponseTypeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field response_id string Response ID
---@field response_type "AUTH_FAILURE"|"AUTH_HEADER_MISSING"|"AUTHORIZER_FAILURE"|"AUTHORIZER_CONF_FAILURE"|"AUTHORIZER_IDENTITIES_FAILURE"|"BACKEND_UNAVAILABLE"|"BACKEND_TIMEOUT"|"THROTTLED"|"UNAUTHORIZED"|"ACCESS_DENIED"|"NOT_FOUND"|"REQUEST_PARAMETERS_FAILURE"|"DEFAULT_4XX"|"DEFAULT_5XX"|"THIRD_AUTH_FAILURE"|"THIRD_AUTH_IDENTITIES_FAILURE"|"THIRD_AUTH_CONF_FAILURE"|"OIDC_AUTH_TOKEN_VERIFY_FAIL"|"OIDC_AUTH_GET_DISCOVERY_ERROR"|"OIDC_AUTH_CODE_FLOW_FAIL"|"JWT_AUTH_FAILURE"|"ORCHESTRATION_PARAMETER_NOT_FOUND"|"ORCHESTRATION_FAILURE" Type of error
---@field status? integer HTTP status; not 444; 200 to 599
---@field body? string Template of the body
---@field headers? apig.ResponseInfoHeader[] Additional headers, at most 10

---@class apig.CheckApiGroupsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_name string API group name
---@field roma_app_id? string Integration application ID

---@class apig.CreateApiGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string Group name, starting with a letter, Chinese character or digit
---@field remark? string Description
---@field roma_app_id? string Integration application ID
---@field version? string V1: global group, V2: application group

---@class apig.DeleteApiGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID

---@class apig.ListApiGroupsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string API group ID
---@field name? string API group name
---@field roma_app_id? string Integration application ID; with gateway = "roma"
---@field precise_search? string Comma-separated names to match exactly; only name is supported
---@field domain_name? string Custom domain of the API; with gateway = "roma"

---@class apig.ShowDetailsOfApiGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID

---@class apig.UpdateApiGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field name string Group name, starting with a letter, Chinese character or digit
---@field remark? string Description

---@class apig.UpdateSlDomainSettingArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID
---@field sl_domain_access_enabled boolean The debugging domain can be accessed

---@class apig.AddCustomIngressPortArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field protocol "HTTP"|"HTTPS" Protocol of the port; a port has one
---@field ingress_port integer Port; 1024 to 49151

---@class apig.DeleteCustomIngressPortArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ingress_port_id string Ingress port ID

---@class apig.ListCustomIngressPortDomainsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ingress_port_id string Ingress port ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field domain_name? string Domain name

---@class apig.ListCustomIngressPortsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field protocol? "HTTP"|"HTTPS" Protocol of the port
---@field ingress_port? integer Port; 1024 to 49151

---@class apig.CreateInstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field description? string Description without < and >; at most 255 characters
---@field maintain_begin? string Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, 14:00:00, 18:00:00 or 22:00:00
---@field maintain_end? string End of the maintenance window, 4 hours after its start
---@field instance_name? string Instance name: letters, Chinese characters, digits, - and _, first a letter or a Chinese character; 3 to 64 characters; required by the service's definition alone
---@field instance_id? string ID for the new instance; generated if absent
---@field spec_id? "BASIC"|"PROFESSIONAL"|"ENTERPRISE"|"PLATINUM"|"BASIC_IPV6"|"PROFESSIONAL_IPV6"|"ENTERPRISE_IPV6"|"PLATINUM_IPV6"|"PLATINUM_X2"|"PLATINUM_X3"|"PLATINUM_X4"|"PLATINUM_X5"|"PLATINUM_X6"|"PLATINUM_X7"|"PLATINUM_X8" Instance flavor; required by the service's definition alone
---@field vpc_id? string VPC ID; required by the service's definition alone
---@field subnet_id? string Network ID of the subnet; required by the service's definition alone
---@field security_group_id? string Security group of the instance; required by the service's definition alone
---@field eip_id? string EIP ID; public access with load balancer lvs
---@field enterprise_project_id? string Enterprise project ID
---@field available_zone_ids? string[] Availability zones; required by the service's definition alone
---@field bandwidth_size? integer Outbound bandwidth in Mbit/s; needed for outbound public access
---@field bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the outbound bandwidth
---@field ipv6_enable? boolean IPv6 for public access; in some regions and zones only
---@field loadbalancer_provider? "lvs"|"elb" Load balancer; deprecated, the region decides
---@field tags? apig.TmsKeyValue[] Tags; at most 20 by default
---@field vpcep_service_name? string Middle part of the name of the endpoint service: letters, digits, - and _; at most 16 characters
---@field ingress_bandwidth_size? integer Inbound bandwidth in Mbit/s; needed for inbound public access with load balancer elb
---@field ingress_bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the inbound bandwidth

---@class apig.CreateOrderArguments
---@field project_id? string Project ID of the region; the client's by default
---@field product_id? string Product ID
---@field charging_mode? integer Billing: 0 pay per use, 1 prepaid; 0 to 1
---@field payment_mode? "ALL_UPFRONT" Payment
---@field period_type? integer Unit of the prepaid period: 2 month, 3 year; 2 to 3
---@field period_num? integer Number of periods; 1 to 9
---@field is_auto_renew? integer Automatic renewal: 0 no, 1 yes; 0 to 1
---@field promotion_id? string Promotion product ID
---@field promotion_plan_id? string Promotion plan ID
---@field promotion_info? string Information on the promotion
---@field composite_product_id? string Combined product ID
---@field instance_info? apig.InstanceCreateReq Instance to create

---@class apig.CreatePostPayResizeOrderArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field spec_id? string New instance flavor

---@class apig.CreatePrepayResizeArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field body apig.InstanceChangeOrderReq Body: it has a member with the name of a path member

---@class apig.DeleteInstancesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id string Gateway instance ID

---@class apig.ShowDetailsOfInstanceProgressArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.BatchCreateOrDeleteInstanceTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field action "create"|"delete" Create or delete
---@field tags apig.TmsKeyValue[] Tags; at most 20 by default

---@class apig.ListInstanceTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.ListInstancesByTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field without_any_tag? boolean Only instances without tags; tags is ignored then
---@field tags? apig.TmsKeyValues[] Tags to match, at most 20 keys; at most 20 items
---@field sys_tags? apig.TmsKeyValues[] System tags; needs the op_service right
---@field matches? apig.TmsMatchesKeyValue[] Members to match

---@class apig.ListProjectInstanceTagsArguments
---@field project_id? string Project ID of the region; the client's by default

---@class apig.ShowInstancesNumByTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field without_any_tag? boolean Only instances without tags; tags is ignored then
---@field tags? apig.TmsKeyValues[] Tags to match, at most 20 keys; at most 20 items
---@field sys_tags? apig.TmsKeyValues[] System tags; needs the op_service right
---@field matches? apig.TmsMatchesKeyValue[] Members to match

---@class apig.CheckRomaInstanceListArguments
---@field project_id? string Project ID of the region; the client's by default
---@field status? string Instance state
---@field offset? integer Records to skip
---@field limit? integer Page size; 1 to 500

---@class apig.CreateFeatureArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string Feature name
---@field enable boolean Feature is on
---@field config? string Feature settings

---@class apig.ListAvailableZonesArguments
---@field project_id? string Project ID of the region; the client's by default

---@class apig.ListFeaturesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ListInstanceConfigsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ListInstanceFeaturesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ListInstancesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field instance_id? string Instance ID
---@field instance_name? string Instance name
---@field status? "Creating"|"CreateSuccess"|"CreateFail"|"Initing"|"Registering"|"Running"|"InitingFailed"|"RegisterFailed"|"Installing"|"InstallFailed"|"Updating"|"UpdateFailed"|"Rollbacking"|"RollbackSuccess"|"RollbackFailed"|"Deleting"|"DeleteFailed"|"Unregistering"|"UnRegisterFailed"|"CreateTimeout"|"InitTimeout"|"RegisterTimeout"|"InstallTimeout"|"UpdateTimeout"|"RollbackTimeout"|"DeleteTimeout"|"UnregisterTimeout"|"Starting"|"Freezing"|"Frozen"|"Restarting"|"RestartFail"|"Unhealthy"|"RestartTimeout" Instance state

---@class apig.ListProjectCofigsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ListTagsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ShowDetailsOfInstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.ShowRestrictionOfInstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.UpdateInstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field description? string Description without < and >; at most 255 characters
---@field maintain_begin? string Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, 14:00:00, 18:00:00 or 22:00:00
---@field maintain_end? string End of the maintenance window, 4 hours after its start
---@field instance_name? string Instance name: letters, Chinese characters, digits, - and _, first a letter or a Chinese character; 3 to 64 characters
---@field security_group_id? string Security group of the instance
---@field vpcep_service_name? string Middle part of the name of the endpoint service: letters, digits, - and _; at most 16 characters

---@class apig.CheckLivedataApisArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field type "path"|"name" What to validate: path or name
---@field ld_api_name? string Name of the custom backend API
---@field ld_api_method? "GET"|"POST"|"PUT"|"DELETE" Its method
---@field ld_api_path? string Its path
---@field roma_app_id? string Integration application ID

---@class apig.CreateLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string Backend API name
---@field path string Path
---@field method "GET"|"PUT"|"POST"|"DELETE" HTTP method
---@field description? string Free text description
---@field version string Version
---@field content_type "json"|"xml"|"stream" Content type
---@field api_signature_id? string Signature key, if the backend API uses signing
---@field roma_app_id string Integration application ID
---@field return_format? boolean Format the response
---@field parameters? apig.LdApiParameter[] Request parameters

---@class apig.CreateLiveDataApiScriptArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID
---@field api_type? "data"|"function" API type
---@field scripts? apig.LdApiScriptBase[] Scripts

---@class apig.DebugLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID
---@field parameters? apig.LdApiParameter[] Request parameters

---@class apig.DeleteLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID

---@class apig.ListLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field app_id? string App ID
---@field app_name? string App name
---@field name? string Backend API name
---@field status? string Status
---@field path? string Path
---@field precise_search? string Comma-separated names to match exactly; only name is supported

---@class apig.ListLiveDataApiDeploymentHistoryArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID

---@class apig.ListLiveDataApiTestHistoryArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500

---@class apig.ListLiveDataDataSourcesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field app_id string App ID
---@field name? string Data source name

---@class apig.ListLiveDataQuotaArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.PublishLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID
---@field body? apig.LdApiDeploy Body: it has a member with the name of a path member

---@class apig.ShowLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID

---@class apig.UnpublishLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID

---@class apig.UpdateLiveDataApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field ld_api_id string Custom backend API ID
---@field name string Backend API name
---@field path string Path
---@field method "GET"|"PUT"|"POST"|"DELETE" HTTP method
---@field description? string Free text description
---@field version string Version
---@field content_type "json"|"xml"|"stream" Content type
---@field api_signature_id? string Signature key, if the backend API uses signing
---@field roma_app_id string Integration application ID
---@field return_format? boolean Format the response
---@field parameters? apig.LdApiParameter[] Request parameters

---@class apig.ListApiGroupsQuantitiesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.ListApiQuantitiesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.ListAppQuantitiesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.ListLatelyGroupStatisticsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_id string API group ID

---@class apig.ListMetricDataArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field dim "inbound_eip"|"outbound_eip" inbound_eip (load balancer elb only) or outbound_eip
---@field metric_name "upstream_bandwidth"|"downstream_bandwidth"|"upstream_bandwidth_usage"|"downstream_bandwidth_usage"|"up_stream"|"down_stream" Metric
---@field from string Start in Unix milliseconds, as text; an integer as text
---@field to string End in Unix milliseconds, as text; after from; an integer as text
---@field period integer Seconds of a data point: 1 (real time), 300, 1200, 3600, 14400 or 86400; 1 to 86400
---@field filter "average"|"max"|"min"|"sum"|"variance" How data points are computed

---@class apig.ImportMicroserviceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field group_info apig.MicroserviceGroup Group to import into
---@field service_type "CSE"|"CCE"|"CCE_SERVICE"|"NACOS" Registry; CCE_SERVICE is not supported now
---@field protocol? "HTTP"|"HTTPS" Protocol of requests to the microservice
---@field apis apig.MicroserviceApiCreate[] APIs to create
---@field backend_timeout? integer Backend timeout in ms, 5000 by default; the feature backend_timeout sets the maximum
---@field auth_type? "NONE"|"APP"|"IAM" Authentication of the APIs, NONE by default
---@field cors? boolean Cross origin requests are allowed
---@field cse_info? apig.MicroServiceInfoCSECreate CSE microservice, for service_type CSE
---@field cce_info? apig.MicroServiceInfoCCECreate CCE workload, for service_type CCE
---@field cce_service_info? apig.MicroServiceInfoCCEServiceCreate CCE service, for service_type CCE_SERVICE
---@field nacos_info? apig.MicroServiceInfoNacosBase Nacos registry, needed for service_type NACOS

---@class apig.CreateOrchestrationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field orchestration_name string Rule name: letters, digits and _, first a letter; unique in the instance; 3 to 64 characters
---@field orchestration_strategy "list"|"hash"|"range"|"hash_range"|"none_value"|"default"|"head_n"|"tail_n" How the rule maps; with list at most 3000 values in all
---@field orchestration_mapped_param? apig.OrchestrationMappedParam Parameter that the rule makes
---@field is_preprocessing? boolean The rule only makes an input for later rules; it cannot be the last besides the default
---@field orchestration_map? apig.OrchestrationMap[] Entries; the first that matches counts; 1 to 300 items

---@class apig.DeleteOrchestrationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field orchestration_id string Rule ID

---@class apig.ListOrchestrationAttachedApisArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field orchestration_id string Rule ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field api_name? string Part of the API name
---@field api_id? string API ID

---@class apig.ListOrchestrationsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field orchestration_name? string Rule name
---@field precise_search? string Comma separated names of parameters to match exactly; only orchestration_name now
---@field orchestration_id? string Rule IDs, joined by commas

---@class apig.ShowDetailsOfOrchestrationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field orchestration_id string Rule ID

---@class apig.UpdateOrchestrationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field orchestration_id string Rule ID
---@field orchestration_name string Rule name: letters, digits and _, first a letter; unique in the instance; 3 to 64 characters
---@field orchestration_strategy "list"|"hash"|"range"|"hash_range"|"none_value"|"default"|"head_n"|"tail_n" How the rule maps; with list at most 3000 values in all
---@field orchestration_mapped_param? apig.OrchestrationMappedParam Parameter that the rule makes
---@field is_preprocessing? boolean The rule only makes an input for later rules; it cannot be the last besides the default
---@field orchestration_map? apig.OrchestrationMap[] Entries; the first that matches counts; 1 to 300 items

---@class apig.AttachApiToPluginArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_id string Plugin ID
---@field env_id string Environment ID
---@field api_ids string[] API IDs

---@class apig.AttachPluginToApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field env_id string Environment ID
---@field plugin_ids string[] Plugin IDs

---@class apig.CreatePluginArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_name string Letters, Chinese characters, digits and _, not starting with a digit
---@field plugin_type "cors"|"set_resp_headers"|"kafka_log"|"breaker"|"rate_limit"|"third_auth" Plugin type
---@field plugin_scope "global"|"app" Visibility of the plugin: global or app
---@field plugin_content string|hwc.Secret Plugin definition as JSON text; it may contain passwords
---@field roma_app_id? string Integration application ID; with gateway = "roma"
---@field remark? string Description

---@class apig.DeletePluginArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_id string Plugin ID

---@class apig.DetachApiFromPluginArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_id string Plugin ID
---@field env_id string Environment ID
---@field api_ids string[] API IDs

---@class apig.DetachPluginFromApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field env_id string Environment ID
---@field plugin_ids string[] Plugin IDs

---@class apig.ListApiAttachablePluginsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field env_id? string Environment ID
---@field plugin_name? string Plugin name
---@field plugin_type? string Plugin type
---@field plugin_id? string Plugin ID
---@field roma_app_id? string Integration application ID; with gateway = "roma"
---@field roma_app_name? string Integration application name; with gateway = "roma"

---@class apig.ListApiAttachedPluginsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field env_id? string Environment ID
---@field plugin_name? string Plugin name
---@field plugin_id? string Plugin ID
---@field env_name? string Environment name
---@field plugin_type? string Plugin type
---@field roma_app_id? string Integration application ID; with gateway = "roma"
---@field roma_app_name? string Integration application name; with gateway = "roma"

---@class apig.ListPluginAttachableApisArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_id string Plugin ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field env_id string Environment ID
---@field api_name? string API name
---@field api_id? string API ID
---@field group_id? string API group ID
---@field req_method? string Request method
---@field req_uri? string Request path
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListPluginAttachedApisArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_id string Plugin ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field env_id? string Environment ID
---@field api_name? string API name
---@field api_id? string API ID
---@field group_id? string API group ID
---@field req_method? string Request method
---@field req_uri? string Request path
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListPluginsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field plugin_type? string Plugin type
---@field plugin_scope? string Visibility of the plugin: global or app
---@field plugin_id? string Plugin ID
---@field plugin_name? string Plugin name
---@field precise_search? string Comma-separated names to match exactly; only name is supported
---@field roma_app_id? string Integration application ID; with gateway = "roma"
---@field roma_app_name? string Integration application name; with gateway = "roma"

---@class apig.ShowPluginArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_id string Plugin ID

---@class apig.UpdatePluginArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field plugin_id string Plugin ID
---@field plugin_name string Letters, Chinese characters, digits and _, not starting with a digit
---@field plugin_type "cors"|"set_resp_headers"|"kafka_log"|"breaker"|"rate_limit"|"third_auth" Plugin type
---@field plugin_scope "global"|"app" Visibility of the plugin: global or app
---@field plugin_content string|hwc.Secret Plugin definition as JSON text; it may contain passwords
---@field roma_app_id? string Integration application ID; with gateway = "roma"
---@field remark? string Description

---@class apig.CreateProjectVpcChannelArguments
---@field project_id? string Project ID of the region; the client's by default
---@field name string Letters, Chinese characters, digits, - and _, not starting with a digit; 3 to 64 characters
---@field port integer Port of the hosts; 1 to 65535
---@field balance_strategy integer 1 weighted round robin, 2 least connections, 3 source hash, 4 URI hash; 1 to 4
---@field member_type "ip"|"ecs" ip or ecs members
---@field type? integer VPC channel type: 2 server (builtin), 3 microservice; 2 to 3
---@field dict_code? string Dictionary code; not supported
---@field member_groups? apig.MemberGroupCreate[] Backend server groups
---@field members? apig.MemberInfo[] Backend members
---@field vpc_health_config? apig.VpcHealthConfig Health check
---@field microservice_info? apig.MicroServiceCreate Microservice settings
---@field instance_ids string[] Instance IDs; at most 10 items

---@class apig.CreateProjectVpcChannelSyncsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field vpc_channel_id? string VPC channel ID
---@field instance_ids? string[] Instance IDs
---@field force_sync? boolean Force the sync; default false

---@class apig.ListProjectVpcChannelsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string VPC channel ID
---@field name? string Name
---@field precise_search? string Comma-separated names to match exactly; only name is supported
---@field member_host? string Backend address, exact match
---@field member_port? integer Backend port
---@field member_group_name? string Backend server group name
---@field member_group_id? string Backend server group ID
---@field members_return? boolean Also return the members

---@class apig.UpdateProjectVpcChannelArguments
---@field project_id? string Project ID of the region; the client's by default
---@field name string Letters, Chinese characters, digits, - and _, not starting with a digit; 3 to 64 characters
---@field port integer Port of the hosts; 1 to 65535
---@field balance_strategy integer 1 weighted round robin, 2 least connections, 3 source hash, 4 URI hash; 1 to 4
---@field member_type "ip"|"ecs" ip or ecs members
---@field type? integer VPC channel type: 2 server (builtin), 3 microservice; 2 to 3
---@field dict_code? string Dictionary code; not supported
---@field member_groups? apig.MemberGroupCreate[] Backend server groups
---@field members? apig.MemberInfo[] Backend members
---@field vpc_health_config? apig.VpcHealthConfig Health check
---@field microservice_info? apig.MicroServiceCreate Microservice settings
---@field instance_ids string[] Instance IDs; at most 10 items

---@class apig.AddEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field eip_id? string EIP ID

---@class apig.AddEngressEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field bandwidth_size? string Outbound bandwidth in Mbit/s, as text; an integer as text
---@field bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the outbound bandwidth

---@class apig.AddIngressEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field bandwidth_size? integer Inbound bandwidth in Mbit/s
---@field bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the inbound bandwidth

---@class apig.RemoveEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.RemoveEngressEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.RemoveIngressEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default

---@class apig.UpdateEngressEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field bandwidth_size? string Outbound bandwidth in Mbit/s, as text; an integer as text
---@field bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the outbound bandwidth

---@class apig.UpdateIngressEipArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field bandwidth_size? integer Inbound bandwidth in Mbit/s
---@field bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the inbound bandwidth

---@class apig.AddUserToAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field users? apig.User[] Members; none removes all

---@class apig.CheckAuthUsersOfAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field user_name? string User name

---@class apig.CheckCanAuthUsersOfAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field filter? string members leaves out those who are members

---@class apig.CheckRomaAppDetailsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.CheckRomaAppSecretArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.CreateRomaAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string App name: letters, Chinese characters, digits, blanks, brackets and -_.; unique in the instance
---@field remark? string Description
---@field key? string App key: letters, Chinese characters, digits and -_@., first none of -_@.; generated if absent
---@field secret? string|hwc.Secret App secret: letters, digits and !@#$%+=.-/; generated if absent
---@field favorite? boolean Favorite; listed first

---@class apig.DeleteRomaAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID

---@class apig.ListRomaAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip
---@field limit? integer Page size; 1 to 500
---@field favorite? boolean Only favorites, or only others
---@field auth_role? string Only apps on which the caller has this right
---@field name? string Part of the app name
---@field owner? boolean Only own apps, or only those of others
---@field user_name? string Only apps on which this user has rights

---@class apig.ResetRomaAppSecretArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field secret? string|hwc.Secret App secret: letters, digits and !@#$%+=.-/; generated if absent

---@class apig.UpdateRomaAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_id string App ID
---@field name? string App name: letters, Chinese characters, digits, blanks, brackets and -_.; unique in the instance
---@field remark? string Description
---@field favorite? boolean Favorite; listed first

---@class apig.ValidateRomaAppArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name? string App name
---@field id? string App ID
---@field key? string App key

---@class apig.AssociateSignatureKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field sign_id string Signature key ID
---@field publish_ids string[] Publication record IDs

---@class apig.CreateSignatureKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string Letters, Chinese characters, digits and _, not starting with a digit; 3 to 64 characters, first one of [a-zA-Z] and Chinese characters, only [a-zA-Z0-9_] and Chinese characters
---@field sign_type? "hmac"|"basic"|"public_key"|"aes" Kind of signature key
---@field sign_key? string|hwc.Secret Key; generated by the service if absent; 4 to 512 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_!@#$%+/=-]
---@field sign_secret? string|hwc.Secret Secret (aes: the vector); generated if absent; 8 to 2048 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_!@#$%+/=-]
---@field sign_algorithm? "aes-128-cfb"|"aes-256-cfb" Only with aes

---@class apig.DeleteSignatureKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field sign_id string Signature key ID

---@class apig.DisassociateSignatureKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field sign_bindings_id string Binding ID

---@class apig.ListApisBindedToSignatureKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field sign_id string Signature key ID
---@field env_id? string Environment ID
---@field api_id? string API ID
---@field api_name? string API name
---@field group_id? string API group ID
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListApisNotBoundWithSignatureKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field sign_id string Signature key ID
---@field env_id? string Environment ID
---@field api_id? string API ID
---@field api_name? string API name
---@field group_id? string API group ID
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListSignatureKeysArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string Signature key ID
---@field name? string Signature key name
---@field precise_search? string Parameters to match exactly; only name is supported

---@class apig.ListSignatureKeysBindedToApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field api_id string API ID
---@field sign_id? string Signature key ID
---@field sign_name? string Signature key name
---@field env_id? string Environment ID

---@class apig.UpdateSignatureKeyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field sign_id string Signature key ID
---@field name string Letters, Chinese characters, digits and _, not starting with a digit; 3 to 64 characters, first one of [a-zA-Z] and Chinese characters, only [a-zA-Z0-9_] and Chinese characters
---@field sign_type? "hmac"|"basic"|"public_key"|"aes" Kind of signature key
---@field sign_key? string|hwc.Secret Key; generated by the service if absent; 4 to 512 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_!@#$%+/=-]
---@field sign_secret? string|hwc.Secret Secret (aes: the vector); generated if absent; 8 to 2048 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_!@#$%+/=-]
---@field sign_algorithm? "aes-128-cfb"|"aes-256-cfb" Only with aes

---@class apig.ListLatelyApiStatisticsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field api_id string API ID
---@field duration string Period, an integer with h or m

---@class apig.ListStatisticsApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field mode? "INSTANCE"|"ALL"|"APP"|"API" Mode
---@field roma_app_id? string Integration application ID
---@field api_id? string API ID
---@field cycle? "minute"|"hour"|"day" Statistics step: minute, hour or day
---@field start_time? string Start time
---@field end_time? string End time
---@field duration? string Period, an integer with h or m

---@class apig.AssociateRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field strategy_id string Throttling policy ID
---@field publish_ids string[] Publication record IDs

---@class apig.BatchDisassociateThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field action string Action to do
---@field throttle_bindings? string[] Throttling binding IDs

---@class apig.CreateRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field app_call_limits? integer Calls per period by one app; at most the user limit
---@field name string Throttling policy name
---@field time_unit "SECOND"|"MINUTE"|"HOUR"|"DAY" Unit of the period
---@field remark? string Description
---@field api_call_limits integer Calls per period to one API
---@field type? integer Throttling kind: 1 per API, 2 shared by all bound APIs; 1 to 2
---@field enable_adaptive_control? string Adaptive throttling; not supported
---@field user_call_limits? integer Calls per period by one user; at most the API limit
---@field time_interval integer Length of the period
---@field ip_call_limits? integer Calls per period by one source IP; at most the API limit

---@class apig.CreateSpecialThrottlingConfigurationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_id string Throttling policy ID
---@field call_limits integer Maximum number of calls in the period
---@field object_id string ID of the special app or tenant
---@field object_type "APP"|"USER" APP or USER

---@class apig.DeleteRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_id string Throttling policy ID

---@class apig.DeleteSpecialThrottlingConfigurationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_id string Throttling policy ID
---@field strategy_id string Special setting ID

---@class apig.DisassociateRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_binding_id string Throttling binding ID

---@class apig.ListApisBindedToRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field throttle_id string Throttling policy ID
---@field env_id? string Environment ID
---@field group_id? string API group ID
---@field api_id? string API ID
---@field api_name? string API name

---@class apig.ListApisUnbindedToRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field throttle_id string Throttling policy ID
---@field env_id? string Environment ID
---@field group_id? string API group ID
---@field api_id? string API ID
---@field api_name? string API name
---@field tags? string Tags of the API; with gateway = "apig"

---@class apig.ListRequestThrottlingPoliciesBindedToApiArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field api_id string API ID
---@field throttle_id? string Throttling policy ID
---@field throttle_name? string Throttling policy name
---@field env_id? string Environment ID

---@class apig.ListRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string Throttling policy ID
---@field name? string Throttling policy name
---@field precise_search? string Comma-separated names to match exactly; only name is supported

---@class apig.ListSpecialThrottlingConfigurationsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_id string Throttling policy ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field object_type? string APP or USER
---@field app_name? string App name
---@field user? string Tenant name; with gateway = "apig"

---@class apig.ShowDetailsOfRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_id string Throttling policy ID

---@class apig.UpdateRequestThrottlingPolicyArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_id string Throttling policy ID
---@field app_call_limits? integer Calls per period by one app; at most the user limit
---@field name string Throttling policy name
---@field time_unit "SECOND"|"MINUTE"|"HOUR"|"DAY" Unit of the period
---@field remark? string Description
---@field api_call_limits integer Calls per period to one API
---@field type? integer Throttling kind: 1 per API, 2 shared by all bound APIs; 1 to 2
---@field enable_adaptive_control? string Adaptive throttling; not supported
---@field user_call_limits? integer Calls per period by one user; at most the API limit
---@field time_interval integer Length of the period
---@field ip_call_limits? integer Calls per period by one source IP; at most the API limit

---@class apig.UpdateSpecialThrottlingConfigurationArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field throttle_id string Throttling policy ID
---@field strategy_id string Special setting ID
---@field call_limits integer Maximum number of calls in the period

---@class apig.AddingBackendInstancesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field members apig.MemberInfo[] Backend members

---@class apig.BatchDisableMembersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field member_ids? string[] Backend member IDs

---@class apig.BatchEnableMembersArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field member_ids? string[] Backend member IDs

---@class apig.CreateMemberGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field member_groups? apig.MemberGroupCreate[] Backend server groups

---@class apig.CreateVpcChannelArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field name string Letters, Chinese characters, digits, - and _, not starting with a digit; 3 to 64 characters
---@field port integer Port of the hosts; 1 to 65535
---@field balance_strategy integer 1 weighted round robin, 2 least connections, 3 source hash, 4 URI hash; 1 to 4
---@field member_type "ip"|"ecs" ip or ecs members
---@field type? integer VPC channel type: 2 server (builtin), 3 microservice; 2 to 3
---@field dict_code? string Dictionary code; not supported
---@field member_groups? apig.MemberGroupCreate[] Backend server groups
---@field members? apig.MemberInfo[] Backend members
---@field vpc_health_config? apig.VpcHealthConfig Health check
---@field microservice_info? apig.MicroServiceCreate Microservice settings
---@field vpc_channel_type? "builtin"|"microservice"|"reference" Kind of VPC channel; default from type; with gateway = "apig"

---@class apig.DeleteBackendInstanceArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field member_id string Backend member ID

---@class apig.DeleteMemberGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field member_group_id string Backend server group ID

---@class apig.DeleteVpcChannelArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID

---@class apig.ListBackendInstancesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field name? string ECS name
---@field member_group_name? string Backend server group name
---@field member_group_id? string Backend server group ID
---@field precise_search? string Comma-separated names to match exactly; only name is supported

---@class apig.ListMemberGroupsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field dict_code? string Dictionary code
---@field member_group_name? string Backend server group name
---@field precise_search? string Comma-separated names to match exactly; only name is supported

---@class apig.ListVpcChannelsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string VPC channel ID
---@field name? string Name
---@field dict_code? string Dictionary code
---@field precise_search? string Comma-separated names to match exactly; only name is supported
---@field member_host? string Backend address, exact match
---@field member_port? integer Backend port
---@field member_group_name? string Backend server group name
---@field member_group_id? string Backend server group ID
---@field vpc_channel_type? string Kind of VPC channel; with gateway = "apig"

---@class apig.ShowDetailsOfMemberGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field member_group_id string Backend server group ID

---@class apig.ShowDetailsOfVpcChannelArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID

---@class apig.UpdateBackendInstancesArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field members? apig.MemberInfo[] Backend members
---@field member_group_name? string Backend server group name

---@class apig.UpdateHealthCheckArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field protocol "TCP"|"HTTP"|"HTTPS" Protocol
---@field path? string Path
---@field method? "GET"|"HEAD" HTTP method
---@field port? integer Port
---@field threshold_normal integer Consecutive successes after which a host is normal
---@field threshold_abnormal integer Consecutive failures after which a host is abnormal
---@field time_interval integer Seconds between health checks, above timeout
---@field http_code? string HTTP codes of a healthy host: list, range or both, 100-599
---@field enable_client_ssl? boolean Mutual TLS with the backend
---@field status? integer Health check state: 1 usable, 2 not usable; 1 to 2
---@field timeout? integer Probe timeout in seconds, below time_interval; required by the service's definition alone

---@class apig.UpdateMemberGroupArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field member_group_id string Backend server group ID
---@field member_group_remark? string Description of the server group
---@field member_group_weight? integer Weight of the server group
---@field microservice_version? string Version of the server group; microservice channels only
---@field microservice_port? integer Port of the server group, 0: inherited; microservice channels only
---@field microservice_labels? apig.MicroserviceLabel[] Labels of the server group; microservice channels only
---@field reference_vpc_channel_id? string VPC channel whose members are used; with gateway = "apig"
---@field member_group_name string Backend server group name
---@field dict_code? string Dictionary code; not supported

---@class apig.UpdateVpcChannelArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field vpc_channel_id string VPC channel ID
---@field name string Letters, Chinese characters, digits, - and _, not starting with a digit; 3 to 64 characters
---@field port integer Port of the hosts; 1 to 65535
---@field balance_strategy integer 1 weighted round robin, 2 least connections, 3 source hash, 4 URI hash; 1 to 4
---@field member_type "ip"|"ecs" ip or ecs members
---@field type? integer VPC channel type: 2 server (builtin), 3 microservice; 2 to 3
---@field dict_code? string Dictionary code; not supported
---@field member_groups? apig.MemberGroupCreate[] Backend server groups
---@field members? apig.MemberInfo[] Backend members
---@field vpc_health_config? apig.VpcHealthConfig Health check
---@field microservice_info? apig.MicroServiceCreate Microservice settings
---@field vpc_channel_type? "builtin"|"microservice"|"reference" Kind of VPC channel; default from type; with gateway = "apig"

---@class apig.AcceptOrRejectEndpointConnectionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field action "receive"|"reject" receive accepts, reject rejects
---@field endpoints string[] Endpoint IDs, at most 50

---@class apig.AddEndpointPermissionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field permissions string[] Records: iam:domain::ID with an account ID of 32 hex digits, or * for everybody; at most 50

---@class apig.DeleteEndpointPermissionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field permissions string[] Records: iam:domain::ID with an account ID of 32 hex digits, or * for everybody; at most 50

---@class apig.ListEndpointConnectionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field id? string Endpoint ID
---@field marker_id? integer Packet mark of the connection
---@field status? "pendingAcceptance"|"accepted"|"rejected"|"failed" Connection state

---@class apig.ListEndpointPermissionsArguments
---@field project_id? string Project ID of the region; the client's by default
---@field instance_id? string Gateway instance ID; the client's by default
---@field offset? integer Records to skip; negative counts as 0
---@field limit? integer Page size; 1 to 500
---@field permission? string Part of a record, iam:domain::ID

---@class apig.ApiAuthVisitParam
---@field api_id string API ID
---@field app_id? string App ID
---@field visit_param string Access parameter; at most 255 characters

---@class apig.ApiConditionCreate
---@field req_param_name? string Request parameter
---@field sys_param_name? "req_path"|"req_method" System parameter
---@field cookie_param_name? string Cookie
---@field condition_type? "exact"|"enum"|"pattern" Comparison
---@field condition_origin string What is compared: param, source, system or cookie
---@field condition_value string Value to compare with
---@field frontend_authorizer_param_name? string $context.authorizer.frontend.NAME, with condition_origin frontend_authorizer; with gateway = "apig"
---@field mapped_param_name? string Parameter that an orchestration rule makes, with condition_origin orchestration; with gateway = "apig"
---@field mapped_param_location? string Location of that parameter; with gateway = "apig"

---@class apig.ApiFuncCreate
---@field function_urn string Function URN
---@field network_type? "V1"|"V2" Function network: V1 without VPC, V2 with VPC
---@field invocation_type string Function call: async or sync; one of "async", "sync"
---@field version? string Function version; ignored if alias_urn is given
---@field alias_urn? string Function alias URN; takes precedence over version
---@field req_protocol? string Protocol of the function: HTTPS (default) or GRPCS; with gateway = "apig"
---@field timeout integer Milliseconds; maximum: feature backend_timeout
---@field remark? string Description
---@field authorizer_id? string Custom authorizer ID

---@class apig.ApiMockCreate
---@field remark? string Description
---@field result_content? string Response text
---@field version? string Mock version
---@field authorizer_id? string Custom authorizer ID
---@field status_code? integer Status code of the mock response; with gateway = "roma"
---@field header? string Headers; with gateway = "roma"

---@class apig.ApiPolicyFunctionCreate
---@field function_urn string Function URN
---@field network_type? "V1"|"V2" Function network: V1 without VPC, V2 with VPC
---@field invocation_type string Function call: async or sync; one of "async", "sync"
---@field version? string Function version; ignored if alias_urn is given
---@field alias_urn? string Function alias URN; takes precedence over version
---@field req_protocol? string Protocol of the function: HTTPS (default) or GRPCS; with gateway = "apig"
---@field timeout? integer Milliseconds; maximum: feature backend_timeout
---@field effect_mode "ALL"|"ANY" ALL or ANY of the conditions
---@field name string Letters, Chinese characters, digits and _, not starting with a digit
---@field backend_params? apig.BackendParamBase[] Backend parameters
---@field conditions apig.ApiConditionCreate[] Conditions
---@field authorizer_id? string Custom authorizer ID

---@class apig.ApiPolicyHttpCreate
---@field url_domain? string host:port of the backend, or a custom domain
---@field req_protocol? "HTTP"|"HTTPS" Request protocol
---@field req_method? "GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri? string Request path; {} marks parameters
---@field retry_count? string Retries to the backend, -1 to 10, default -1
---@field vpc_channel_info? apig.VpcInfo VPC channel
---@field vpc_channel_status? integer VPC channel: 1 used, 2 not used; with API Gateway 4: used, with member_group_url_infos; 1 to 4
---@field enable_sm_channel? boolean SM algorithms on the way to the backend; with gateway = "apig"
---@field member_group_url_infos? apig.MemberGroupUrlInfo[] Requests of each backend server group; with gateway = "apig"
---@field enable_client_ssl? boolean Mutual TLS with the backend; with gateway = "roma"
---@field effect_mode "ALL"|"ANY" ALL or ANY of the conditions
---@field name string Letters, Chinese characters, digits and _, not starting with a digit
---@field backend_params? apig.BackendParamBase[] Backend parameters
---@field conditions apig.ApiConditionCreate[] Conditions
---@field authorizer_id? string Custom authorizer ID
---@field timeout? integer Milliseconds; maximum: feature backend_timeout

---@class apig.ApiPolicyMockCreate
---@field effect_mode "ALL"|"ANY" ALL or ANY of the conditions
---@field name string Letters, Chinese characters, digits and _, not starting with a digit
---@field backend_params? apig.BackendParamBase[] Backend parameters
---@field conditions apig.ApiConditionCreate[] Conditions
---@field authorizer_id? string Custom authorizer ID
---@field result_content? string Response text
---@field status_code? integer Status code of the mock response; with gateway = "roma"
---@field header? string Headers; with gateway = "roma"

---@class apig.AttachOrDetachDomainInfo
---@field domain string Domain
---@field instance_ids? string[] Instance IDs
---@field verified_client_certificate_enabled? boolean Verify client certificates

---@class apig.AuthOpt
---@field app_code_auth_type? "DISABLE"|"HEADER" AppCode authentication; only with auth_type APP; default DISABLE

---@class apig.BackendApiCreate
---@field url_domain? string host:port of the backend, or a custom domain
---@field req_protocol? "HTTP"|"HTTPS" Request protocol
---@field req_method? "GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri? string Request path; {} marks parameters
---@field retry_count? string Retries to the backend, -1 to 10, default -1
---@field vpc_channel_info? apig.VpcInfo VPC channel
---@field vpc_channel_status? integer VPC channel: 1 used, 2 not used; with API Gateway 4: used, with member_group_url_infos; 1 to 4
---@field enable_sm_channel? boolean SM algorithms on the way to the backend; with gateway = "apig"
---@field member_group_url_infos? apig.MemberGroupUrlInfo[] Requests of each backend server group; with gateway = "apig"
---@field enable_client_ssl? boolean Mutual TLS with the backend
---@field authorizer_id? string Custom authorizer ID
---@field remark? string Description
---@field version? string HTTP backend version
---@field timeout integer Milliseconds; maximum: feature backend_timeout

---@class apig.BackendParamBase
---@field name string Name: letters, digits, -, _ and ., starting with a letter
---@field location "PATH"|"QUERY"|"HEADER" Location of the parameter: PATH, QUERY or HEADER
---@field origin "REQUEST"|"CONSTANT"|"SYSTEM" REQUEST, CONSTANT or SYSTEM
---@field value string Value
---@field remark? string Description

---@class apig.CceServiceBase
---@field cluster_id string CCE cluster ID
---@field namespace string Namespace
---@field service_name string Service name

---@class apig.CertForm
---@field name string Certificate name; 4 to 50 characters
---@field cert_content string Certificate PEM text
---@field private_key string|hwc.Secret Private key PEM text
---@field type? "instance"|"global" Certificate visibility: instance or global; with gateway = "roma"
---@field instance_id? string Instance ID; with gateway = "roma"
---@field trusted_root_ca? string Trusted root CA; with gateway = "roma"

---@class apig.Identity
---@field name string Name: letters, digits, _, - and ., starting with a letter or digit
---@field location "HEADER"|"QUERY" Location of the identity parameter
---@field validation? string Validation expression; null: none

---@class apig.InstanceChangeOrderReq
---@field instance_id? string Instance ID
---@field product_id? string Product ID
---@field resize_info? apig.ResizeInstanceReq New flavor

---@class apig.InstanceCreateReq
---@field description? string Description without < and >; at most 255 characters
---@field maintain_begin? string Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, 14:00:00, 18:00:00 or 22:00:00
---@field maintain_end? string End of the maintenance window, 4 hours after its start
---@field instance_name? string Instance name: letters, Chinese characters, digits, - and _, first a letter or a Chinese character; 3 to 64 characters; required by the service's definition alone
---@field instance_id? string ID for the new instance; generated if absent
---@field spec_id? "BASIC"|"PROFESSIONAL"|"ENTERPRISE"|"PLATINUM"|"BASIC_IPV6"|"PROFESSIONAL_IPV6"|"ENTERPRISE_IPV6"|"PLATINUM_IPV6"|"PLATINUM_X2"|"PLATINUM_X3"|"PLATINUM_X4"|"PLATINUM_X5"|"PLATINUM_X6"|"PLATINUM_X7"|"PLATINUM_X8" Instance flavor; required by the service's definition alone
---@field vpc_id? string VPC ID; required by the service's definition alone
---@field subnet_id? string Network ID of the subnet; required by the service's definition alone
---@field security_group_id? string Security group of the instance; required by the service's definition alone
---@field eip_id? string EIP ID; public access with load balancer lvs
---@field enterprise_project_id? string Enterprise project ID
---@field available_zone_ids? string[] Availability zones; required by the service's definition alone
---@field bandwidth_size? integer Outbound bandwidth in Mbit/s; needed for outbound public access
---@field bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the outbound bandwidth
---@field ipv6_enable? boolean IPv6 for public access; in some regions and zones only
---@field loadbalancer_provider? "lvs"|"elb" Load balancer; deprecated, the region decides
---@field tags? apig.TmsKeyValue[] Tags; at most 20 by default
---@field vpcep_service_name? string Middle part of the name of the endpoint service: letters, digits, - and _; at most 16 characters
---@field ingress_bandwidth_size? integer Inbound bandwidth in Mbit/s; needed for inbound public access with load balancer elb
---@field ingress_bandwidth_charging_mode? "bandwidth"|"traffic" Billing of the inbound bandwidth

---@class apig.LdApiDeploy
---@field ld_api_id? string Custom backend API ID
---@field deploy_front_api? boolean Also publish a frontend API
---@field auth_type? string Authentication of the API
---@field authorizer_id? string Custom authorizer ID
---@field group_id? string API group ID
---@field env_id? string Environment ID
---@field protocol? "HTTPS"|"HTTP"|"HTTPS&HTTP" Protocol
---@field backend_timeout? integer Backend timeout
---@field path? string Path
---@field method? string HTTP method
---@field cors? boolean Cross-origin requests are allowed
---@field roma_app_id? string Integration application ID
---@field retry_count? string Retries to the backend, -1 to 10, default -1

---@class apig.LdApiParameter
---@field name string Name
---@field in "Headers"|"Parameters"|"Body" Location of the parameter: Headers, Parameters or Body
---@field default? string Default value
---@field description? string Free text description
---@field required? boolean The parameter is required

---@class apig.LdApiScriptBase
---@field ds_id? string Data source ID; required for data backends
---@field ds_name? string Data source name
---@field ds_type? "oracle"|"mysql"|"mongodb"|"redis"|"postgresql"|"hive"|"mssql"|"sqlserver"|"dws"|"gauss100"|"zenith" Data source type
---@field type? string Script type: SQL or SP (stored procedure)
---@field object_name string Name of the result
---@field content string API script, Base64
---@field enable_result_paging? boolean Paginate the result of the data script
---@field enable_preparestatement? boolean Precompile the data script

---@class apig.MemberGroupCreate
---@field member_group_remark? string Description of the server group
---@field member_group_weight? integer Weight of the server group
---@field microservice_version? string Version of the server group; microservice channels only
---@field microservice_port? integer Port of the server group, 0: inherited; microservice channels only
---@field microservice_labels? apig.MicroserviceLabel[] Labels of the server group; microservice channels only
---@field reference_vpc_channel_id? string VPC channel whose members are used; with gateway = "apig"
---@field member_group_name string Backend server group name
---@field dict_code? string Dictionary code; not supported

---@class apig.MemberGroupUrlInfo
---@field member_group_id string Backend server group ID
---@field req_protocol string Request protocol
---@field req_method string Request method
---@field req_uri string Request path; {} marks parameters

---@class apig.MemberInfo
---@field host? string Address, of ip members
---@field weight? integer Weight
---@field is_backup? boolean Standby node; used only if all others fail
---@field member_group_name? string Backend server group name
---@field status? integer Backend server state: 1 usable, 2 not usable; 1 to 2
---@field port? integer Backend port
---@field ecs_id? string ECS ID, of ecs members
---@field ecs_name? string ECS name, of ecs members

---@class apig.MicroServiceCreate
---@field service_type? "CSE"|"CCE" Microservice registry: CSE or CCE
---@field cse_info? apig.MicroServiceInfoCSEBase CSE microservice
---@field cce_info? apig.MicroServiceInfoCCEBase CCE workload
---@field cce_service_info? apig.CceServiceBase CCE service; with gateway = "apig"
---@field nacos_info? any Nacos service; with gateway = "apig"

---@class apig.MicroServiceInfoCCEBase
---@field cluster_id string CCE cluster ID
---@field namespace string Namespace
---@field workload_type "deployment"|"statefulset"|"daemonset" Workload: deployment, statefulset or daemonset
---@field app_name? string App name
---@field label_key? string Label name
---@field label_value? string Label value

---@class apig.MicroServiceInfoCCECreate
---@field cluster_id string CCE cluster ID
---@field namespace string Namespace
---@field workload_type "deployment"|"statefulset"|"daemonset" Workload: deployment, statefulset or daemonset
---@field app_name? string App name; 1 to 64 characters
---@field label_key? string Label name; 1 to 64 characters
---@field label_value? string Label value; 1 to 64 characters
---@field version? string Workload version
---@field port integer Port of the workload
---@field labels? apig.MicroserviceLabel[] Workload labels

---@class apig.MicroServiceInfoCCEServiceCreate
---@field cluster_id string CCE cluster ID
---@field namespace string Namespace: lower-case letters, digits and -, first a letter; 1 to 63 characters
---@field service_name string Service name; 1 to 64 characters
---@field port? integer Port of the service

---@class apig.MicroServiceInfoCSEBase
---@field engine_id string Microservice engine ID
---@field service_id string Microservice ID

---@class apig.MicroServiceInfoCSECreate
---@field engine_id string Microservice engine ID
---@field service_id string Microservice ID
---@field version string Microservice version

---@class apig.MicroServiceInfoNacosBase
---@field namespace? string Namespace ID; public if absent; at most 64 characters
---@field cluster_name? string Cluster name; at most 64 characters
---@field group_name? string Nacos group name; at most 128 characters
---@field service_name string Microservice name without Chinese characters and @@, and without @ at its start; at most 512 characters
---@field server_config apig.NacosServerConfig[] Nacos servers
---@field user_info apig.NacosUserInfo Nacos login

---@class apig.MicroserviceApiCreate
---@field name? string API name
---@field req_method? "GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Path of requests; {} marks parameters; not /apic/health_check with GET; at most 512 characters
---@field match_mode? "SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match

---@class apig.MicroserviceGroup
---@field group_id? string API group ID; a group is created if absent
---@field group_name? string Name of the group to create; 3 to 255 characters
---@field app_id? string App of the group to create

---@class apig.MicroserviceLabel
---@field label_name string Label: letters, digits, -, _ and ., starting and ending with a letter or digit
---@field label_value string Label value

---@class apig.NacosServerConfig
---@field ip_address string Address of the Nacos server
---@field port integer Port of the Nacos server; 1 to 65535
---@field grpc_port? integer gRPC port of the Nacos server; port + 1000 by default; 1 to 65535

---@class apig.NacosUserInfo
---@field user_name string Nacos user name
---@field password string|hwc.Secret Nacos password

---@class apig.OrchestrationMap
---@field map_param_list? string[] Input values of at most 128 letters, digits, - and _; for strategy list; at most 3000 items
---@field map_param_range? apig.OrchestrationMapParamRange Input range; for strategies range and hash_range
---@field mapped_param_value? string Output value: letters and digits; 1 to 128 characters
---@field intercept_length? integer Characters to keep; for strategies head_n and tail_n; 1 to 100

---@class apig.OrchestrationMapParamRange
---@field range_start? string First value as text, at most range_end; an integer as text
---@field range_end? string Last value as text; an integer as text

---@class apig.OrchestrationMappedParam
---@field mapped_param_name string Name: letters, digits and -, first a letter; 1 to 128 characters
---@field mapped_param_type "string"|"number" Type
---@field mapped_param_location "query"|"header" Where the parameter is sent

---@class apig.ReqParamBase
---@field default_value? string Default value
---@field sample_value? string Sample value
---@field remark? string Description
---@field enumerations? string Allowed values
---@field min_num? integer Minimum; only for NUMBER
---@field max_num? integer Maximum; only for NUMBER
---@field min_size? integer Minimum length; only for STRING
---@field max_size? integer Maximum length; only for STRING
---@field regular? string Validation regex; not supported
---@field json_schema? string JSON validation; not supported
---@field orchestrations? string[] Orchestration rules, by descending priority
---@field name string Name: letters, digits, -, _ and ., starting with a letter
---@field type "STRING"|"NUMBER" Parameter type
---@field location "PATH"|"QUERY"|"HEADER" Location of the parameter: PATH, QUERY or HEADER
---@field required? integer Required: 1 yes, 2 no; 1 to 2
---@field valid_enable? integer Validation: 1 on, 2 off; 1 to 2
---@field pass_through? integer Pass through: 1 yes, 2 no; 1 to 2

---@class apig.ResizeInstanceReq
---@field spec_id? string New instance flavor

---@class apig.ResponseInfo
---@field status? integer HTTP status; not 444; 200 to 599
---@field body? string Template of the body
---@field headers? apig.ResponseInfoHeader[] Additional headers, at most 10

---@class apig.ResponseInfoHeader
---@field key? string Header name: letters, digits and -; 1 to 128 characters
---@field value? string Header value; 1 to 1024 characters

---@class apig.TmsKeyValue
---@field key? string Tag key: letters, Chinese characters, digits, blanks and _.:=+-@; _sys_ at its start is reserved
---@field value? string Tag value: letters, Chinese characters, digits, blanks and _.:/=+-@

---@class apig.TmsKeyValues
---@field key? string Tag key
---@field values? string[] Tag values; at most 20 in a query

---@class apig.TmsMatchesKeyValue
---@field key? "resource_name" Member to match
---@field value? string Start of the value

---@class apig.User
---@field id? string User ID
---@field roles? ("read"|"access"|"delete"|"modify"|"admin")[] Rights on the app; admin has all, and all have read

---@class apig.VpcHealthConfig
---@field protocol "TCP"|"HTTP"|"HTTPS" Protocol
---@field path? string Path
---@field method? "GET"|"HEAD" HTTP method
---@field port? integer Port
---@field threshold_normal integer Consecutive successes after which a host is normal
---@field threshold_abnormal integer Consecutive failures after which a host is abnormal
---@field time_interval integer Seconds between health checks, above timeout
---@field http_code? string HTTP codes of a healthy host: list, range or both, 100-599
---@field enable_client_ssl? boolean Mutual TLS with the backend
---@field status? integer Health check state: 1 usable, 2 not usable; 1 to 2
---@field timeout? integer Probe timeout in seconds, below time_interval; required by the service's definition alone

---@class apig.VpcInfo
---@field ecs_id? string ECS ID, of ecs members; with gateway = "roma"
---@field ecs_name? string ECS name, of ecs members; with gateway = "roma"
---@field cascade_flag? boolean Cascading; not supported; with gateway = "roma"
---@field vpc_channel_proxy_host? string Proxy host
---@field vpc_channel_id? string VPC channel ID; required by the service's definition alone
---@field vpc_channel_port? integer VPC channel port; with gateway = "roma"

---@class apig.AcceptOrRejectEndpointConnectionsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field connections apig.EndpointConnection[] Endpoint connections

---@class apig.AclApiBindingInfo
---@field id string Binding ID
---@field api_id string API ID
---@field env_id string Environment ID
---@field acl_id string ACL policy ID
---@field create_time string Creation

---@class apig.AclBatchFailure
---@field acl_id string ACL policy ID
---@field acl_name string ACL policy name
---@field error_code string Error code of the failed item
---@field error_msg string Error message

---@class apig.AclBindApiInfo
---@field api_id string API ID
---@field api_name string API name
---@field group_name string API group name
---@field api_type integer API type
---@field api_remark string API description
---@field env_id string Environment ID
---@field env_name string Environment name
---@field bind_id string Binding ID
---@field bind_time string Binding time
---@field publish_id string Publication record ID
---@field req_method string Request method; with gateway = "apig"
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.AclBindingBatchFailure
---@field bind_id string Binding ID
---@field error_code string Error code of the failed item
---@field error_msg string Error message
---@field api_id string API ID
---@field api_name string API name

---@class apig.AddCustomIngressPortResponse
---@field protocol string|"HTTP"|"HTTPS" Protocol of the port
---@field ingress_port integer Port
---@field ingress_port_id string Ingress port ID
---@field status string|"normal"|"abnormal" Port state

---@class apig.AddEipV2Response
---@field eip_id string EIP ID
---@field eip_address string EIP of the instance
---@field eip_status string|"FREEZED"|"BIND_ERROR"|"BINDING"|"PENDING_DELETE"|"PENDING_CREATE"|"NOTIFYING"|"NOTIFY_DELETE"|"PENDING_UPDATE"|"DOWN"|"ACTIVE"|"ELB"|"VPN"|"ERROR" EIP state
---@field eip_ipv6_address string IPv6 EIP of the instance

---@class apig.AddEndpointPermissionsResponse
---@field permissions string[] Records of the allowlist

---@class apig.AddUserToAppResponse
---@field total integer Number of members
---@field id string App ID
---@field users apig.AppUsersUsers[] Members

---@class apig.AddingBackendInstancesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field members apig.VpcMemberInfo[] Backend members

---@class apig.AiApiKeyBaseInfo
---@field ai_api_key string AI API key, masked
---@field alias string Alias of the AI API key
---@field app_id string App ID
---@field create_time string Creation
---@field id string AI API key ID

---@class apig.ApiAclInfoWithBindNum
---@field acl_name string ACL policy name
---@field acl_type string|"PERMIT"|"DENY" PERMIT: allow list, DENY: deny list
---@field acl_value string Comma-separated ACL values
---@field bind_num integer Number of bound APIs
---@field entity_type string Object of the ACL: IP or DOMAIN
---@field id string ACL policy ID
---@field update_time string Last change

---@class apig.ApiAuthInfo
---@field api_id string API ID
---@field auth_time string Grant time
---@field id string Authorization ID
---@field app_id string App ID
---@field auth_tunnel string|"NORMAL"|"GREEN" Channel: GREEN or NORMAL (default); needs the green_tunnel feature
---@field auth_whitelist string[] Green channel allow list; only with auth_tunnel GREEN
---@field auth_blacklist string[] Green channel deny list; only with auth_tunnel GREEN
---@field api_name string API name
---@field group_name string API group name
---@field api_type integer API type
---@field api_remark string API description
---@field env_id string Environment ID
---@field auth_role string Who granted
---@field app_name string App name
---@field app_remark string App description
---@field app_type string|"apig"|"roma" App type
---@field app_creator string Creator of the app
---@field publish_id string Publication record ID
---@field group_id string API group ID
---@field visit_param string Access parameter
---@field roma_app_type string Subscription or integration application
---@field env_name string Environment name
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.ApiAuthRelations
---@field api_id string API ID
---@field auth_time string Grant time
---@field id string Authorization ID
---@field app_id string App ID
---@field auth_tunnel string|"NORMAL"|"GREEN" Channel: GREEN or NORMAL (default); needs the green_tunnel feature
---@field auth_whitelist string[] Green channel allow list; only with auth_tunnel GREEN
---@field auth_blacklist string[] Green channel deny list; only with auth_tunnel GREEN
---@field auth_result apig.AuthResult Authorization result
---@field auth_role string|"PROVIDER"|"CONSUMER" Who granted
---@field visit_params string Access parameters

---@class apig.ApiBindAclInfo
---@field acl_id string ACL policy ID
---@field acl_name string ACL policy name
---@field entity_type string|"IP"|"DOMAIN" Object of the ACL: IP or DOMAIN
---@field acl_type string|"PERMIT"|"DENY" PERMIT: allow list, DENY: deny list
---@field acl_value string Comma-separated ACL values
---@field env_id string Environment ID
---@field env_name string Environment name
---@field bind_id string Binding ID
---@field bind_time string Binding time

---@class apig.ApiDuplicationInfo
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field duplicated_apis apig.DuplicateApiInfo[] Conflicting APIs on the path

---@class apig.ApiForSign
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication method
---@field run_env_name string Environments that it is published to, separated by |
---@field group_name string API group name
---@field publish_id string Publication record ID
---@field group_id string API group ID
---@field name string API name
---@field remark string Description
---@field run_env_id string Environment IDs, separated by |
---@field id string API ID
---@field req_uri string Request path; {} marks parameters
---@field type integer 1: public, 2: private
---@field signature_name string Name of the bound signature key
---@field req_method string Method of the API; with gateway = "apig"
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.ApiForThrottle
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication method
---@field run_env_name string Environments that it is published to, separated by |
---@field group_name string API group name
---@field publish_id string Publication record ID
---@field group_id string API group ID
---@field name string API name
---@field remark string Description
---@field run_env_id string Environment IDs, separated by |
---@field id string API ID
---@field req_uri string Request path; {} marks parameters
---@field type integer 1: public, 2: private
---@field throttle_apply_id string Throttling binding ID
---@field throttle_name string Throttling policy name
---@field apply_time string Binding time
---@field req_method string Request method; with gateway = "apig"
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.ApiFunc
---@field function_urn string Function URN
---@field network_type string|"V1"|"V2" Function network: V1 without VPC, V2 with VPC
---@field invocation_type string Function call: async or sync; one of "async", "sync"
---@field version string Function version; ignored if alias_urn is given
---@field alias_urn string Function alias URN; takes precedence over version
---@field timeout integer Backend timeout in ms
---@field authorizer_id string Custom authorizer ID
---@field remark string Description
---@field id string ID
---@field status integer Backend state: 1 valid
---@field register_time string Registration
---@field update_time string Last change

---@class apig.ApiGroupCommonInfo
---@field id string ID
---@field name string API group name
---@field status integer API group state: 1 valid, 2 locked
---@field sl_domain string Subdomain assigned by the service
---@field register_time string Registration
---@field update_time string Last change
---@field on_sell_status integer Marketplace: 1 listed, 2 not listed, 3 in review
---@field url_domains apig.UrlDomain[] Custom domains of the group

---@class apig.ApiGroupInfo
---@field id string ID
---@field name string API group name
---@field status integer API group state: 1 valid, 2 locked
---@field sl_domain string Subdomain assigned by the service
---@field register_time string Registration
---@field update_time string Last change
---@field on_sell_status integer Marketplace: 1 listed, 2 not listed, 3 in review
---@field url_domains apig.UrlDomain[] Custom domains of the group
---@field sl_domains string[] Subdomains assigned by the service
---@field remark string Description
---@field call_limits integer Maximum number of calls in the period
---@field time_interval integer Length of the period
---@field time_unit string Unit of the period
---@field is_default integer Default group
---@field version string V1: global group, V2: application group
---@field roma_app_id string Integration application ID
---@field roma_app_name string Integration application name
---@field sl_domain_access_enabled boolean The system domain may be used; with gateway = "apig"

---@class apig.ApiInfoPerPage
---@field name string API name
---@field type integer 1: public, 2: private
---@field version string API version
---@field req_protocol string|"HTTP"|"HTTPS"|"BOTH" Request protocol
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field auth_opt apig.AuthOpt Extra authentication options
---@field cors boolean Cross-origin requests are allowed
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field backend_type string|"HTTP"|"FUNCTION"|"MOCK" Kind of backend
---@field remark string Description
---@field group_id string API group ID
---@field body_remark string Description of the request body
---@field result_normal_sample string Sample of a success response
---@field result_failure_sample string Sample of a failure response
---@field authorizer_id string Custom authorizer ID
---@field tags string[] Tags
---@field response_id string Group response ID; not supported
---@field roma_app_id string Integration application ID
---@field domain_name string Custom domain of the API
---@field tag string Tag; use tags
---@field content_type string|"application/json"|"application/xml"|"multipart/form-data"|"text/plain" Content type
---@field id string API ID
---@field group_name string API group name
---@field run_env_name string Names of the environments that it is published to, separated by |
---@field run_env_id string Environments that it is published to, separated by |
---@field publish_id string Publication record ID
---@field req_params apig.ReqParam[] Request parameters
---@field status integer API state: 1 valid, 2 locked
---@field arrange_necessary integer Orchestration: 1 yes, 2 no
---@field register_time string Registration
---@field update_time string Last change
---@field group_version string API group version
---@field roma_app_name string Integration application name
---@field ld_api_id string Custom backend API ID
---@field backend_api apig.BackendApi HTTP backend
---@field api_group_info apig.ApiGroupCommonInfo API group
---@field publish_time string Publication time

---@class apig.ApiMock
---@field authorizer_id string Custom authorizer ID
---@field remark string Description
---@field id string ID
---@field status integer Backend state: 1 valid
---@field register_time string Registration
---@field update_time string Last change
---@field result_content string Response text
---@field version string Mock version
---@field status_code integer Status code of the mock response
---@field header string Headers

---@class apig.ApiOutline
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication method
---@field run_env_name string Environments that it is published to, separated by |
---@field group_name string API group name
---@field publish_id string Publication record ID
---@field group_id string API group ID
---@field name string API name
---@field remark string Description
---@field run_env_id string Environment IDs, separated by |
---@field id string API ID
---@field req_uri string Request path; {} marks parameters
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.ApiPolicyFunctionResp
---@field function_urn string Function URN
---@field network_type string|"V1"|"V2" Function network: V1 without VPC, V2 with VPC
---@field invocation_type string Function call: async or sync; one of "async", "sync"
---@field version string Function version; ignored if alias_urn is given
---@field alias_urn string Function alias URN; takes precedence over version
---@field timeout integer Backend timeout in ms
---@field id string ID
---@field name string Policy backend name
---@field conditions apig.ConditionResp[] Conditions
---@field backend_params apig.BackendParam[] Backend parameters
---@field effect_mode string|"ALL"|"ANY" ALL or ANY of the conditions
---@field authorizer_id string Custom authorizer ID

---@class apig.ApiPolicyHttpResp
---@field url_domain string host:port of the backend
---@field req_protocol string|"HTTP"|"HTTPS" Request protocol
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field timeout integer Backend timeout in ms
---@field enable_client_ssl boolean Mutual TLS with the backend
---@field retry_count string Retries to the backend, -1 to 10, default -1
---@field vpc_channel_info apig.VpcInfo VPC channel
---@field vpc_channel_status integer VPC channel: 1 used, 2 not used
---@field id string ID
---@field name string Policy backend name
---@field conditions apig.ConditionResp[] Conditions
---@field backend_params apig.BackendParam[] Backend parameters
---@field effect_mode string|"ALL"|"ANY" ALL or ANY of the conditions
---@field authorizer_id string Custom authorizer ID

---@class apig.ApiPolicyMockResp
---@field id string ID
---@field name string Policy backend name
---@field conditions apig.ConditionResp[] Conditions
---@field backend_params apig.BackendParam[] Backend parameters
---@field effect_mode string|"ALL"|"ANY" ALL or ANY of the conditions
---@field authorizer_id string Custom authorizer ID
---@field result_content string Response text
---@field status_code integer Status code of the mock response
---@field header string Headers

---@class apig.ApiVersionResp
---@field version_id string API version ID
---@field version_no string API version number
---@field api_id string API ID
---@field env_id string Environment ID
---@field env_name string Environment name
---@field remark string Description
---@field publish_time string Publication time
---@field status integer Version state: 1 in effect, 2 not in effect

---@class apig.AppCodeBaseInfo
---@field app_code string AppCode value
---@field id string ID
---@field app_id string App ID
---@field create_time string Creation

---@class apig.AppConfigInfoV2
---@field id string Application setting ID
---@field app_id string App ID
---@field config_type string Setting kind: variable, password or certificate
---@field config_name string Setting name
---@field config_value string Value; responses omit passwords and certificates
---@field update_time string Last change
---@field description string Free text description

---@class apig.AppInfoWithBindNum
---@field id string ID
---@field name string Name
---@field remark string Description
---@field creator string|"USER"|"MARKET" Creator of the app
---@field update_time string Last change
---@field app_key string App key
---@field app_secret string App secret
---@field register_time string Registration
---@field status integer App state: 1 valid
---@field app_type string|"apig"|"roma" App type
---@field roma_app_type string Subscription or integration application
---@field related_domain_id string Tenant that shared the app; with gateway = "apig"
---@field related_project_id string Project that shared the app; with gateway = "apig"
---@field bind_num integer Number of bound APIs

---@class apig.AppQuotaAppBinding
---@field app_quota_id string Client quota ID
---@field app_id string App ID
---@field bound_time string Binding time

---@class apig.AppQuotaAppInfo
---@field app_id string App ID
---@field name string App name
---@field status integer App state: 1 enabled, 2 disabled
---@field app_key string App key
---@field remark string Description
---@field register_time string Registration
---@field update_time string Last change
---@field app_quota_id string Client quota ID
---@field app_quota_name string Client quota name
---@field bound_time string Binding time
---@field related_domain_id string Tenant that shared the app; with gateway = "apig"
---@field related_project_id string Project that shared the app; with gateway = "apig"

---@class apig.AppQuotaInfo
---@field app_quota_id string Client quota ID
---@field name string Client quota name
---@field call_limits integer Maximum number of calls in the period
---@field time_unit string|"SECOND"|"MINUTE"|"HOUR"|"DAY" Unit of the period
---@field time_interval integer Length of the period
---@field remark string Description
---@field reset_time string First reset of the quota; default is the first call
---@field create_time string Creation
---@field bound_app_num integer Number of bound apps

---@class apig.AppUsersUsers
---@field id string User ID
---@field name string User name
---@field roles (string|"read"|"access"|"delete"|"modify"|"admin")[] Rights on the app; admin has all, and all have read

---@class apig.AssociateAppsForAppQuotaResponse
---@field applies apig.AppQuotaAppBinding[] Apps bound to the quota

---@class apig.AssociateCertificateV2Response
---@field url_domain string host:port of the backend
---@field id string Custom domain ID
---@field status integer CNAME resolution state: 1 not resolved, 2 resolving, 3 resolved, 4 failed
---@field min_ssl_version string Minimum TLS version: TLSv1.1 or TLSv1.2
---@field is_http_redirect_to_https boolean Redirect http to https
---@field verified_client_certificate_enabled boolean Verify client certificates
---@field ssl_name string Certificate name
---@field ssl_id string Certificate ID
---@field ssl_infos apig.SslInfo[] Certificates

---@class apig.AssociateDomainV2Response
---@field url_domain string host:port of the backend
---@field id string Custom domain ID
---@field status integer CNAME resolution state: 1 not resolved, 2 resolving, 3 resolved, 4 failed
---@field min_ssl_version string Minimum TLS version: TLSv1.1 or TLSv1.2
---@field is_http_redirect_to_https boolean Redirect http to https
---@field verified_client_certificate_enabled boolean Verify client certificates
---@field ingress_http_port integer Port for http; with gateway = "apig"
---@field ingress_https_port integer Port for https; with gateway = "apig"

---@class apig.AssociateRequestThrottlingPolicyV2Response
---@field throttle_applys apig.ThrottleApiBinding[] API to throttling policy bindings

---@class apig.AssociateSignatureKeyV2Response
---@field bindings apig.SignApiBindingInfo[] The new bindings

---@class apig.AttachApiToPluginResponse
---@field attached_plugins apig.PluginApiAttachInfo[] Bound plugins

---@class apig.AttachedPluginInfo
---@field plugin_attach_id string Plugin binding ID
---@field plugin_id string Plugin ID
---@field plugin_name string Plugin name
---@field plugin_type string|"cors"|"set_resp_headers"|"kafka_log"|"breaker"|"rate_limit"|"third_auth" Plugin type
---@field plugin_scope string|"global"|"app" Visibility of the plugin: global or app
---@field env_id string Environment ID
---@field env_name string Environment name
---@field attached_time string Binding time
---@field plugin_content string Plugin definition as JSON text; it may contain passwords
---@field remark string Description
---@field create_time string Creation
---@field update_time string Last change

---@class apig.AuthResult
---@field status string|"SUCCESS"|"SKIPPED"|"FAILED" Result; the API definition spells the failure value FILAED
---@field error_code string Error code of the failed item
---@field error_msg string Error message
---@field api_name string API name
---@field app_name string App name

---@class apig.AuthorizerResp
---@field authorizer_version string Function version; ignored if an alias is given
---@field authorizer_alias_uri string Function alias address; takes precedence over the version
---@field identities apig.Identity[] Source of the identity
---@field ttl integer Lifetime of cached results in seconds
---@field user_data string User data
---@field ld_api_id string Custom backend API ID
---@field need_body boolean Send the body to the authorizer
---@field network_type string Network of the function; with gateway = "apig"
---@field name string Authorizer name
---@field type string|"FRONTEND"|"BACKEND" FRONTEND or BACKEND authorizer
---@field authorizer_type string|"LD"|"FUNC" Function kind behind the authorizer
---@field authorizer_uri string Function address; a custom backend function must be POST and deployed
---@field id string Custom authorizer ID
---@field create_time string Creation
---@field roma_app_id string Integration application ID
---@field roma_app_name string Integration application name

---@class apig.AvailableZone
---@field name string Availability zone name
---@field id string Availability zone ID
---@field code string Availability zone code
---@field port string Port of the zone
---@field local_name apig.LocalName Translated names
---@field specs table<string, boolean> Instance flavors, and whether the zone has them

---@class apig.BackendApi
---@field url_domain string host:port of the backend
---@field req_protocol string|"HTTP"|"HTTPS" Request protocol
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field timeout integer Backend timeout in ms
---@field enable_client_ssl boolean Mutual TLS with the backend
---@field retry_count string Retries to the backend, -1 to 10, default -1
---@field vpc_channel_info apig.VpcInfo VPC channel
---@field vpc_channel_status integer VPC channel: 1 used, 2 not used
---@field authorizer_id string Custom authorizer ID
---@field remark string Description
---@field id string ID
---@field status integer Backend state: 1 valid
---@field register_time string Registration
---@field update_time string Last change
---@field version string HTTP backend version

---@class apig.BackendParam
---@field name string Parameter name
---@field location string|"PATH"|"QUERY"|"HEADER" Location of the parameter: PATH, QUERY or HEADER
---@field origin string|"REQUEST"|"CONSTANT"|"SYSTEM" REQUEST, CONSTANT or SYSTEM
---@field value string Value
---@field remark string Description
---@field id string Parameter ID
---@field req_param_id string Request parameter ID

---@class apig.BatchDeleteAclV2Response
---@field success_count integer Number of successful items
---@field failure apig.AclBatchFailure[] Failed items

---@class apig.BatchDeleteApiAclBindingV2Response
---@field success_count integer Number of successful items
---@field failure apig.AclBindingBatchFailure[] Failed items

---@class apig.BatchFailure
---@field api_id string API ID
---@field api_name string API name
---@field error_code string Error code of the failed item
---@field error_msg string Error message

---@class apig.BatchPublishOrOfflineApiV2Response
---@field success apig.PublishResp[] Successful items
---@field failure apig.BatchFailure[] Failed items

---@class apig.CandidatesUser
---@field name string User name
---@field id string User ID

---@class apig.CbcOperationLock
---@field lock_scene string|"TO_PERIOD_LOCK"|"SPEC_CHG_LOCK"|"PEC_CHG_LOCK" What is locked: TO_PERIOD_LOCK deletion, resize and change to prepaid; the others deletion and resize
---@field lock_source_id string What began the lock

---@class apig.CceService
---@field cluster_id string CCE cluster ID
---@field cluster_name string CCE cluster name
---@field namespace string Namespace
---@field service_name string Service name

---@class apig.CertBase
---@field id string Certificate ID
---@field name string Certificate name
---@field type string|"global"|"instance" Certificate visibility: instance or global
---@field instance_id string Instance ID
---@field project_id string Project ID
---@field common_name string Certificate domain
---@field san string[] Subject alternative names
---@field not_after string Valid until
---@field signature_algorithm string Signature algorithm of the certificate
---@field create_time string Creation
---@field update_time string Last change
---@field algorithm_type string|"RSA"|"ECC"|"SM2" Certificate algorithm
---@field is_has_trusted_root_ca boolean A trusted root CA exists

---@class apig.Certificate
---@field id string Certificate ID
---@field name string Certificate name
---@field type string|"global"|"instance" Certificate visibility: instance or global
---@field instance_id string Instance ID
---@field project_id string Project ID
---@field common_name string Certificate domain
---@field san string[] Subject alternative names
---@field not_after string Valid until
---@field signature_algorithm string Signature algorithm of the certificate
---@field create_time string Creation
---@field update_time string Last change
---@field algorithm_type string|"RSA"|"ECC"|"SM2" Certificate algorithm
---@field is_has_trusted_root_ca boolean A trusted root CA exists
---@field version integer Version
---@field organization string[] Organization
---@field organizational_unit string[] Unit
---@field locality string[] City
---@field state string[] State or province
---@field country string[] Country
---@field not_before string Valid from
---@field serial_number string Serial number
---@field issuer string[] Issuer

---@class apig.CheckAppV2Response
---@field id string App ID
---@field name string App name
---@field remark string Description

---@class apig.CheckCanAuthUsersOfAppResponse
---@field users apig.CandidatesUser[] Users who can become members

---@class apig.CheckRomaAppDetailsResponse
---@field id string App ID
---@field name string App name
---@field remark string Description
---@field roles (string|"read"|"access"|"delete"|"modify"|"admin")[] Rights on the app; admin has all, and all have read
---@field create_time string Creation
---@field update_time string Last change
---@field created_user apig.ServerAppInfoCreatedUser Who made the app
---@field last_updated_user apig.ServerAppInfoCreatedUser Who changed the app last
---@field owner boolean The caller owns the app
---@field key string App key
---@field favorite boolean Favorite; listed first

---@class apig.CheckRomaAppSecretResponse
---@field id string App ID
---@field secret string App secret

---@class apig.CheckRomaInstanceListV2Response
---@field total integer Number of records that match
---@field size integer Number of records in this response
---@field instances apig.RomaInstanceCheckListRespInstances[] Instances

---@class apig.ConditionResp
---@field req_param_name string Request parameter
---@field sys_param_name string|"req_path"|"req_method" System parameter
---@field cookie_param_name string Cookie
---@field condition_type string|"exact"|"enum"|"pattern" Comparison
---@field condition_origin string|"param"|"source" What is compared: param, source, system or cookie
---@field condition_value string Value to compare with
---@field id string ID
---@field req_param_id string Request parameter ID
---@field req_param_location string Location of the request parameter

---@class apig.Config
---@field config_id string Quota ID
---@field config_name string|"API_NUM_LIMIT"|"APP_NUM_LIMIT"|"APIGROUP_NUM_LIMIT"|"ENVIRONMENT_NUM_LIMIT"|"VARIABLE_NUM_LIMIT"|"SIGN_NUM_LIMIT"|"THROTTLE_NUM_LIMIT"|"APIGROUP_DOMAIN_NUM_LIMIT"|"API_VERSION_NUM_LIMIT"|"VPC_NUM_LIMIT"|"VPC_INSTANCE_NUM_LIMIT"|"API_PARAM_NUM_LIMIT"|"API_USER_CALL_LIMIT"|"ACL_NUM_LIMIT"|"APP_THROTTLE_LIMIT"|"USER_THROTTLE_LIMIT"|"API_NUM_LIMIT_PER_GROUP"|"API_POLICY_NUM_LIMIT"|"API_CONDITION_NUM_LIMIT"|"SL_DOMAIN_CALL_LIMIT"|"ELB_SWITCH"|"AUTHORIZER_NUM_LIMIT"|"AUTHORIZER_IDENTITY_NUM_LIMIT"|"APP_CODE_NUM_LIMIT"|"REGION_MANAGER_WHITELIST_SERVICES"|"API_SWAGGER_NUM_LIMIT"|"API_TAG_NUM_LIMIT"|"LTS_SWITCH"|"APP_KEY_SECRET_SWITCH"|"RESPONSE_NUM_LIMIT"|"CONFIG_NUM_LIMIT_PER_APP"|"BACKEND_TOKEN_ALLOW_SWITCH"|"APP_TOKEN_SWITCH"|"API_DESIGNER_SWITCH"|"APP_API_KEY_SWITCH"|"APP_BASIC_SWITCH"|"APP_JWT_SWITCH"|"APP_ROUTE_SWITCH"|"PUBLIC_KEY_SWITCH"|"APP_SECRET_SWITCH"|"CASCADE_SWITCH"|"IS_INIT_API_PATH_HASH"|"APP_QUOTA_NUM_LIMIT"|"IS_INIT_API_VERSION"|"PLUGIN_NUM_LIMIT"|"APICLIENT_FIRST_USE_X_HW_ID_SWITCH"|"API_TASK_NUM_LIMIT"|"SET_HEADERS_NUM_LIMIT_PER_PLUGIN"|"API_TASK_SWITCH"|"THROTTLE_LOCAL_SWITCH"|"LUA_SCRIPT_SWITCH"|"SM_DICT_NUM_LIMIT"|"BM_VPC_INSTANCE_GROUP_NUM_LIMIT" Setting name
---@field config_value string Value; responses omit passwords and certificates
---@field config_time string Creation time of the quota
---@field remark string Description
---@field used integer Amount in use

---@class apig.CreateAclStrategyV2Response
---@field acl_name string Name
---@field acl_type string|"PERMIT"|"DENY" PERMIT: allow list, DENY: deny list
---@field acl_value string Comma-separated ACL values
---@field entity_type string Object of the ACL: IP or DOMAIN
---@field id string ID
---@field update_time string Last change

---@class apig.CreateAiApiKeyResponse
---@field ai_api_key string AI API key
---@field alias string Alias of the AI API key
---@field app_id string App ID
---@field create_time string Creation
---@field id string AI API key ID

---@class apig.CreateApiAclBindingV2Response
---@field acl_bindings apig.AclApiBindingInfo[] API to ACL policy bindings

---@class apig.CreateApiV2Response
---@field name string API name
---@field type integer 1: public, 2: private
---@field version string API version
---@field req_protocol string|"HTTP"|"HTTPS"|"BOTH" Request protocol
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field auth_opt apig.AuthOpt Extra authentication options
---@field cors boolean Cross-origin requests are allowed
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field backend_type string|"HTTP"|"FUNCTION"|"MOCK" Kind of backend
---@field remark string Description
---@field group_id string API group ID
---@field body_remark string Description of the request body
---@field result_normal_sample string Sample of a success response
---@field result_failure_sample string Sample of a failure response
---@field authorizer_id string Custom authorizer ID
---@field tags string[] Tags
---@field response_id string Group response ID; not supported
---@field roma_app_id string Integration application ID
---@field domain_name string Custom domain of the API
---@field tag string Tag; use tags
---@field content_type string|"application/json"|"application/xml"|"multipart/form-data"|"text/plain" Content type
---@field id string API ID
---@field group_name string API group name
---@field run_env_name string Names of the environments that it is published to, separated by |
---@field run_env_id string Environments that it is published to, separated by |
---@field publish_id string Publication record ID
---@field req_params apig.ReqParam[] Request parameters
---@field status integer API state: 1 valid, 2 locked
---@field arrange_necessary integer Orchestration: 1 yes, 2 no
---@field register_time string Registration
---@field update_time string Last change
---@field group_version string API group version
---@field roma_app_name string Integration application name
---@field ld_api_id string Custom backend API ID
---@field backend_api apig.BackendApi HTTP backend
---@field api_group_info apig.ApiGroupCommonInfo API group
---@field publish_time string Publication time
---@field func_info apig.ApiFunc FunctionGraph backend
---@field mock_info apig.ApiMock Mock backend
---@field backend_params apig.BackendParam[] Backend parameters
---@field policy_functions apig.ApiPolicyFunctionResp[] Function policy backends
---@field policy_mocks apig.ApiPolicyMockResp[] Mock policy backends
---@field policy_https apig.ApiPolicyHttpResp[] HTTP policy backends

---@class apig.CreateAuthorizingAppsV2Response
---@field auths apig.ApiAuthRelations[] Authorizations

---@class apig.CreateGatewayResponseV2Response
---@field name string Response name
---@field responses table<string, apig.ResponseInfoResp> Responses by type of error, such as AUTH_FAILURE
---@field id string Response ID
---@field default boolean They are the default of the group
---@field create_time string Creation
---@field update_time string Last change

---@class apig.CreateInstanceV2Response
---@field instance_id string Instance ID
---@field message string Text about the task
---@field job_id string Task ID; no operation shows it

---@class apig.CreateMemberGroupResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field member_groups apig.MemberGroupInfo[] Backend server groups

---@class apig.CreateOrchestrationResponse
---@field orchestration_name string Rule name
---@field orchestration_strategy string|"list"|"hash"|"range"|"hash_range"|"none_value"|"default"|"head_n"|"tail_n" How the rule maps
---@field orchestration_mapped_param apig.OrchestrationMappedParam Parameter that the rule makes
---@field is_preprocessing boolean The rule only makes an input for later rules
---@field orchestration_map apig.OrchestrationMap[] Entries; the first that matches counts
---@field orchestration_id string Rule ID
---@field orchestration_create_time string Creation
---@field orchestration_update_time string Last change

---@class apig.CreateOrderResponse
---@field order_id string Order ID

---@class apig.CreateProjectVpcChannelResponse
---@field project_vpc_channels apig.ProjectVpcChannelInfo[] VPC channels of the project

---@class apig.DebugApiV2Response
---@field request string Text of the debug request
---@field response string Text of the debug response; cut at 2097152 bytes
---@field latency integer Debug time in ms
---@field log string Debug log

---@class apig.DebugLiveDataApiV2Response
---@field test_status_code string Test status
---@field test_request string Test request
---@field test_used_time integer Test duration
---@field test_operator string Project that ran the test
---@field test_response string Test response
---@field test_method string Test method
---@field test_id integer Test ID
---@field test_date string Test time
---@field ld_api_id string Backend API ID
---@field debug_log string[] Debug log

---@class apig.DuplicateApiInfo
---@field api_id string API ID
---@field api_name string API name
---@field group_name string API group name
---@field group_id string API group ID
---@field remark string Description
---@field api_type string|"self-owned"|"authorized" API type

---@class apig.EndpointConnection
---@field id string Connection ID
---@field marker_id integer Packet mark of the connection
---@field created_at string Creation
---@field updated_at string Last change
---@field domain_id string Account ID of the user
---@field status string|"pendingAcceptance"|"creating"|"accepted"|"rejected"|"failed"|"deleting" Connection state

---@class apig.EndpointPermission
---@field id string Record ID
---@field permission string Record: iam:domain::ID
---@field created_at string Creation

---@class apig.EndpointService
---@field service_name string Name of the endpoint service
---@field created_at string Creation

---@class apig.EnvInfo
---@field create_time string Creation
---@field name string Environment name
---@field remark string Description
---@field id string Environment ID

---@class apig.EnvVariableInfo
---@field variable_value string Variable value
---@field env_id string Environment ID
---@field group_id string API group ID
---@field variable_name string Variable name
---@field id string Environment variable ID

---@class apig.ExportApiDefinitionsAsyncResponse
---@field task_id string Task ID

---@class apig.Failure
---@field path string Path
---@field method string HTTP method
---@field error_code string Error code of the failed item
---@field error_msg string Error message

---@class apig.FeatureInfoV2
---@field id string Feature ID
---@field name string|"lts"|"gateway_responses"|"ratelimit"|"request_body_size"|"backend_timeout"|"app_token"|"app_api_key"|"app_basic"|"app_secret"|"app_jwt"|"public_key"|"backend_token_allow"|"sign_basic"|"multi_auth"|"backend_client_certificate"|"ssl_ciphers"|"app_config"|"green_tunnel"|"app_route"|"default_group_hide"|"cascade"|"sandbox"|"livedata_config"|"apiclient_first_use_x_hw_id"|"cors"|"api_task"|"app_quota"|"app_acl"|"vpc_backup"|"throttle_strategy"|"kafka_log_plugin_options"|"gzip"|"js_invocable_cache_size" Feature name
---@field enable boolean Feature is on
---@field config string Feature settings
---@field instance_id string Instance ID
---@field update_time string Last change

---@class apig.GatewayResponsesByType
---@field AUTH_FAILURE apig.ResponseInfoResp Response to that error
---@field AUTH_HEADER_MISSING apig.ResponseInfoResp Response to that error
---@field AUTHORIZER_FAILURE apig.ResponseInfoResp Response to that error
---@field AUTHORIZER_CONF_FAILURE apig.ResponseInfoResp Response to that error
---@field AUTHORIZER_IDENTITIES_FAILURE apig.ResponseInfoResp Response to that error
---@field BACKEND_UNAVAILABLE apig.ResponseInfoResp Response to that error
---@field BACKEND_TIMEOUT apig.ResponseInfoResp Response to that error
---@field THROTTLED apig.ResponseInfoResp Response to that error
---@field UNAUTHORIZED apig.ResponseInfoResp Response to that error
---@field ACCESS_DENIED apig.ResponseInfoResp Response to that error
---@field NOT_FOUND apig.ResponseInfoResp Response to that error
---@field REQUEST_PARAMETERS_FAILURE apig.ResponseInfoResp Response to that error
---@field DEFAULT_4XX apig.ResponseInfoResp Response to that error
---@field DEFAULT_5XX apig.ResponseInfoResp Response to that error
---@field THIRD_AUTH_FAILURE apig.ResponseInfoResp Response to that error
---@field THIRD_AUTH_IDENTITIES_FAILURE apig.ResponseInfoResp Response to that error
---@field THIRD_AUTH_CONF_FAILURE apig.ResponseInfoResp Response to that error
---@field OIDC_AUTH_TOKEN_VERIFY_FAIL apig.ResponseInfoResp Response to that error
---@field OIDC_AUTH_GET_DISCOVERY_ERROR apig.ResponseInfoResp Response to that error
---@field OIDC_AUTH_CODE_FLOW_FAIL apig.ResponseInfoResp Response to that error
---@field JWT_AUTH_FAILURE apig.ResponseInfoResp Response to that error
---@field ORCHESTRATION_PARAMETER_NOT_FOUND apig.ResponseInfoResp Response to that error
---@field ORCHESTRATION_FAILURE apig.ResponseInfoResp Response to that error

---@class apig.Ignore
---@field method string HTTP method
---@field path string Path

---@class apig.ImportApiDefinitionsV2Response
---@field success apig.Success[] Successful items
---@field failure apig.Failure[] Failed items
---@field swagger apig.Swagger Swagger data
---@field group_id string API group ID
---@field ignore apig.Ignore[] APIs left out of the import

---@class apig.ImportLiveDataApiDefinitionsV2Response
---@field success apig.Success[] Successful items
---@field failure apig.Failure[] Failed items
---@field swagger apig.Swagger Swagger data

---@class apig.ImportMicroserviceResponse
---@field vpc_channel_id string VPC channel ID
---@field api_group_id string API group ID
---@field apis apig.MicroserviceImportApiResp[] Imported APIs

---@class apig.InstanceConfig
---@field config_id string Quota ID
---@field config_name string|"INSTANCE_NUM_LIMIT" Quota name
---@field config_value string Quota value
---@field config_time string Creation of the quota
---@field remark string Description

---@class apig.IpDetails
---@field ip_address string IP address
---@field ipv6_address string IPv6 address
---@field bandwidth_size integer Bandwidth in Mbit/s

---@class apig.LdApiDeployHistoryInfo
---@field id string Deployment ID
---@field ld_api_id string Custom backend API ID
---@field group_id string API group ID
---@field env_id string Environment ID
---@field api_id string API ID
---@field deploy_time string Deployment time
---@field api_definition apig.LdApiInfo API definition

---@class apig.LdApiInfo
---@field name string Backend API name
---@field path string Path
---@field method string|"GET"|"PUT"|"POST"|"DELETE" HTTP method
---@field description string Free text description
---@field version string Version
---@field content_type string|"json"|"xml"|"stream" Content type
---@field api_signature_id string Signature key, if the backend API uses signing
---@field roma_app_id string Integration application ID
---@field return_format boolean Format the response
---@field parameters apig.LdApiParameter[] Request parameters
---@field id string Backend API ID
---@field instance string Instance ID
---@field type string|"data"|"function" Custom backend API type
---@field status integer Custom backend API state: 1 to be developed, 3 in development, 4 deployed
---@field created_time string Creation
---@field modified_time string Change time
---@field scripts apig.LdApiScript[] Scripts
---@field roma_app_name string Integration application name

---@class apig.LdApiScript
---@field ds_id string Data source ID; required for data backends
---@field ds_name string Data source name
---@field ds_type string|"oracle"|"mysql"|"mongodb"|"redis"|"postgresql"|"hive"|"mssql"|"sqlserver"|"dws"|"gauss100"|"zenith" Data source type
---@field type string Script type: SQL or SP (stored procedure)
---@field object_name string Name of the result
---@field content string API script, Base64
---@field enable_result_paging boolean Paginate the result of the data script
---@field enable_preparestatement boolean Precompile the data script
---@field created_time string Creation
---@field modified_time string Change time

---@class apig.LdApiTestHistoryInfoV2
---@field test_status_code string Test status
---@field test_request string Test request
---@field test_used_time integer Test duration
---@field test_operator string Project that ran the test
---@field test_response string Test response
---@field test_method string Test method
---@field test_id integer Test ID
---@field test_date string Test time
---@field ld_api_id string Backend API ID

---@class apig.LdDatasourceInfo
---@field name string Data source name
---@field type string|"oracle"|"mysql"|"mongodb"|"redis"|"postgresql"|"hive"|"mssql"|"sqlserver"|"dws"|"gauss100"|"zenith" Data source type
---@field description string Free text description
---@field url string Connection string of the data source
---@field user string User name
---@field password string Password; never returned in plain text
---@field remotepath string Reserved
---@field id string Data source ID
---@field status string old: legacy data source, new: ROMA data source
---@field created_time string Creation
---@field modified_time string Change time

---@class apig.ListAclPolicyBindedToApiV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field acls apig.ApiBindAclInfo[] ACL policies

---@class apig.ListAclStrategiesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field acls apig.ApiAclInfoWithBindNum[] ACL policies

---@class apig.ListAiApiKeysResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field ai_api_keys apig.AiApiKeyBaseInfo[] AI API keys, masked

---@class apig.ListApiAttachablePluginsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field plugins apig.PluginInfo[] Plugins

---@class apig.ListApiAttachedPluginsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field plugins apig.AttachedPluginInfo[] Plugins

---@class apig.ListApiGroupsQuantitiesV2Response
---@field offsell_nums integer Groups that are not on offer; not supported now
---@field onsell_nums integer Groups that are on offer

---@class apig.ListApiGroupsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field groups apig.ApiGroupInfo[] API groups

---@class apig.ListApiQuantitiesV2Response
---@field instance_num integer Number of APIs
---@field nums_on_release integer APIs published to RELEASE
---@field nums_off_release integer APIs not published to RELEASE

---@class apig.ListApiRuntimeDefinitionV2Response
---@field name string API name
---@field type integer 1: public, 2: private
---@field version string API version
---@field req_protocol string|"HTTP"|"HTTPS"|"BOTH" Request protocol
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field auth_opt apig.AuthOpt Extra authentication options
---@field cors boolean Cross-origin requests are allowed
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field backend_type string|"HTTP"|"FUNCTION"|"MOCK" Kind of backend
---@field remark string Description
---@field group_id string API group ID
---@field body_remark string Description of the request body
---@field result_normal_sample string Sample of a success response
---@field result_failure_sample string Sample of a failure response
---@field authorizer_id string Custom authorizer ID
---@field tags string[] Tags
---@field response_id string Group response ID; not supported
---@field roma_app_id string Integration application ID
---@field domain_name string Custom domain of the API
---@field tag string Tag; use tags
---@field content_type string|"application/json"|"application/xml"|"multipart/form-data"|"text/plain" Content type
---@field id string API ID
---@field group_name string API group name
---@field run_env_name string Names of the environments that it is published to, separated by |
---@field run_env_id string Environments that it is published to, separated by |
---@field publish_id string Publication record ID
---@field req_params apig.ReqParam[] Request parameters
---@field sl_domain string Subdomain assigned by the service
---@field sl_domains string[] Subdomains assigned by the service
---@field is_send_fg_body_base64 boolean The body goes to functions as Base64; with gateway = "apig"
---@field sampling_param string Sampling ratio of traces; with gateway = "apig"
---@field sampling_strategy string Sampling strategy of traces; with gateway = "apig"
---@field trace_enabled boolean Tracing is on; with gateway = "apig"

---@class apig.ListApiVersionDetailV2Response
---@field name string API name
---@field type integer 1: public, 2: private
---@field version string API version
---@field req_protocol string|"HTTP"|"HTTPS"|"BOTH" Request protocol
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field auth_opt apig.AuthOpt Extra authentication options
---@field cors boolean Cross-origin requests are allowed
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field backend_type string|"HTTP"|"FUNCTION"|"MOCK" Kind of backend
---@field remark string Description
---@field group_id string API group ID
---@field body_remark string Description of the request body
---@field result_normal_sample string Sample of a success response
---@field result_failure_sample string Sample of a failure response
---@field authorizer_id string Custom authorizer ID
---@field tags string[] Tags
---@field response_id string Group response ID; not supported
---@field roma_app_id string Integration application ID
---@field domain_name string Custom domain of the API
---@field tag string Tag; use tags
---@field content_type string|"application/json"|"application/xml"|"multipart/form-data"|"text/plain" Content type
---@field id string API ID
---@field group_name string API group name
---@field run_env_name string Names of the environments that it is published to, separated by |
---@field run_env_id string Environments that it is published to, separated by |
---@field publish_id string Publication record ID
---@field req_params apig.ReqParam[] Request parameters
---@field status integer API state: 1 valid, 2 locked
---@field arrange_necessary integer Orchestration: 1 yes, 2 no
---@field register_time string Registration
---@field update_time string Last change
---@field group_version string API group version
---@field roma_app_name string Integration application name
---@field ld_api_id string Custom backend API ID
---@field backend_api apig.BackendApi HTTP backend
---@field api_group_info apig.ApiGroupCommonInfo API group
---@field publish_time string Publication time
---@field func_info apig.ApiFunc FunctionGraph backend
---@field mock_info apig.ApiMock Mock backend
---@field backend_params apig.BackendParam[] Backend parameters
---@field policy_functions apig.ApiPolicyFunctionResp[] Function policy backends
---@field policy_mocks apig.ApiPolicyMockResp[] Mock policy backends
---@field policy_https apig.ApiPolicyHttpResp[] HTTP policy backends
---@field sl_domain string Subdomain assigned by the service
---@field sl_domains string[] Subdomains assigned by the service
---@field version_id string API version ID

---@class apig.ListApiVersionsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field api_versions apig.ApiVersionResp[] Published versions

---@class apig.ListApisBindedToAclPolicyV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.AclBindApiInfo[] APIs

---@class apig.ListApisBindedToAppV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field auths apig.ApiAuthInfo[] Authorizations

---@class apig.ListApisBindedToRequestThrottlingPolicyV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.ApiForThrottle[] APIs

---@class apig.ListApisBindedToSignatureKeyV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field bindings apig.SignApiBindingBase[] Bindings of the signature key

---@class apig.ListApisNotBoundWithSignatureKeyV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.ApiForSign[] APIs

---@class apig.ListApisUnbindedToAclPolicyV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.UnbindApiForAcl[] APIs

---@class apig.ListApisUnbindedToAppV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.ApiOutline[] APIs

---@class apig.ListApisV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.ApiInfoPerPage[] APIs

---@class apig.ListAppCodesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field app_codes apig.AppCodeBaseInfo[] AppCodes

---@class apig.ListAppConfigsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field configs apig.AppConfigInfoV2[] Settings

---@class apig.ListAppQuantitiesV2Response
---@field authed_nums integer Apps authorized for APIs
---@field unauthed_nums integer Apps without authorization

---@class apig.ListAppQuotaBindableAppsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apps apig.AppQuotaAppInfo[] Apps

---@class apig.ListAppQuotasResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field quotas apig.AppQuotaInfo[] Client quotas

---@class apig.ListAppsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apps apig.AppInfoWithBindNum[] Apps

---@class apig.ListAttachedDomainsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field bound_domains apig.UrlDomainRefInfo[] Bound domains

---@class apig.ListAvailableZonesV2Response
---@field available_zones apig.AvailableZone[] Availability zones

---@class apig.ListCertificatesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field certs apig.CertBase[] Certificates

---@class apig.ListCustomAuthorizersV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field authorizer_list apig.AuthorizerResp[] Custom authorizers

---@class apig.ListCustomIngressPortDomainsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field domain_infos apig.PortBindingDomainInfo[] Domains bound to the port

---@class apig.ListCustomIngressPortsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field ingress_port_infos apig.AddCustomIngressPortResponse[] Custom ingress ports

---@class apig.ListDuplicateApisForAppV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.ApiDuplicationInfo[] APIs

---@class apig.ListEndpointPermissionsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field permissions apig.EndpointPermission[] Records of the allowlist

---@class apig.ListEnvironmentVariablesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field variables apig.EnvVariableInfo[] Environment variables

---@class apig.ListEnvironmentsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field envs apig.EnvInfo[] Environments

---@class apig.ListFeaturesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field features apig.FeatureInfoV2[] Instance features

---@class apig.ListGatewayResponsesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field responses apig.CreateGatewayResponseV2Response[] Custom responses

---@class apig.ListInstanceConfigsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field configs apig.InstanceConfig[] Quotas

---@class apig.ListInstanceFeaturesResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field features string[] Names of supported features

---@class apig.ListInstanceTagsResponse
---@field tags apig.TmsKeyValue[] Tags

---@class apig.ListInstancesByTagsResponse
---@field resources apig.TmsResourceResp[] Instances
---@field total_count integer Number of instances

---@class apig.ListInstancesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field instances apig.RespInstanceBase[] Instances

---@class apig.ListLatelyApiStatisticsV2Response
---@field code string Response code
---@field start_time integer Start time
---@field end_time integer End time
---@field list apig.StatisticsAPI[] Statistics
---@field msg string Text; with gateway = "apig"

---@class apig.ListLatelyGroupStatisticsV2Response
---@field code string Response code
---@field msg string Message
---@field start_time integer Start time
---@field end_time integer End time
---@field list apig.StatisticsGroup[] Statistics

---@class apig.ListLiveDataApiDeploymentHistoryV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field histories apig.LdApiDeployHistoryInfo[] Records

---@class apig.ListLiveDataApiTestHistoryV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field histories apig.LdApiTestHistoryInfoV2[] Records

---@class apig.ListLiveDataApiV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.LdApiInfo[] APIs

---@class apig.ListLiveDataDataSourcesV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field data_sources apig.LdDatasourceInfo[] Data sources

---@class apig.ListLiveDataQuotaV2Response
---@field datasource string Quota of data sources
---@field api string Quota of backend APIs
---@field scripts string Scripts
---@field datasource_used string Data sources in use
---@field api_used string Backend APIs in use

---@class apig.ListMetricDataResponse
---@field datapoints apig.MetricData[] Data points

---@class apig.ListOrchestrationAttachedApisResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.OrchestrationApiInfo[] APIs

---@class apig.ListOrchestrationsResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field orchestrations apig.OrchestrationBaseResp[] Orchestration rules

---@class apig.ListPluginAttachableApisResponse
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field apis apig.PluginApiInfo[] APIs

---@class apig.ListProjectCofigsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field configs apig.Config[] Settings

---@class apig.ListProjectInstanceTagsResponse
---@field tags apig.TmsKeyValues[] Tags

---@class apig.ListProjectVpcChannelsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field project_vpc_channels apig.ProjectVpcChannelInfo[] VPC channels of the project

---@class apig.ListRequestThrottlingPoliciesBindedToApiV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field throttles apig.ThrottleForApi[] Throttling policies

---@class apig.ListRequestThrottlingPolicyV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field throttles apig.ThrottlesInfo[] Throttling policies

---@class apig.ListRomaAppResponse
---@field total integer Number of records that match
---@field size integer Number of records in this response
---@field apps apig.CheckRomaAppDetailsResponse[] Apps

---@class apig.ListSignatureKeysBindedToApiV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field bindings apig.SignApiBindingInfo[] Bindings of the API

---@class apig.ListSignatureKeysV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field signs apig.SignatureWithBindNum[] Signature keys

---@class apig.ListSpecialThrottlingConfigurationsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field throttle_specials apig.ThrottleSpecialInfo[] Special settings

---@class apig.ListTagsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field tags string[] Tags

---@class apig.ListVpcChannelsV2Response
---@field size integer Number of records in this response
---@field total integer Number of records that match
---@field vpc_channels apig.VpcChannelInfo[] VPC channels

---@class apig.LocalName
---@field en_us string English name
---@field zh_cn string Chinese name

---@class apig.MemberGroupInfo
---@field member_group_remark string Description of the server group
---@field member_group_weight integer Weight of the server group
---@field microservice_version string Version of the server group; microservice channels only
---@field microservice_port integer Port of the server group, 0: inherited; microservice channels only
---@field microservice_labels apig.MicroserviceLabel[] Labels of the server group; microservice channels only
---@field reference_vpc_channel_id string VPC channel whose members are used; with gateway = "apig"
---@field member_group_name string Backend server group name
---@field dict_code string Dictionary code
---@field member_group_id string Backend server group ID
---@field create_time string Creation
---@field update_time string Last change

---@class apig.MetricData
---@field average integer Mean, with filter average
---@field max integer Maximum, with filter max
---@field min integer Minimum, with filter min
---@field sum integer Sum, with filter sum
---@field variance integer Variance, with filter variance
---@field timestamp integer Time in Unix milliseconds
---@field unit string Unit of the metric

---@class apig.MicroServiceInfo
---@field id string Microservice ID
---@field instance_id string Instance ID
---@field service_type string|"CSE"|"CCE" Microservice registry: CSE or CCE
---@field cse_info apig.MicroServiceInfoCSE CSE microservice
---@field cce_info apig.MicroServiceInfoCCE CCE workload
---@field update_time string Last change
---@field create_time string Creation
---@field cce_service_info apig.CceService CCE service; with gateway = "apig"
---@field nacos_info any Nacos service; with gateway = "apig"

---@class apig.MicroServiceInfoCCE
---@field cluster_id string CCE cluster ID
---@field namespace string Namespace
---@field workload_type string|"deployment"|"statefulset"|"daemonset" Workload: deployment, statefulset or daemonset
---@field app_name string App name
---@field label_key string Label name
---@field label_value string Label value
---@field cluster_name string CCE cluster name

---@class apig.MicroServiceInfoCSE
---@field engine_id string Microservice engine ID
---@field service_id string Microservice ID
---@field engine_name string Microservice engine name
---@field service_name string Microservice name
---@field register_address string Registry address
---@field cse_app_id string CSE application
---@field version string Microservice version; deprecated

---@class apig.MicroserviceImportApiResp
---@field name string API name
---@field req_uri string Request path
---@field req_method string Request method
---@field id string API ID
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match

---@class apig.NodeIps
---@field livedata string[] IPs of livedata nodes
---@field shubao string[] IPs of gateway nodes

---@class apig.OrchestrationApiInfo
---@field api_id string API ID
---@field api_name string API name
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field group_id string API group ID
---@field group_name string API group name
---@field attached_time string Binding time

---@class apig.OrchestrationBaseResp
---@field orchestration_name string Rule name
---@field orchestration_strategy string|"list"|"hash"|"range"|"hash_range"|"none_value"|"default"|"head_n"|"tail_n" How the rule maps
---@field orchestration_mapped_param apig.OrchestrationMappedParam Parameter that the rule makes
---@field is_preprocessing boolean The rule only makes an input for later rules
---@field orchestration_id string Rule ID
---@field orchestration_create_time string Creation
---@field orchestration_update_time string Last change

---@class apig.PluginApiAttachInfo
---@field plugin_attach_id string Plugin binding ID
---@field plugin_id string Plugin ID
---@field plugin_name string Plugin name
---@field plugin_type string|"cors"|"set_resp_headers"|"kafka_log"|"breaker"|"rate_limit"|"third_auth" Plugin type
---@field plugin_scope string|"global"|"app" Visibility of the plugin: global or app
---@field env_id string Environment ID
---@field env_name string Environment name
---@field attached_time string Binding time
---@field api_id string API ID
---@field api_name string API name

---@class apig.PluginApiInfo
---@field api_id string API ID
---@field api_name string API name
---@field type integer 1: public, 2: private
---@field req_protocol string|"HTTP"|"HTTPS"|"BOTH" Request protocol
---@field req_method string|"GET"|"POST"|"PUT"|"DELETE"|"HEAD"|"PATCH"|"OPTIONS"|"ANY" Request method
---@field req_uri string Request path
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication of the API
---@field match_mode string|"SWA"|"NORMAL" SWA: prefix match, NORMAL: exact match
---@field remark string Description
---@field group_id string API group ID
---@field group_name string API group name
---@field roma_app_id string Integration application ID
---@field env_id string Environment ID
---@field env_name string Environment name
---@field publish_id string Publication record ID
---@field plugin_attach_id string Plugin binding ID
---@field attached_time string Binding time
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.PluginInfo
---@field plugin_id string Plugin ID
---@field plugin_name string Plugin name
---@field plugin_type string|"cors"|"set_resp_headers"|"kafka_log"|"breaker"|"rate_limit"|"third_auth" Plugin type
---@field plugin_scope string|"global"|"app" Visibility of the plugin: global or app
---@field plugin_content string Plugin definition as JSON text; it may contain passwords
---@field remark string Description
---@field create_time string Creation
---@field update_time string Last change
---@field roma_app_id string Integration application ID
---@field roma_app_name string Integration application name

---@class apig.PortBindingDomainInfo
---@field group_id string API group ID
---@field group_name string API group name
---@field domain_name string Domain name

---@class apig.ProjectVpcChannelInfo
---@field name string VPC channel name
---@field port integer Port of the hosts
---@field balance_strategy integer 1 weighted round robin, 2 least connections, 3 source hash, 4 URI hash
---@field member_type string|"ip"|"ecs" ip or ecs members
---@field type string|"BUILTIN"|"MICROSERVICE" VPC channel type
---@field dict_code string Dictionary code
---@field create_time string Creation
---@field id string VPC channel ID
---@field status integer VPC channel state: 1 normal, 2 abnormal
---@field member_groups apig.MemberGroupInfo[] Backend server groups
---@field instance_id string Instance ID
---@field instance_name string Instance name
---@field members apig.VpcMemberInfo[] Backend members
---@field vpc_health_config apig.VpcHealthConfigInfo Health check
---@field microservice_info apig.MicroServiceInfo Microservice settings

---@class apig.PublishResp
---@field publish_id string Publication record ID
---@field api_id string API ID
---@field api_name string API name
---@field env_id string Environment ID
---@field remark string Description
---@field publish_time string Publication time
---@field version_id string API version ID

---@class apig.ReqParam
---@field default_value string Default value
---@field sample_value string Sample value
---@field remark string Description
---@field enumerations string Allowed values
---@field min_num integer Minimum; only for NUMBER
---@field max_num integer Maximum; only for NUMBER
---@field min_size integer Minimum length; only for STRING
---@field max_size integer Maximum length; only for STRING
---@field regular string Validation regex; not supported
---@field json_schema string JSON validation; not supported
---@field orchestrations string[] Orchestration rules, by descending priority
---@field name string Parameter name
---@field type string|"STRING"|"NUMBER" Parameter type
---@field location string|"PATH"|"QUERY"|"HEADER" PATH, QUERY or HEADER
---@field required integer Required: 1 yes, 2 no
---@field valid_enable integer Validation: 1 on, 2 off
---@field pass_through integer Pass through: 1 yes, 2 no
---@field id string Parameter ID

---@class apig.RespInstanceBase
---@field id string Instance ID
---@field project_id string Project ID
---@field instance_name string Instance name
---@field status string|"Creating"|"CreateSuccess"|"CreateFail"|"Initing"|"Registering"|"Running"|"InitingFailed"|"RegisterFailed"|"Installing"|"InstallFailed"|"Updating"|"UpdateFailed"|"Rollbacking"|"RollbackSuccess"|"RollbackFailed"|"Deleting"|"DeleteFailed"|"Unregistering"|"UnRegisterFailed"|"CreateTimeout"|"InitTimeout"|"RegisterTimeout"|"InstallTimeout"|"UpdateTimeout"|"RollbackTimeout"|"DeleteTimeout"|"UnregisterTimeout"|"Starting"|"Freezing"|"Frozen"|"Restarting"|"RestartFail"|"Unhealthy"|"RestartTimeout"|"Resizing"|"ResizeFailed"|"ResizeTimeout" Instance state
---@field instance_status integer State as a number: 6 running, 23 deleting, 40 abnormal, 42 resizing; others are on the way or have failed
---@field type string Instance type
---@field spec string|"BASIC"|"PROFESSIONAL"|"ENTERPRISE"|"PLATINUM"|"BASIC_IPV6"|"PROFESSIONAL_IPV6"|"ENTERPRISE_IPV6"|"PLATINUM_IPV6"|"PLATINUM_X2"|"PLATINUM_X3"|"PLATINUM_X4"|"PLATINUM_X5"|"PLATINUM_X6"|"PLATINUM_X7"|"PLATINUM_X8" Instance flavor
---@field create_time integer Creation
---@field enterprise_project_id string Enterprise project ID
---@field eip_address string EIP of the instance
---@field charging_mode integer Billing: 0 pay per use, 1 prepaid
---@field cbc_metadata string Order number when billed by period
---@field loadbalancer_provider string|"lvs"|"elb" Load balancer
---@field cbc_operation_locks apig.CbcOperationLock[] Operation locks of the billing

---@class apig.ResponseInfoResp
---@field status integer HTTP status
---@field body string Template of the body
---@field headers apig.ResponseInfoHeader[] Additional headers
---@field default boolean It is the default

---@class apig.RomaInstanceCheckListRespInstances
---@field id string Instance ID
---@field name string Instance name
---@field description string Description
---@field flavor_id string Instance flavor ID
---@field flavor_type string Kind of flavor
---@field cpu_arch string|"x86_64"|"aarch64" CPU architecture
---@field vpc_id string VPC ID
---@field subnet_id string Network ID of the subnet
---@field security_group_id string Security group of the instance
---@field publicip_enable boolean Public access
---@field publicip_id string EIP ID
---@field publicip_address string EIP
---@field status string|"CREATING"|"CREATE_FAILED"|"ERROR"|"RUNNING"|"FREEZING"|"FROZEN"|"DELETING"|"DELETE_FALIED" Instance state; DELETE_FALIED is the official spelling
---@field error_code string Error code
---@field error_msg string Error message
---@field charge_type string|"prePaid"|"postPaid" Billing mode
---@field project_id string Project ID
---@field create_time string Creation
---@field update_time string Last change
---@field maintain_begin string Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, 14:00:00, 18:00:00 or 22:00:00
---@field maintain_end string End of the maintenance window, 4 hours after its start
---@field available_zone_ids string[] Availability zones
---@field enterprise_project_id string Enterprise project ID

---@class apig.ServerAppInfoCreatedUser
---@field user_id string User ID
---@field user_name string User name

---@class apig.ShowAsyncTaskResultResponse
---@field task_id string Task ID
---@field task_status string|"waiting"|"processing"|"succeed"|"failed" State of the task
---@field task_type string|"import_api"|"export_api" Kind of the task
---@field task_result string Result as JSON text; of an import: group_id, success, failure, ignore, swagger; of an export: file_type, content

---@class apig.ShowDetailsOfAppAclResponse
---@field app_id string App ID
---@field app_acl_type string PERMIT: allow list, DENY: deny list
---@field app_acl_values string[] IPs, IP ranges (a-b) or CIDRs

---@class apig.ShowDetailsOfAppV2Response
---@field id string ID
---@field name string Name
---@field remark string Description
---@field creator string|"USER"|"MARKET" Creator of the app
---@field update_time string Last change
---@field app_key string App key
---@field app_secret string App secret
---@field register_time string Registration
---@field status integer App state: 1 valid
---@field app_type string|"apig"|"roma" App type
---@field roma_app_type string Subscription or integration application
---@field related_domain_id string Tenant that shared the app; with gateway = "apig"
---@field related_project_id string Project that shared the app; with gateway = "apig"

---@class apig.ShowDetailsOfInstanceProgressV2Response
---@field progress integer Progress in percent
---@field status string|"creating"|"success"|"failed" State of the creation
---@field error_code string Error code if the creation failed
---@field error_msg string Error message if the creation failed
---@field start_time integer Start of the creation, Unix time
---@field end_time integer End of the creation, Unix time

---@class apig.ShowDetailsOfInstanceV2Response
---@field id string Instance ID
---@field project_id string Project ID
---@field instance_name string Instance name
---@field status string|"Creating"|"CreateSuccess"|"CreateFail"|"Initing"|"Registering"|"Running"|"InitingFailed"|"RegisterFailed"|"Installing"|"InstallFailed"|"Updating"|"UpdateFailed"|"Rollbacking"|"RollbackSuccess"|"RollbackFailed"|"Deleting"|"DeleteFailed"|"Unregistering"|"UnRegisterFailed"|"CreateTimeout"|"InitTimeout"|"RegisterTimeout"|"InstallTimeout"|"UpdateTimeout"|"RollbackTimeout"|"DeleteTimeout"|"UnregisterTimeout"|"Starting"|"Freezing"|"Frozen"|"Restarting"|"RestartFail"|"Unhealthy"|"RestartTimeout" Instance state
---@field instance_status integer 2 created, 6 running, 36 freezing, 37 frozen, 40 abnormal; other values: in transition or failed
---@field type string Instance type; not supported
---@field spec string|"ROMA_BASIC"|"ROMA_PROFESSIONAL"|"ROMA_ENTERPRISE"|"ROMA_PLATINUM"|"ROMA_BASIC_IPV6"|"ROMA_PROFESSIONAL_IPV6"|"ROMA_ENTERPRISE_IPV6"|"ROMA_PLATINUM_IPV6"|"ROMASITE_BASIC" Instance flavor
---@field create_time integer Creation
---@field enterprise_project_id string Enterprise project ID
---@field eip_address string EIP of the instance
---@field charging_mode integer Billing of the instance
---@field cbc_metadata string Order number, if billed by period
---@field description string Free text description
---@field vpc_id string VPC ID
---@field subnet_id string Network ID of the subnet
---@field security_group_id string Security group of the instance
---@field maintain_begin string Start of the maintenance window, xx:00:00
---@field maintain_end string End of the maintenance window, 4 hours after its start
---@field ingress_ip string VPC address of the instance
---@field user_id string User ID
---@field nat_eip_ipv6_cidr string Outbound IPv6 range
---@field eip_ipv6_address string IPv6 EIP of the instance
---@field nat_eip_address string Outbound IP of the instance
---@field bandwidth_size integer Outbound bandwidth
---@field available_zone_ids string Availability zone
---@field instance_version string Instance version
---@field virsubnet_id string Network ID of the subnet; not supported
---@field roma_eip_address string Public IP; not supported
---@field listeners any Listeners: a list, or an object with API Gateway; not supported
---@field supported_features string[] Names of supported features
---@field ingress_ip_v6 string IPv6 entry of the instance
---@field node_ips apig.NodeIps Node IPs
---@field ingress_ips string All entries of the instance
---@field cipher_type string|"generalCipher"|"SMCompatible"|"SMOnly" Cipher family of the instance
---@field loadbalancer_provider string|"lvs"|"elb" Load balancer; with gateway = "apig"
---@field cbc_operation_locks apig.CbcOperationLock[] Operation locks of the billing; with gateway = "apig"
---@field bandwidth_charging_mode string Billing of the outbound bandwidth; with gateway = "apig"
---@field endpoint_service apig.EndpointService Endpoint service; with gateway = "apig"
---@field endpoint_services apig.EndpointService[] Endpoint services; with gateway = "apig"
---@field node_ipv6_ips apig.NodeIps Node IPv6 addresses; with gateway = "apig"
---@field public_ipv6_ips string[] Outbound IPv6 addresses of the instance; with gateway = "apig"
---@field publicips apig.IpDetails[] Public entries; with gateway = "apig"
---@field privateips apig.IpDetails[] Private entries; with gateway = "apig"
---@field unreliable_ips string[] Entries that must not be used; with gateway = "apig"
---@field enable_fullstack_ipv6 boolean IPv6 for inbound and outbound access; with gateway = "apig"
---@field is_releasable boolean The instance can be released; with gateway = "apig"
---@field ingress_bandwidth_charging_mode string Billing of the inbound bandwidth; with gateway = "apig"

---@class apig.ShowDetailsOfVpcChannelV2Response
---@field name string VPC channel name
---@field port integer Port of the hosts, 1-65535
---@field balance_strategy integer 1 weighted round robin, 2 least connections, 3 source hash, 4 URI hash
---@field member_type string|"ip"|"ecs" ip or ecs members
---@field type integer VPC channel type: 2 server (builtin), 3 microservice
---@field dict_code string Dictionary code
---@field create_time string Creation
---@field id string VPC channel ID
---@field status integer VPC channel state: 1 normal, 2 abnormal
---@field member_groups apig.MemberGroupInfo[] Backend server groups
---@field microservice_info apig.MicroServiceInfo Microservice settings
---@field members apig.VpcMemberInfo[] Backend members
---@field vpc_health_config apig.VpcHealthConfigInfo Health check

---@class apig.ShowInstancesNumByTagsResponse
---@field total_count integer Number of instances

---@class apig.ShowRestrictionOfInstanceV2Response
---@field restrict_cidrs string[] Forbidden CIDRs
---@field resource_subnet_cidr string CIDR of the resource tenant

---@class apig.SignApiBindingBase
---@field publish_id string Publication record ID
---@field api_id string API ID
---@field group_name string API group name
---@field binding_time string Binding time
---@field env_id string Environment ID
---@field env_name string Environment name
---@field api_type integer 1: public, 2: private
---@field api_name string API name
---@field id string Binding ID
---@field api_remark string API description
---@field sign_id string Signature key ID
---@field sign_name string Signature key name
---@field req_method string Method of the API; with gateway = "apig"
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.SignApiBindingInfo
---@field publish_id string Publication record ID
---@field api_id string API ID
---@field group_name string API group name
---@field binding_time string Binding time
---@field env_id string Environment ID
---@field env_name string Environment name
---@field api_type integer 1: public, 2: private
---@field api_name string API name
---@field id string Binding ID
---@field api_remark string API description
---@field sign_id string Signature key ID
---@field sign_name string Signature key name
---@field req_method string Method of the API; with gateway = "apig"
---@field tags string[] Tags of the API; with gateway = "apig"
---@field sign_key string Key
---@field sign_secret string Masked
---@field sign_type string|"hmac"|"basic"|"public_key"|"aes" Kind of signature key

---@class apig.Signature
---@field name string Name
---@field sign_type string|"hmac"|"basic"|"public_key"|"aes" Kind of signature key
---@field sign_key string Key
---@field sign_secret string Masked
---@field sign_algorithm string|"aes-128-cfb"|"aes-256-cfb" Only of aes keys; otherwise empty
---@field update_time string Last change
---@field create_time string Creation
---@field id string Signature key ID

---@class apig.SignatureWithBindNum
---@field name string Name
---@field sign_type string|"hmac"|"basic"|"public_key"|"aes" Kind of signature key
---@field sign_key string Key
---@field sign_secret string Masked
---@field sign_algorithm string|"aes-128-cfb"|"aes-256-cfb" Only of aes keys; otherwise empty
---@field update_time string Last change
---@field create_time string Creation
---@field id string Signature key ID
---@field bind_num integer Number of bound APIs
---@field ldapi_bind_num integer Number of bound custom backends

---@class apig.SslInfo
---@field ssl_id string Certificate ID
---@field ssl_name string Certificate name
---@field algorithm_type string|"RSA"|"ECC"|"SM2" Certificate algorithm
---@field type any Certificate visibility: instance or global; with API Gateway 1 (instance) or 2 (global)
---@field is_has_trusted_root_ca boolean Clients are verified with a root certificate; with gateway = "apig"

---@class apig.StatisticsAPI
---@field max_latency integer Maximum latency
---@field avg_latency number Mean latency
---@field req_count integer Number of requests
---@field req_count2xx integer Requests with status 2xx
---@field req_count4xx integer Requests with status 4xx
---@field req_count5xx integer Requests with status 5xx
---@field req_count_error integer Failed requests
---@field max_inner_latency integer Maximum latency inside the gateway
---@field avg_inner_latency number Mean latency inside the gateway
---@field max_backend_latency integer Maximum backend latency
---@field avg_backend_latency number Mean backend latency
---@field output_throughput integer Bytes out
---@field input_throughput integer Bytes in
---@field current_minute integer UTC time of the calls
---@field cycle string|"MINUTE"|"HOUR"|"DAY" Statistics step: minute, hour or day
---@field api_id string API ID
---@field group_id string API group ID
---@field provider string API owner
---@field req_time string Request time
---@field register_time string Registration
---@field status integer Reserved

---@class apig.StatisticsGroup
---@field max_latency integer Largest latency
---@field avg_latency number Mean latency
---@field req_count integer Number of requests
---@field req_count2xx integer Requests answered 2xx
---@field req_count4xx integer Requests answered 4xx
---@field req_count5xx integer Requests answered 5xx
---@field req_count_error integer Failed requests
---@field output_throughput integer Bytes out
---@field input_throughput integer Bytes in
---@field current_minute integer Time of the calls, UTC
---@field group_id string API group ID
---@field provider string API owner
---@field req_time string Request time
---@field register_time string Registration

---@class apig.Success
---@field path string Path
---@field method string HTTP method
---@field action string|"update"|"create" Update or create
---@field id string ID of the imported API

---@class apig.Swagger
---@field id string Swagger document ID
---@field result string Import result

---@class apig.ThrottleApiBinding
---@field publish_id string Publication record ID
---@field scope integer Scope: 1 whole API; only 1 is supported
---@field strategy_id string Throttling policy ID
---@field apply_time string Binding time
---@field id string Binding ID

---@class apig.ThrottleForApi
---@field app_call_limits integer Calls per period by one app
---@field name string Throttling policy name
---@field time_unit string|"SECOND"|"MINUTE"|"HOUR"|"DAY" Unit of the period
---@field remark string Description
---@field api_call_limits integer Calls per period to one API
---@field type integer Throttling kind: 1 per API, 2 shared by all bound APIs
---@field enable_adaptive_control string Adaptive throttling; not supported
---@field user_call_limits integer Calls per period by one user
---@field time_interval integer Length of the period
---@field ip_call_limits integer Calls per period by one source IP
---@field id string Throttling policy ID
---@field bind_num integer Number of bound APIs
---@field is_inclu_special_throttle integer Special throttling exists: 1 yes, 2 no
---@field create_time string Creation
---@field env_name string Environment name
---@field bind_id string Binding ID
---@field bind_time string Binding time

---@class apig.ThrottleSpecialInfo
---@field id string Special setting ID
---@field call_limits integer Maximum number of calls in the period
---@field apply_time string Binding time
---@field app_name string App name
---@field app_id string App ID
---@field object_id string ID of the special app or tenant
---@field object_type string APP or USER
---@field object_name string Name of the special app or tenant
---@field throttle_id string Throttling policy ID

---@class apig.ThrottlesInfo
---@field app_call_limits integer Calls per period by one app
---@field name string Throttling policy name
---@field time_unit string|"SECOND"|"MINUTE"|"HOUR"|"DAY" Unit of the period
---@field remark string Description
---@field api_call_limits integer Calls per period to one API
---@field type integer Throttling kind: 1 per API, 2 shared by all bound APIs
---@field enable_adaptive_control string Adaptive throttling; not supported
---@field user_call_limits integer Calls per period by one user
---@field time_interval integer Length of the period
---@field ip_call_limits integer Calls per period by one source IP
---@field id string Throttling policy ID
---@field bind_num integer Number of bound APIs
---@field is_inclu_special_throttle integer Special throttling exists: 1 yes, 2 no
---@field create_time string Creation

---@class apig.TmsResourceResp
---@field resource_id string Instance ID
---@field resouce_detail string Details; not supported now; resouce is the official spelling
---@field resource_name string Instance name
---@field tags apig.TmsKeyValue[] Tags

---@class apig.UnbindApiForAcl
---@field auth_type string|"NONE"|"APP"|"IAM"|"AUTHORIZER" Authentication method
---@field run_env_name string Environments that it is published to, separated by |
---@field group_name string API group name
---@field publish_id string Publication record ID
---@field group_id string API group ID
---@field name string API name
---@field remark string Description
---@field run_env_id string Environment IDs, separated by |
---@field id string API ID
---@field req_uri string Request path; {} marks parameters
---@field type integer 1: public, 2: private
---@field acl_name string ACL policy name
---@field req_method string Request method; with gateway = "apig"
---@field tags string[] Tags of the API; with gateway = "apig"

---@class apig.UpdateInstanceV2Response
---@field id string Instance ID
---@field project_id string Project ID
---@field instance_name string Instance name
---@field status string|"Creating"|"CreateSuccess"|"CreateFail"|"Initing"|"Registering"|"Running"|"InitingFailed"|"RegisterFailed"|"Installing"|"InstallFailed"|"Updating"|"UpdateFailed"|"Rollbacking"|"RollbackSuccess"|"RollbackFailed"|"Deleting"|"DeleteFailed"|"Unregistering"|"UnRegisterFailed"|"CreateTimeout"|"InitTimeout"|"RegisterTimeout"|"InstallTimeout"|"UpdateTimeout"|"RollbackTimeout"|"DeleteTimeout"|"UnregisterTimeout"|"Starting"|"Freezing"|"Frozen"|"Restarting"|"RestartFail"|"Unhealthy"|"RestartTimeout"|"Resizing"|"ResizeFailed"|"ResizeTimeout" Instance state
---@field instance_status integer State as a number: 6 running, 23 deleting, 40 abnormal, 42 resizing; others are on the way or have failed
---@field type string Instance type
---@field spec string|"BASIC"|"PROFESSIONAL"|"ENTERPRISE"|"PLATINUM"|"BASIC_IPV6"|"PROFESSIONAL_IPV6"|"ENTERPRISE_IPV6"|"PLATINUM_IPV6"|"PLATINUM_X2"|"PLATINUM_X3"|"PLATINUM_X4"|"PLATINUM_X5"|"PLATINUM_X6"|"PLATINUM_X7"|"PLATINUM_X8" Instance flavor
---@field create_time integer Creation
---@field enterprise_project_id string Enterprise project ID
---@field eip_address string EIP of the instance
---@field charging_mode integer Billing: 0 pay per use, 1 prepaid
---@field cbc_metadata string Order number when billed by period
---@field loadbalancer_provider string|"lvs"|"elb" Load balancer
---@field cbc_operation_locks apig.CbcOperationLock[] Operation locks of the billing
---@field description string Description
---@field vpc_id string VPC ID
---@field subnet_id string Network ID of the subnet
---@field security_group_id string Security group of the instance
---@field maintain_begin string Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, 14:00:00, 18:00:00 or 22:00:00
---@field maintain_end string End of the maintenance window, 4 hours after its start
---@field ingress_ip string VPC address of the instance
---@field ingress_ip_v6 string IPv6 entry of the instance
---@field user_id string User ID
---@field nat_eip_ipv6_cidr string Outbound IPv6 range
---@field eip_ipv6_address string IPv6 EIP of the instance
---@field nat_eip_address string Outbound IP of the instance
---@field bandwidth_size integer Outbound bandwidth in Mbit/s
---@field available_zone_ids string Availability zones
---@field instance_version string Instance version
---@field virsubnet_id string Network ID of the subnet; not supported now
---@field roma_eip_address string Public IP; not supported now
---@field listeners any Listeners; not supported now
---@field supported_features string[] Names of supported features
---@field node_ips apig.NodeIps Node IPs
---@field bandwidth_charging_mode string Billing of the outbound bandwidth; with gateway = "apig"
---@field endpoint_service apig.EndpointService Endpoint service; with gateway = "apig"
---@field endpoint_services apig.EndpointService[] Endpoint services; with gateway = "apig"
---@field node_ipv6_ips apig.NodeIps Node IPv6 addresses; with gateway = "apig"
---@field public_ipv6_ips string[] Outbound IPv6 addresses of the instance; with gateway = "apig"
---@field publicips apig.IpDetails[] Public entries; with gateway = "apig"
---@field privateips apig.IpDetails[] Private entries; with gateway = "apig"
---@field unreliable_ips string[] Entries that must not be used; with gateway = "apig"
---@field enable_fullstack_ipv6 boolean IPv6 for inbound and outbound access; with gateway = "apig"
---@field is_releasable boolean The instance can be released; with gateway = "apig"
---@field ingress_bandwidth_charging_mode string Billing of the inbound bandwidth; with gateway = "apig"

---@class apig.UrlDomain
---@field id string Domain ID
---@field domain string Domain
---@field cname_status integer CNAME: 1 not resolved, 2 resolving, 3 resolved, 4 failed
---@field ssl_id string Certificate ID
---@field ssl_name string Certificate name
---@field min_ssl_version string|"TLSv1.1"|"TLSv1.2" Minimum TLS version: TLSv1.1 or TLSv1.2
---@field verified_client_certificate_enabled boolean Verify client certificates
---@field is_has_trusted_root_ca boolean A trusted root CA exists
---@field ssl_infos apig.SslInfo[] Certificates
---@field ingress_http_port integer Port for http; with gateway = "apig"
---@field ingress_https_port integer Port for https; with gateway = "apig"

---@class apig.UrlDomainRefInfo
---@field url_domain string host:port of the backend
---@field id string Custom domain ID
---@field status integer CNAME resolution state: 1 not resolved, 2 resolving, 3 resolved, 4 failed
---@field min_ssl_version string Minimum TLS version: TLSv1.1 or TLSv1.2
---@field is_http_redirect_to_https boolean Redirect http to https
---@field verified_client_certificate_enabled boolean Verify client certificates
---@field ssl_id string Certificate ID
---@field ssl_name string Certificate name
---@field api_group_id string API group ID
---@field api_group_name string API group name
---@field instance_id string Instance ID
---@field ingress_http_port integer Port for http; with gateway = "apig"
---@field ingress_https_port integer Port for https; with gateway = "apig"

---@class apig.ValidateRomaAppResponse
---@field id string App ID
---@field name string App name
---@field remark string Description

---@class apig.VpcChannelInfo
---@field name string VPC channel name
---@field port integer Port of the hosts, 1-65535
---@field balance_strategy integer 1 weighted round robin, 2 least connections, 3 source hash, 4 URI hash
---@field member_type string|"ip"|"ecs" ip or ecs members
---@field type integer VPC channel type: 2 server (builtin), 3 microservice
---@field dict_code string Dictionary code
---@field create_time string Creation
---@field id string VPC channel ID
---@field status integer VPC channel state: 1 normal, 2 abnormal
---@field member_groups apig.MemberGroupInfo[] Backend server groups
---@field microservice_info apig.MicroServiceInfo Microservice settings

---@class apig.VpcHealthConfigInfo
---@field protocol string|"TCP"|"HTTP"|"HTTPS" Protocol
---@field path string Path
---@field method string|"GET"|"HEAD" HTTP method
---@field port integer Port
---@field threshold_normal integer Consecutive successes after which a host is normal
---@field threshold_abnormal integer Consecutive failures after which a host is abnormal
---@field time_interval integer Seconds between health checks
---@field http_code string HTTP codes of a healthy host: list, range or both, 100-599
---@field enable_client_ssl boolean Mutual TLS with the backend
---@field status integer Health check state: 1 usable, 2 not usable
---@field timeout integer Backend timeout in ms
---@field vpc_channel_id string VPC channel ID
---@field id string Health check ID
---@field create_time string Creation

---@class apig.VpcMemberInfo
---@field host string Address, of ip members
---@field weight integer Weight
---@field is_backup boolean Standby node; used only if all others fail
---@field member_group_name string Backend server group name
---@field status integer Backend server state: 1 usable, 2 not usable
---@field port integer Backend port
---@field ecs_id string ECS ID, of ecs members
---@field ecs_name string ECS name, of ecs members
---@field id string Backend member ID
---@field vpc_channel_id string VPC channel ID
---@field create_time string Creation
---@field member_group_id string Backend server group ID
---@field health_status string State by the health check; with gateway = "apig"

---@class apig.Client: hwc.Client
local Client = {}

---Deletes access control policies.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/acls
---@param arguments apig.BatchDeleteAclArguments
---@param options? hwc.CallOptions
---@return apig.BatchDeleteAclV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_delete_acl(arguments, options) end

---Unbinds access control policies from APIs.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/acl-bindings
---@param arguments apig.BatchDeleteApiAclBindingArguments
---@param options? hwc.CallOptions
---@return apig.BatchDeleteApiAclBindingV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_delete_api_acl_binding(arguments, options) end

---Creates an access control policy.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/acls
---@param arguments apig.CreateAclStrategyArguments
---@param options? hwc.CallOptions
---@return apig.CreateAclStrategyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_acl_strategy(arguments, options) end

---Binds an access control policy to published APIs.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/acl-bindings
---
---Rule: acl_id: required, with gateway = "roma"
---
---Rule: publish_ids: required, with gateway = "roma"
---@param arguments? apig.CreateApiAclBindingArguments
---@param options? hwc.CallOptions
---@return apig.CreateApiAclBindingV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_api_acl_binding(arguments, options) end

---Deletes an access control policy.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/acls/{acl_id}
---@param arguments apig.DeleteAclArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_acl(arguments, options) end

---Unbinds an access control policy from an API.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/acl-bindings/{acl_bindings_id}
---@param arguments apig.DeleteApiAclBindingArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_api_acl_binding(arguments, options) end

---Lists the access control policies that are bound to an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/acl-bindings/binded-acls
---@param arguments apig.ListAclPolicyBindedToApiArguments
---@param options? hwc.CallOptions
---@return apig.ListAclPolicyBindedToApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_acl_policy_binded_to_api(arguments, options) end

---Lists access control policies.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/acls
---@param arguments? apig.ListAclStrategiesArguments
---@param options? hwc.CallOptions
---@return apig.ListAclStrategiesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_acl_strategies(arguments, options) end

---Lists the APIs that an access control policy is bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/acl-bindings/binded-apis
---@param arguments apig.ListApisBindedToAclPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ListApisBindedToAclPolicyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_binded_to_acl_policy(arguments, options) end

---Lists the APIs that an access control policy is not bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/acl-bindings/unbinded-apis
---@param arguments apig.ListApisUnbindedToAclPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ListApisUnbindedToAclPolicyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_unbinded_to_acl_policy(arguments, options) end

---Shows an access control policy.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/acls/{acl_id}
---@param arguments apig.ShowDetailsOfAclPolicyArguments
---@param options? hwc.CallOptions
---@return apig.CreateAclStrategyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_acl_policy(arguments, options) end

---Changes an access control policy.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/acls/{acl_id}
---@param arguments apig.UpdateAclStrategyArguments
---@param options? hwc.CallOptions
---@return apig.CreateAclStrategyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_acl_strategy(arguments, options) end

---Creates an AI API key of an app.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/apps/{app_id}/ai-api-keys
---@param arguments apig.CreateAiApiKeyArguments
---@param options? hwc.CallOptions
---@return apig.CreateAiApiKeyResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_ai_api_key(arguments, options) end

---Deletes an AI API key.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/apps/{app_id}/ai-api-keys/{ai_api_key_id}
---@param arguments apig.DeleteAiApiKeyArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_ai_api_key(arguments, options) end

---Lists the AI API keys of an app, masked.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/apps/{app_id}/ai-api-keys
---@param arguments apig.ListAiApiKeysArguments
---@param options? hwc.CallOptions
---@return apig.ListAiApiKeysResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_ai_api_keys(arguments, options) end

---Shows an AI API key.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/apps/{app_id}/ai-api-keys/{ai_api_key_id}
---@param arguments apig.ShowDetailsOfAiApiKeyArguments
---@param options? hwc.CallOptions
---@return apig.CreateAiApiKeyResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_ai_api_key(arguments, options) end

---Publishes APIs or takes them offline.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apis/publish
---@param arguments apig.BatchPublishOrOfflineApiArguments
---@param options? hwc.CallOptions
---@return apig.BatchPublishOrOfflineApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_publish_or_offline_api(arguments, options) end

---Switches the published version of an API.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/apis/publish/{api_id}
---
---Rule: version_id: required, with gateway = "roma"
---@param arguments apig.ChangeApiVersionArguments
---@param options? hwc.CallOptions
---@return apig.PublishResp? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:change_api_version(arguments, options) end

---Validates that an API definition is not taken; the response is empty if it is free.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apis/check
---@param arguments? apig.CheckApisArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_apis(arguments, options) end

---Creates an API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apis
---
---Rule: domain_name needs roma_app_id
---@param arguments apig.CreateApiArguments
---@param options? hwc.CallOptions
---@return apig.CreateApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_api(arguments, options) end

---Publishes an API or takes it offline.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apis/action
---@param arguments apig.CreateOrDeletePublishRecordForApiArguments
---@param options? hwc.CallOptions
---@return apig.PublishResp? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_or_delete_publish_record_for_api(arguments, options) end

---Sends a test request to an API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apis/debug/{api_id}
---@param arguments apig.DebugApiArguments
---@param options? hwc.CallOptions
---@return apig.DebugApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:debug_api(arguments, options) end

---Deletes an API with its publications, bindings and authorizations.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/apis/{api_id}
---@param arguments apig.DeleteApiArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_api(arguments, options) end

---Takes a published version offline.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/apis/versions/{version_id}
---@param arguments apig.DeleteApiByVersionIdArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_api_by_version_id(arguments, options) end

---Shows an API as published in an environment.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apis/runtime/{api_id}
---@param arguments apig.ListApiRuntimeDefinitionArguments
---@param options? hwc.CallOptions
---@return apig.ListApiRuntimeDefinitionV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_runtime_definition(arguments, options) end

---Shows a published version of an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apis/versions/{version_id}
---@param arguments apig.ListApiVersionDetailArguments
---@param options? hwc.CallOptions
---@return apig.ListApiVersionDetailV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_version_detail(arguments, options) end

---Lists the published versions of an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apis/publish/{api_id}
---@param arguments apig.ListApiVersionsArguments
---@param options? hwc.CallOptions
---@return apig.ListApiVersionsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_versions(arguments, options) end

---Lists APIs.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apis
---@param arguments? apig.ListApisArguments
---@param options? hwc.CallOptions
---@return apig.ListApisV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis(arguments, options) end

---Shows an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apis/{api_id}
---@param arguments apig.ShowDetailsOfApiArguments
---@param options? hwc.CallOptions
---@return apig.CreateApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_api(arguments, options) end

---Changes an API.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/apis/{api_id}
---
---Rule: domain_name needs roma_app_id
---@param arguments apig.UpdateApiArguments
---@param options? hwc.CallOptions
---@return apig.CreateApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_api(arguments, options) end

---Revokes an authorization.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/app-auths/{app_auth_id}
---@param arguments apig.CancelingAuthorizationArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:canceling_authorization(arguments, options) end

---Authorizes apps to call APIs.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/app-auths
---
---Rule: auth_whitelist: only if auth_tunnel is "GREEN"
---
---Rule: auth_blacklist: only if auth_tunnel is "GREEN"
---@param arguments apig.CreateAuthorizingAppsArguments
---@param options? hwc.CallOptions
---@return apig.CreateAuthorizingAppsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_authorizing_apps(arguments, options) end

---Lists the APIs that an app may call.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-auths/binded-apis
---@param arguments apig.ListApisBindedToAppArguments
---@param options? hwc.CallOptions
---@return apig.ListApisBindedToAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_binded_to_app(arguments, options) end

---Lists the APIs that an app may not call yet.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-auths/unbinded-apis
---@param arguments apig.ListApisUnbindedToAppArguments
---@param options? hwc.CallOptions
---@return apig.ListApisUnbindedToAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_unbinded_to_app(arguments, options) end

---Lists the apps that may call an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-auths/binded-apps
---@param arguments? apig.ListAppsBindedToApiArguments
---@param options? hwc.CallOptions
---@return apig.ListApisBindedToAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apps_binded_to_api(arguments, options) end

---Lists APIs that an app may call under the same address.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-auths/duplicate-apis
---@param arguments apig.ListDuplicateApisForAppArguments
---@param options? hwc.CallOptions
---@return apig.ListDuplicateApisForAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_duplicate_apis_for_app(arguments, options) end

---Creates a setting of an integration application.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/configs
---@param arguments apig.CreateAppConfigArguments
---@param options? hwc.CallOptions
---@return apig.AppConfigInfoV2? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_app_config(arguments, options) end

---Deletes a setting of an integration application.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/configs/{app_config_id}
---@param arguments apig.DeleteAppConfigArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_app_config(arguments, options) end

---Lists settings of integration applications.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps/configs
---@param arguments? apig.ListAppConfigsArguments
---@param options? hwc.CallOptions
---@return apig.ListAppConfigsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_app_configs(arguments, options) end

---Shows a setting of an integration application.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/configs/{app_config_id}
---@param arguments apig.ShowDetailsOfAppConfigArguments
---@param options? hwc.CallOptions
---@return apig.AppConfigInfoV2? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_app_config(arguments, options) end

---Changes a setting of an integration application.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/configs/{app_config_id}
---@param arguments apig.UpdateAppConfigArguments
---@param options? hwc.CallOptions
---@return apig.AppConfigInfoV2? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_app_config(arguments, options) end

---Binds apps to a client quota.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/app-quotas/{app_quota_id}/binding-apps
---@param arguments apig.AssociateAppsForAppQuotaArguments
---@param options? hwc.CallOptions
---@return apig.AssociateAppsForAppQuotaResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:associate_apps_for_app_quota(arguments, options) end

---Creates a client quota.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/app-quotas
---@param arguments apig.CreateAppQuotaArguments
---@param options? hwc.CallOptions
---@return apig.AppQuotaInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_app_quota(arguments, options) end

---Deletes a client quota.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/app-quotas/{app_quota_id}
---@param arguments apig.DeleteAppQuotaArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_app_quota(arguments, options) end

---Unbinds a client quota from an app.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/app-quotas/{app_quota_id}/bound-apps/{app_id}
---@param arguments apig.DisassociateAppQuotaWithAppArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:disassociate_app_quota_with_app(arguments, options) end

---Lists the apps that a client quota can be bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-quotas/{app_quota_id}/bindable-apps
---@param arguments apig.ListAppQuotaBindableAppsArguments
---@param options? hwc.CallOptions
---@return apig.ListAppQuotaBindableAppsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_app_quota_bindable_apps(arguments, options) end

---Lists the apps that a client quota is bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-quotas/{app_quota_id}/bound-apps
---@param arguments apig.ListAppQuotaBoundAppsArguments
---@param options? hwc.CallOptions
---@return apig.ListAppQuotaBindableAppsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_app_quota_bound_apps(arguments, options) end

---Lists client quotas.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-quotas
---@param arguments? apig.ListAppQuotasArguments
---@param options? hwc.CallOptions
---@return apig.ListAppQuotasResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_app_quotas(arguments, options) end

---Shows the client quota of an app.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/bound-quota
---@param arguments apig.ShowAppBoundAppQuotaArguments
---@param options? hwc.CallOptions
---@return apig.AppQuotaInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_app_bound_app_quota(arguments, options) end

---Shows a client quota.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/app-quotas/{app_quota_id}
---@param arguments apig.ShowAppQuotaArguments
---@param options? hwc.CallOptions
---@return apig.AppQuotaInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_app_quota(arguments, options) end

---Changes a client quota.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/app-quotas/{app_quota_id}
---@param arguments apig.UpdateAppQuotaArguments
---@param options? hwc.CallOptions
---@return apig.AppQuotaInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_app_quota(arguments, options) end

---Checks whether an app exists, whoever its owner is.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/apps/validation/{app_id}
---@param arguments apig.CheckAppArguments
---@param options? hwc.CallOptions
---@return apig.CheckAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_app(arguments, options) end

---Creates an app.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/apps
---@param arguments apig.CreateAnAppArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_an_app(arguments, options) end

---Creates an AppCode with a given value.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-codes
---@param arguments apig.CreateAppCodeArguments
---@param options? hwc.CallOptions
---@return apig.AppCodeBaseInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_app_code(arguments, options) end

---Makes the service generate an AppCode.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-codes
---@param arguments apig.CreateAppCodeAutoArguments
---@param options? hwc.CallOptions
---@return apig.AppCodeBaseInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_app_code_auto(arguments, options) end

---Deletes an app; it can call no API any more.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/apps/{app_id}
---@param arguments apig.DeleteAppArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_app(arguments, options) end

---Deletes the access control of an app.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-acl
---@param arguments apig.DeleteAppAclArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_app_acl(arguments, options) end

---Deletes an AppCode.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-codes/{app_code_id}
---@param arguments apig.DeleteAppCodeArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_app_code(arguments, options) end

---Lists the AppCodes of an app.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-codes
---@param arguments apig.ListAppCodesArguments
---@param options? hwc.CallOptions
---@return apig.ListAppCodesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_app_codes(arguments, options) end

---Lists apps.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps
---@param arguments? apig.ListAppsArguments
---@param options? hwc.CallOptions
---@return apig.ListAppsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apps(arguments, options) end

---Resets the secret of an app.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/apps/secret/{app_id}
---@param arguments apig.ResettingAppSecretArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:resetting_app_secret(arguments, options) end

---Shows an app.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}
---@param arguments apig.ShowDetailsOfAppArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_app(arguments, options) end

---Shows the access control of an app.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-acl
---@param arguments apig.ShowDetailsOfAppAclArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfAppAclResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_app_acl(arguments, options) end

---Shows an AppCode.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-codes/{app_code_id}
---@param arguments apig.ShowDetailsOfAppCodeArguments
---@param options? hwc.CallOptions
---@return apig.AppCodeBaseInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_app_code(arguments, options) end

---Changes an app; a quota must allow changes of key and secret.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/apps/{app_id}
---@param arguments apig.UpdateAppArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfAppV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_app(arguments, options) end

---Sets the access control of an app.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/apps/{app_id}/app-acl
---@param arguments apig.UpdateAppAclArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfAppAclResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_app_acl(arguments, options) end

---Creates a custom authorizer.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/authorizers
---@param arguments apig.CreateCustomAuthorizerArguments
---@param options? hwc.CallOptions
---@return apig.AuthorizerResp? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_custom_authorizer(arguments, options) end

---Deletes a custom authorizer.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/authorizers/{authorizer_id}
---@param arguments apig.DeleteCustomAuthorizerArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_custom_authorizer(arguments, options) end

---Lists custom authorizers.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/authorizers
---@param arguments? apig.ListCustomAuthorizersArguments
---@param options? hwc.CallOptions
---@return apig.ListCustomAuthorizersV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_custom_authorizers(arguments, options) end

---Shows a custom authorizer.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/authorizers/{authorizer_id}
---@param arguments apig.ShowDetailsOfCustomAuthorizersArguments
---@param options? hwc.CallOptions
---@return apig.AuthorizerResp? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_custom_authorizers(arguments, options) end

---Changes a custom authorizer.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/authorizers/{authorizer_id}
---@param arguments apig.UpdateCustomAuthorizerArguments
---@param options? hwc.CallOptions
---@return apig.AuthorizerResp? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_custom_authorizer(arguments, options) end

---Binds domains to a certificate.
---
---POST /v2/{project_id}/apic/certificates/{certificate_id}/domains/attach
---@param arguments apig.BatchAssociateDomainsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_associate_domains(arguments, options) end

---Unbinds domains from a certificate.
---
---POST /v2/{project_id}/apic/certificates/{certificate_id}/domains/detach
---@param arguments apig.BatchDisassociateDomainsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_disassociate_domains(arguments, options) end

---Creates a certificate.
---
---POST /v2/{project_id}/apic/certificates
---
---Rule: cert_content_sign needs private_key_sign
---
---Rule: private_key_sign needs cert_content_sign
---@param arguments apig.CreateCertificateArguments
---@param options? hwc.CallOptions
---@return apig.Certificate? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_certificate(arguments, options) end

---Deletes a certificate.
---
---DELETE /v2/{project_id}/apic/certificates/{certificate_id}
---@param arguments apig.DeleteCertificateArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_certificate(arguments, options) end

---Lists the domains that a certificate serves.
---
---GET /v2/{project_id}/apic/certificates/{certificate_id}/attached-domains
---@param arguments apig.ListAttachedDomainsArguments
---@param options? hwc.CallOptions
---@return apig.ListAttachedDomainsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_attached_domains(arguments, options) end

---Lists certificates.
---
---GET /v2/{project_id}/apic/certificates
---@param arguments apig.ListCertificatesArguments
---@param options? hwc.CallOptions
---@return apig.ListCertificatesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_certificates(arguments, options) end

---Shows a certificate.
---
---GET /v2/{project_id}/apic/certificates/{certificate_id}
---@param arguments apig.ShowDetailsOfCertificateArguments
---@param options? hwc.CallOptions
---@return apig.Certificate? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_certificate(arguments, options) end

---Changes a certificate.
---
---PUT /v2/{project_id}/apic/certificates/{certificate_id}
---
---Rule: cert_content_sign needs private_key_sign
---
---Rule: private_key_sign needs cert_content_sign
---@param arguments apig.UpdateCertificateArguments
---@param options? hwc.CallOptions
---@return apig.Certificate? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_certificate(arguments, options) end

---Writes the APIs of a group to a definition file.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/openapi/export
---
---Rule: env_id: required, with gateway = "apig"
---@param arguments apig.ExportApiDefinitionsArguments
---@param options? hwc.CallOptions
---@return hwc.Download? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:export_api_definitions(arguments, options) end

---Begins to export the APIs of a group.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/openapi/async-export
---@param arguments apig.ExportApiDefinitionsAsyncArguments
---@param options? hwc.CallOptions
---@return apig.ExportApiDefinitionsAsyncResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:export_api_definitions_async(arguments, options) end

---Writes custom backend APIs to a definition file.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/openapi/livedata-apis/export
---@param arguments? apig.ExportLiveDataApiDefinitionsArguments
---@param options? hwc.CallOptions
---@return hwc.Download? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:export_live_data_api_definitions(arguments, options) end

---Creates APIs from a definition file.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/openapi/import
---@param arguments apig.ImportApiDefinitionsArguments
---@param options? hwc.CallOptions
---@return apig.ImportApiDefinitionsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:import_api_definitions(arguments, options) end

---Begins to create APIs from a definition file.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/openapi/async-import
---
---Rule: group_id: required if is_create_group is "false"
---@param arguments apig.ImportApiDefinitionsAsyncArguments
---@param options? hwc.CallOptions
---@return apig.ExportApiDefinitionsAsyncResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:import_api_definitions_async(arguments, options) end

---Creates custom backend APIs from a definition file.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/openapi/livedata-apis/import
---@param arguments apig.ImportLiveDataApiDefinitionsArguments
---@param options? hwc.CallOptions
---@return apig.ImportLiveDataApiDefinitionsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:import_live_data_api_definitions(arguments, options) end

---Shows the state and the result of an import or export task.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/async-tasks/{task_id}
---@param arguments apig.ShowAsyncTaskResultArguments
---@param options? hwc.CallOptions
---@return apig.ShowAsyncTaskResultResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_async_task_result(arguments, options) end

---Binds a new certificate to a domain.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}/certificate
---@param arguments apig.AssociateCertificateArguments
---@param options? hwc.CallOptions
---@return apig.AssociateCertificateV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:associate_certificate(arguments, options) end

---Binds a custom domain to an API group.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains
---@param arguments apig.AssociateDomainArguments
---@param options? hwc.CallOptions
---@return apig.AssociateDomainV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:associate_domain(arguments, options) end

---Binds an existing certificate to a domain; the list has one item.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}/certificates/attach
---@param arguments apig.BatchAssociateCertsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_associate_certs(arguments, options) end

---Unbinds a certificate from a domain; the list has one item.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}/certificates/detach
---@param arguments apig.BatchDisassociateCertsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_disassociate_certs(arguments, options) end

---Removes the certificate of a domain.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}/certificate/{certificate_id}
---@param arguments apig.DisassociateCertificateArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:disassociate_certificate(arguments, options) end

---Unbinds a custom domain.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}
---@param arguments apig.DisassociateDomainArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:disassociate_domain(arguments, options) end

---Shows the certificate of a domain.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}/certificate/{certificate_id}
---@param arguments apig.ShowDetailsOfDomainNameCertificateArguments
---@param options? hwc.CallOptions
---@return apig.Certificate? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_domain_name_certificate(arguments, options) end

---Changes a custom domain.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}/domains/{domain_id}
---
---Rule: min_ssl_version: required, with gateway = "apig"
---@param arguments apig.UpdateDomainArguments
---@param options? hwc.CallOptions
---@return apig.AssociateDomainV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_domain(arguments, options) end

---Creates an environment.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/envs
---@param arguments apig.CreateEnvironmentArguments
---@param options? hwc.CallOptions
---@return apig.EnvInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_environment(arguments, options) end

---Creates an environment variable.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/env-variables
---@param arguments apig.CreateEnvironmentVariableArguments
---@param options? hwc.CallOptions
---@return apig.EnvVariableInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_environment_variable(arguments, options) end

---Deletes an environment.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/envs/{env_id}
---@param arguments apig.DeleteEnvironmentArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_environment(arguments, options) end

---Deletes an environment variable.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/env-variables/{env_variable_id}
---@param arguments apig.DeleteEnvironmentVariableArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_environment_variable(arguments, options) end

---Lists environment variables.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/env-variables
---@param arguments apig.ListEnvironmentVariablesArguments
---@param options? hwc.CallOptions
---@return apig.ListEnvironmentVariablesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_environment_variables(arguments, options) end

---Lists environments.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/envs
---@param arguments? apig.ListEnvironmentsArguments
---@param options? hwc.CallOptions
---@return apig.ListEnvironmentsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_environments(arguments, options) end

---Shows an environment variable.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/env-variables/{env_variable_id}
---@param arguments apig.ShowDetailsOfEnvironmentVariableArguments
---@param options? hwc.CallOptions
---@return apig.EnvVariableInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_environment_variable(arguments, options) end

---Changes an environment.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/envs/{env_id}
---@param arguments apig.UpdateEnvironmentArguments
---@param options? hwc.CallOptions
---@return apig.EnvInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_environment(arguments, options) end

---Changes an environment variable.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/env-variables/{env_variable_id}
---@param arguments apig.UpdateEnvironmentVariableArguments
---@param options? hwc.CallOptions
---@return apig.EnvVariableInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_environment_variable(arguments, options) end

---Creates custom responses to errors for an API group.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses
---@param arguments apig.CreateGatewayResponseArguments
---@param options? hwc.CallOptions
---@return apig.CreateGatewayResponseV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_gateway_response(arguments, options) end

---Deletes custom responses of an API group.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses/{response_id}
---@param arguments apig.DeleteGatewayResponseArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_gateway_response(arguments, options) end

---Sets the response to one type of error back to the default.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses/{response_id}/{response_type}
---@param arguments apig.DeleteGatewayResponseTypeArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_gateway_response_type(arguments, options) end

---Lists the custom responses of an API group.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses
---@param arguments apig.ListGatewayResponsesArguments
---@param options? hwc.CallOptions
---@return apig.ListGatewayResponsesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_gateway_responses(arguments, options) end

---Shows custom responses of an API group.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses/{response_id}
---@param arguments apig.ShowDetailsOfGatewayResponseArguments
---@param options? hwc.CallOptions
---@return apig.CreateGatewayResponseV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_gateway_response(arguments, options) end

---Shows the response to one type of error.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses/{response_id}/{response_type}
---@param arguments apig.ShowDetailsOfGatewayResponseTypeArguments
---@param options? hwc.CallOptions
---@return apig.GatewayResponsesByType? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_gateway_response_type(arguments, options) end

---Changes custom responses of an API group.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses/{response_id}
---@param arguments apig.UpdateGatewayResponseArguments
---@param options? hwc.CallOptions
---@return apig.CreateGatewayResponseV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_gateway_response(arguments, options) end

---Changes the response to one type of error.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/gateway-responses/{response_id}/{response_type}
---@param arguments apig.UpdateGatewayResponseTypeArguments
---@param options? hwc.CallOptions
---@return apig.GatewayResponsesByType? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_gateway_response_type(arguments, options) end

---Validates that a group name is not taken; the response is empty if it is free.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/api-groups/check
---@param arguments apig.CheckApiGroupsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_api_groups(arguments, options) end

---Creates an API group.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/api-groups
---@param arguments apig.CreateApiGroupArguments
---@param options? hwc.CallOptions
---@return apig.ApiGroupInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_api_group(arguments, options) end

---Deletes an API group; refused while it has APIs.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}
---@param arguments apig.DeleteApiGroupArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_api_group(arguments, options) end

---Lists API groups.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/api-groups
---@param arguments? apig.ListApiGroupsArguments
---@param options? hwc.CallOptions
---@return apig.ListApiGroupsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_groups(arguments, options) end

---Shows an API group.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}
---@param arguments apig.ShowDetailsOfApiGroupArguments
---@param options? hwc.CallOptions
---@return apig.ApiGroupInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_api_group(arguments, options) end

---Changes name and description of an API group.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/api-groups/{group_id}
---@param arguments apig.UpdateApiGroupArguments
---@param options? hwc.CallOptions
---@return apig.ApiGroupInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_api_group(arguments, options) end

---Allows or forbids access to the debugging domain of an API group.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/api-groups/{group_id}/sl-domain-access-settings
---@param arguments apig.UpdateSlDomainSettingArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_sl_domain_setting(arguments, options) end

---Adds a custom ingress port to an instance.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/custom-ingress-ports
---@param arguments apig.AddCustomIngressPortArguments
---@param options? hwc.CallOptions
---@return apig.AddCustomIngressPortResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:add_custom_ingress_port(arguments, options) end

---Deletes a custom ingress port.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/custom-ingress-ports/{ingress_port_id}
---@param arguments apig.DeleteCustomIngressPortArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_custom_ingress_port(arguments, options) end

---Lists the domains that are bound to a custom ingress port.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/custom-ingress-ports/{ingress_port_id}/domains
---@param arguments apig.ListCustomIngressPortDomainsArguments
---@param options? hwc.CallOptions
---@return apig.ListCustomIngressPortDomainsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_custom_ingress_port_domains(arguments, options) end

---Lists the custom ingress ports of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/custom-ingress-ports
---@param arguments? apig.ListCustomIngressPortsArguments
---@param options? hwc.CallOptions
---@return apig.ListCustomIngressPortsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_custom_ingress_ports(arguments, options) end

---Creates a pay-per-use instance.
---
---POST /v2/{project_id}/apigw/instances
---@param arguments? apig.CreateInstanceArguments
---@param options? hwc.CallOptions
---@return apig.CreateInstanceV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_instance(arguments, options) end

---Orders a prepaid instance.
---
---POST /v2/{project_id}/apigw/prepay-instances
---@param arguments? apig.CreateOrderArguments
---@param options? hwc.CallOptions
---@return apig.CreateOrderResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_order(arguments, options) end

---Resizes a pay-per-use instance.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/postpaid-resize
---@param arguments? apig.CreatePostPayResizeOrderArguments
---@param options? hwc.CallOptions
---@return apig.CreateInstanceV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_post_pay_resize_order(arguments, options) end

---Orders the resize of a prepaid instance.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/prepay-resize
---@param arguments apig.CreatePrepayResizeArguments
---@param options? hwc.CallOptions
---@return apig.CreateOrderResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_prepay_resize(arguments, options) end

---Deletes an instance.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}
---@param arguments apig.DeleteInstancesArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_instances(arguments, options) end

---Shows the progress of the creation of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/progress
---@param arguments? apig.ShowDetailsOfInstanceProgressArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfInstanceProgressV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_instance_progress(arguments, options) end

---Adds tags to an instance or removes them.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/instance-tags/action
---@param arguments apig.BatchCreateOrDeleteInstanceTagsArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_create_or_delete_instance_tags(arguments, options) end

---Lists the tags of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/instance-tags
---@param arguments? apig.ListInstanceTagsArguments
---@param options? hwc.CallOptions
---@return apig.ListInstanceTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_instance_tags(arguments, options) end

---Lists the instances that match tags.
---
---POST /v2/{project_id}/apigw/resource-instances/filter
---@param arguments? apig.ListInstancesByTagsArguments
---@param options? hwc.CallOptions
---@return apig.ListInstancesByTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_instances_by_tags(arguments, options) end

---Lists the tags of all instances of the project.
---
---GET /v2/{project_id}/apigw/instance-tags
---@param arguments? apig.ListProjectInstanceTagsArguments
---@param options? hwc.CallOptions
---@return apig.ListProjectInstanceTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_project_instance_tags(arguments, options) end

---Counts the instances that match tags.
---
---POST /v2/{project_id}/apigw/resource-instances/count
---@param arguments? apig.ShowInstancesNumByTagsArguments
---@param options? hwc.CallOptions
---@return apig.ShowInstancesNumByTagsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_instances_num_by_tags(arguments, options) end

---Lists the ROMA Connect instances of the project.
---
---GET /v2/{project_id}/instances
---@param arguments? apig.CheckRomaInstanceListArguments
---@param options? hwc.CallOptions
---@return apig.CheckRomaInstanceListV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_roma_instance_list(arguments, options) end

---Sets an instance feature.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/features
---@param arguments apig.CreateFeatureArguments
---@param options? hwc.CallOptions
---@return apig.FeatureInfoV2? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_feature(arguments, options) end

---Lists the availability zones.
---
---GET /v2/{project_id}/apigw/available-zones
---@param arguments? apig.ListAvailableZonesArguments
---@param options? hwc.CallOptions
---@return apig.ListAvailableZonesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_available_zones(arguments, options) end

---Lists the features of an instance.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/features
---@param arguments? apig.ListFeaturesArguments
---@param options? hwc.CallOptions
---@return apig.ListFeaturesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_features(arguments, options) end

---Lists the quotas of the tenant for instances.
---
---GET /v2/{project_id}/apigw/instance/configs
---@param arguments? apig.ListInstanceConfigsArguments
---@param options? hwc.CallOptions
---@return apig.ListInstanceConfigsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_instance_configs(arguments, options) end

---Lists the names of the features that an instance supports.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/instance-features
---@param arguments? apig.ListInstanceFeaturesArguments
---@param options? hwc.CallOptions
---@return apig.ListInstanceFeaturesResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_instance_features(arguments, options) end

---Lists the instances of the project.
---
---GET /v2/{project_id}/apigw/instances
---@param arguments? apig.ListInstancesArguments
---@param options? hwc.CallOptions
---@return apig.ListInstancesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_instances(arguments, options) end

---Lists the tenant's quotas on an instance; cofigs is the official spelling.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/project/configs
---@param arguments? apig.ListProjectCofigsArguments
---@param options? hwc.CallOptions
---@return apig.ListProjectCofigsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_project_cofigs(arguments, options) end

---Lists the tags of APIs.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/tags
---@param arguments? apig.ListTagsArguments
---@param options? hwc.CallOptions
---@return apig.ListTagsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_tags(arguments, options) end

---Shows an instance.
---
---GET /v2/{project_id}/apic/instances/{instance_id}
---@param arguments? apig.ShowDetailsOfInstanceArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfInstanceV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_instance(arguments, options) end

---Shows the network restrictions of an instance.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/restriction
---@param arguments? apig.ShowRestrictionOfInstanceArguments
---@param options? hwc.CallOptions
---@return apig.ShowRestrictionOfInstanceV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_restriction_of_instance(arguments, options) end

---Changes the settings of an instance.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}
---@param arguments? apig.UpdateInstanceArguments
---@param options? hwc.CallOptions
---@return apig.UpdateInstanceV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_instance(arguments, options) end

---Validates that a custom backend API definition is not taken.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/check
---
---Rule: ld_api_name: required if type is "name"
---
---Rule: ld_api_method: required if type is "path"
---
---Rule: ld_api_path: required if type is "path"
---@param arguments apig.CheckLivedataApisArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_livedata_apis(arguments, options) end

---Creates a custom backend API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/livedata-apis
---@param arguments apig.CreateLiveDataApiArguments
---@param options? hwc.CallOptions
---@return apig.LdApiInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_live_data_api(arguments, options) end

---Sets the scripts of a custom backend API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}/scripts
---@param arguments apig.CreateLiveDataApiScriptArguments
---@param options? hwc.CallOptions
---@return apig.LdApiInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_live_data_api_script(arguments, options) end

---Tests a custom backend API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}/test
---@param arguments apig.DebugLiveDataApiArguments
---@param options? hwc.CallOptions
---@return apig.DebugLiveDataApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:debug_live_data_api(arguments, options) end

---Deletes a custom backend API.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}
---@param arguments apig.DeleteLiveDataApiArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_live_data_api(arguments, options) end

---Lists custom backend APIs.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/livedata-apis
---@param arguments? apig.ListLiveDataApiArguments
---@param options? hwc.CallOptions
---@return apig.ListLiveDataApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_live_data_api(arguments, options) end

---Lists deployments of a custom backend API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}/deploy
---@param arguments apig.ListLiveDataApiDeploymentHistoryArguments
---@param options? hwc.CallOptions
---@return apig.ListLiveDataApiDeploymentHistoryV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_live_data_api_deployment_history(arguments, options) end

---Lists tests of a custom backend API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}/test
---@param arguments apig.ListLiveDataApiTestHistoryArguments
---@param options? hwc.CallOptions
---@return apig.ListLiveDataApiTestHistoryV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_live_data_api_test_history(arguments, options) end

---Lists data sources that custom backend APIs can use.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/data-sources
---@param arguments apig.ListLiveDataDataSourcesArguments
---@param options? hwc.CallOptions
---@return apig.ListLiveDataDataSourcesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_live_data_data_sources(arguments, options) end

---Shows quotas of custom backend APIs.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/livedata-quota
---@param arguments? apig.ListLiveDataQuotaArguments
---@param options? hwc.CallOptions
---@return apig.ListLiveDataQuotaV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_live_data_quota(arguments, options) end

---Deploys a custom backend API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}/deploy
---@param arguments apig.PublishLiveDataApiArguments
---@param options? hwc.CallOptions
---@return apig.LdApiDeployHistoryInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:publish_live_data_api(arguments, options) end

---Shows a custom backend API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}
---@param arguments apig.ShowLiveDataApiArguments
---@param options? hwc.CallOptions
---@return apig.LdApiInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_live_data_api(arguments, options) end

---Undeploys a custom backend API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}/undeploy
---@param arguments apig.UnpublishLiveDataApiArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:unpublish_live_data_api(arguments, options) end

---Changes a custom backend API.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/livedata-apis/{ld_api_id}
---@param arguments apig.UpdateLiveDataApiArguments
---@param options? hwc.CallOptions
---@return apig.LdApiInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_live_data_api(arguments, options) end

---Counts the API groups of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/resources/outline/groups
---@param arguments? apig.ListApiGroupsQuantitiesArguments
---@param options? hwc.CallOptions
---@return apig.ListApiGroupsQuantitiesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_groups_quantities(arguments, options) end

---Counts the APIs of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/resources/outline/apis
---@param arguments? apig.ListApiQuantitiesArguments
---@param options? hwc.CallOptions
---@return apig.ListApiQuantitiesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_quantities(arguments, options) end

---Counts the apps of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/resources/outline/apps
---@param arguments? apig.ListAppQuantitiesArguments
---@param options? hwc.CallOptions
---@return apig.ListAppQuantitiesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_app_quantities(arguments, options) end

---Lists statistics of an API group for the last hour, one sample a minute.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/statistics/group/latest
---@param arguments apig.ListLatelyGroupStatisticsArguments
---@param options? hwc.CallOptions
---@return apig.ListLatelyGroupStatisticsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_lately_group_statistics(arguments, options) end

---Lists the samples of a metric of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/metric-data
---@param arguments apig.ListMetricDataArguments
---@param options? hwc.CallOptions
---@return apig.ListMetricDataResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_metric_data(arguments, options) end

---Imports a microservice as an API group, a VPC channel and APIs.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/microservice/import
---
---Rule: nacos_info: required if service_type is "NACOS"
---@param arguments apig.ImportMicroserviceArguments
---@param options? hwc.CallOptions
---@return apig.ImportMicroserviceResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:import_microservice(arguments, options) end

---Creates an orchestration rule.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/orchestrations
---@param arguments apig.CreateOrchestrationArguments
---@param options? hwc.CallOptions
---@return apig.CreateOrchestrationResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_orchestration(arguments, options) end

---Deletes an orchestration rule.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/orchestrations/{orchestration_id}
---@param arguments apig.DeleteOrchestrationArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_orchestration(arguments, options) end

---Lists the APIs that are bound to an orchestration rule.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/orchestrations/{orchestration_id}/attached-apis
---@param arguments apig.ListOrchestrationAttachedApisArguments
---@param options? hwc.CallOptions
---@return apig.ListOrchestrationAttachedApisResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_orchestration_attached_apis(arguments, options) end

---Lists the orchestration rules of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/orchestrations
---@param arguments? apig.ListOrchestrationsArguments
---@param options? hwc.CallOptions
---@return apig.ListOrchestrationsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_orchestrations(arguments, options) end

---Shows an orchestration rule.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/orchestrations/{orchestration_id}
---@param arguments apig.ShowDetailsOfOrchestrationArguments
---@param options? hwc.CallOptions
---@return apig.CreateOrchestrationResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_orchestration(arguments, options) end

---Changes an orchestration rule.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/orchestrations/{orchestration_id}
---@param arguments apig.UpdateOrchestrationArguments
---@param options? hwc.CallOptions
---@return apig.CreateOrchestrationResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_orchestration(arguments, options) end

---Attaches a plugin to published APIs.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}/attach
---@param arguments apig.AttachApiToPluginArguments
---@param options? hwc.CallOptions
---@return apig.AttachApiToPluginResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:attach_api_to_plugin(arguments, options) end

---Attaches plugins to a published API.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/apis/{api_id}/plugins/attach
---@param arguments apig.AttachPluginToApiArguments
---@param options? hwc.CallOptions
---@return apig.AttachApiToPluginResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:attach_plugin_to_api(arguments, options) end

---Creates a plugin.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/plugins
---@param arguments apig.CreatePluginArguments
---@param options? hwc.CallOptions
---@return apig.PluginInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_plugin(arguments, options) end

---Deletes a plugin.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}
---@param arguments apig.DeletePluginArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_plugin(arguments, options) end

---Detaches a plugin from APIs.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}/detach
---@param arguments apig.DetachApiFromPluginArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:detach_api_from_plugin(arguments, options) end

---Detaches plugins from an API.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/apis/{api_id}/plugins/detach
---@param arguments apig.DetachPluginFromApiArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:detach_plugin_from_api(arguments, options) end

---Lists the plugins that can be attached to an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apis/{api_id}/attachable-plugins
---
---Rule: env_id: required, with gateway = "roma"
---@param arguments apig.ListApiAttachablePluginsArguments
---@param options? hwc.CallOptions
---@return apig.ListApiAttachablePluginsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_attachable_plugins(arguments, options) end

---Lists the plugins that are attached to an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/apis/{api_id}/attached-plugins
---@param arguments apig.ListApiAttachedPluginsArguments
---@param options? hwc.CallOptions
---@return apig.ListApiAttachedPluginsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_api_attached_plugins(arguments, options) end

---Lists the APIs that a plugin can be attached to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}/attachable-apis
---@param arguments apig.ListPluginAttachableApisArguments
---@param options? hwc.CallOptions
---@return apig.ListPluginAttachableApisResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_plugin_attachable_apis(arguments, options) end

---Lists the APIs that a plugin is attached to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}/attached-apis
---@param arguments apig.ListPluginAttachedApisArguments
---@param options? hwc.CallOptions
---@return apig.ListPluginAttachableApisResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_plugin_attached_apis(arguments, options) end

---Lists plugins.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/plugins
---@param arguments? apig.ListPluginsArguments
---@param options? hwc.CallOptions
---@return apig.ListApiAttachablePluginsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_plugins(arguments, options) end

---Shows a plugin.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}
---@param arguments apig.ShowPluginArguments
---@param options? hwc.CallOptions
---@return apig.PluginInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_plugin(arguments, options) end

---Changes a plugin.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}
---@param arguments apig.UpdatePluginArguments
---@param options? hwc.CallOptions
---@return apig.PluginInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_plugin(arguments, options) end

---Creates a VPC channel on several instances.
---
---POST /v2/{project_id}/apic/vpc-channels
---@param arguments apig.CreateProjectVpcChannelArguments
---@param options? hwc.CallOptions
---@return apig.CreateProjectVpcChannelResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_project_vpc_channel(arguments, options) end

---Copies a VPC channel to more instances.
---
---POST /v2/{project_id}/apic/vpc-channels/syncs
---@param arguments? apig.CreateProjectVpcChannelSyncsArguments
---@param options? hwc.CallOptions
---@return apig.CreateProjectVpcChannelResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_project_vpc_channel_syncs(arguments, options) end

---Lists VPC channels of all instances of the project.
---
---GET /v2/{project_id}/apic/vpc-channels
---@param arguments? apig.ListProjectVpcChannelsArguments
---@param options? hwc.CallOptions
---@return apig.ListProjectVpcChannelsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_project_vpc_channels(arguments, options) end

---Changes a VPC channel by name on several instances.
---
---PUT /v2/{project_id}/apic/vpc-channels
---@param arguments apig.UpdateProjectVpcChannelArguments
---@param options? hwc.CallOptions
---@return apig.CreateProjectVpcChannelResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_project_vpc_channel(arguments, options) end

---Binds an EIP to an instance with load balancer lvs, or changes it.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/eip
---@param arguments? apig.AddEipArguments
---@param options? hwc.CallOptions
---@return apig.AddEipV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:add_eip(arguments, options) end

---Enables outbound public access of an instance; engress is the official spelling.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/nat-eip
---@param arguments? apig.AddEngressEipArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:add_engress_eip(arguments, options) end

---Enables inbound public access of an instance with load balancer elb.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/ingress-eip
---@param arguments? apig.AddIngressEipArguments
---@param options? hwc.CallOptions
---@return apig.CreateInstanceV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:add_ingress_eip(arguments, options) end

---Unbinds the EIP of an instance with load balancer lvs.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/eip
---@param arguments? apig.RemoveEipArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:remove_eip(arguments, options) end

---Disables outbound public access of an instance; engress is the official spelling.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/nat-eip
---@param arguments? apig.RemoveEngressEipArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:remove_engress_eip(arguments, options) end

---Disables inbound public access of an instance with load balancer elb.
---
---DELETE /v2/{project_id}/apigw/instances/{instance_id}/ingress-eip
---@param arguments? apig.RemoveIngressEipArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:remove_ingress_eip(arguments, options) end

---Changes the outbound bandwidth of an instance; engress is the official spelling.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/nat-eip
---@param arguments? apig.UpdateEngressEipArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_engress_eip(arguments, options) end

---Changes the inbound bandwidth of an instance with load balancer elb.
---
---PUT /v2/{project_id}/apigw/instances/{instance_id}/ingress-eip
---@param arguments? apig.UpdateIngressEipArguments
---@param options? hwc.CallOptions
---@return apig.CreateInstanceV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_ingress_eip(arguments, options) end

---Replaces the members of an app.
---
---PUT /v2/{project_id}/instances/{instance_id}/apps/{app_id}/users
---@param arguments apig.AddUserToAppArguments
---@param options? hwc.CallOptions
---@return apig.AddUserToAppResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:add_user_to_app(arguments, options) end

---Lists the members of an app.
---
---GET /v2/{project_id}/instances/{instance_id}/apps/{app_id}/users
---@param arguments apig.CheckAuthUsersOfAppArguments
---@param options? hwc.CallOptions
---@return apig.AddUserToAppResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_auth_users_of_app(arguments, options) end

---Lists the users that can become members of an app.
---
---GET /v2/{project_id}/instances/{instance_id}/apps/{app_id}/candidates
---@param arguments apig.CheckCanAuthUsersOfAppArguments
---@param options? hwc.CallOptions
---@return apig.CheckCanAuthUsersOfAppResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_can_auth_users_of_app(arguments, options) end

---Shows an app.
---
---GET /v2/{project_id}/instances/{instance_id}/apps/{app_id}
---@param arguments apig.CheckRomaAppDetailsArguments
---@param options? hwc.CallOptions
---@return apig.CheckRomaAppDetailsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_roma_app_details(arguments, options) end

---Shows the secret of an app.
---
---GET /v2/{project_id}/instances/{instance_id}/apps/{app_id}/secret
---@param arguments apig.CheckRomaAppSecretArguments
---@param options? hwc.CallOptions
---@return apig.CheckRomaAppSecretResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:check_roma_app_secret(arguments, options) end

---Creates an app.
---
---POST /v2/{project_id}/instances/{instance_id}/apps
---@param arguments apig.CreateRomaAppArguments
---@param options? hwc.CallOptions
---@return apig.CheckRomaAppDetailsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_roma_app(arguments, options) end

---Deletes an app.
---
---DELETE /v2/{project_id}/instances/{instance_id}/apps/{app_id}
---@param arguments apig.DeleteRomaAppArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_roma_app(arguments, options) end

---Lists apps.
---
---GET /v2/{project_id}/instances/{instance_id}/apps
---@param arguments? apig.ListRomaAppArguments
---@param options? hwc.CallOptions
---@return apig.ListRomaAppResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_roma_app(arguments, options) end

---Resets the secret of an app.
---
---PUT /v2/{project_id}/instances/{instance_id}/apps/{app_id}/secret
---@param arguments apig.ResetRomaAppSecretArguments
---@param options? hwc.CallOptions
---@return apig.CheckRomaAppSecretResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:reset_roma_app_secret(arguments, options) end

---Changes an app.
---
---PUT /v2/{project_id}/instances/{instance_id}/apps/{app_id}
---@param arguments apig.UpdateRomaAppArguments
---@param options? hwc.CallOptions
---@return apig.CheckRomaAppDetailsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_roma_app(arguments, options) end

---Checks whether an app exists, by its name, ID or key.
---
---GET /v2/{project_id}/instances/{instance_id}/validate-apps
---@param arguments? apig.ValidateRomaAppArguments
---@param options? hwc.CallOptions
---@return apig.ValidateRomaAppResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:validate_roma_app(arguments, options) end

---Binds a signature key to published APIs.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/sign-bindings
---@param arguments apig.AssociateSignatureKeyArguments
---@param options? hwc.CallOptions
---@return apig.AssociateSignatureKeyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:associate_signature_key(arguments, options) end

---Creates a signature key.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/signs
---
---Rule: sign_algorithm: only if sign_type is "aes"
---
---Rule: sign_key: 8 to 32 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_-] if sign_type is "hmac"
---
---Rule: sign_secret: 16 to 64 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_!@#$%-] if sign_type is "hmac"
---
---Rule: sign_key: 4 to 32 characters, first one of [a-zA-Z], only [a-zA-Z0-9_-] if sign_type is "basic"
---
---Rule: sign_secret: 8 to 64 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_!@#$%-] if sign_type is "basic"
---
---Rule: sign_key: 8 to 512 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_+/=-] if sign_type is "public_key"
---
---Rule: sign_secret: 15 to 2048 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_!@#$%+/=-] if sign_type is "public_key"
---
---Rule: sign_secret: at least 16 characters if sign_type is "public_key", with gateway = "apig"
---
---Rule: sign_key: 16 to 32 characters if sign_type is "aes"
---
---Rule: sign_secret: exactly 16 characters if sign_type is "aes"
---
---Rule: sign_key: exactly 16 characters if sign_algorithm is "aes-128-cfb"
---
---Rule: sign_secret: exactly 16 characters if sign_algorithm is "aes-128-cfb"
---
---Rule: sign_key: exactly 32 characters if sign_algorithm is "aes-256-cfb"
---
---Rule: sign_secret: exactly 16 characters if sign_algorithm is "aes-256-cfb"
---@param arguments apig.CreateSignatureKeyArguments
---@param options? hwc.CallOptions
---@return apig.Signature? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_signature_key(arguments, options) end

---Deletes a signature key.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/signs/{sign_id}
---@param arguments apig.DeleteSignatureKeyArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_signature_key(arguments, options) end

---Unbinds a signature key from an API.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/sign-bindings/{sign_bindings_id}
---@param arguments apig.DisassociateSignatureKeyArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:disassociate_signature_key(arguments, options) end

---Lists the APIs that a signature key is bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/sign-bindings/binded-apis
---@param arguments apig.ListApisBindedToSignatureKeyArguments
---@param options? hwc.CallOptions
---@return apig.ListApisBindedToSignatureKeyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_binded_to_signature_key(arguments, options) end

---Lists the APIs that a signature key is not bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/sign-bindings/unbinded-apis
---@param arguments apig.ListApisNotBoundWithSignatureKeyArguments
---@param options? hwc.CallOptions
---@return apig.ListApisNotBoundWithSignatureKeyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_not_bound_with_signature_key(arguments, options) end

---Lists signature keys.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/signs
---@param arguments? apig.ListSignatureKeysArguments
---@param options? hwc.CallOptions
---@return apig.ListSignatureKeysV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_signature_keys(arguments, options) end

---Lists the signature keys that are bound to an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/sign-bindings/binded-signs
---@param arguments apig.ListSignatureKeysBindedToApiArguments
---@param options? hwc.CallOptions
---@return apig.ListSignatureKeysBindedToApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_signature_keys_binded_to_api(arguments, options) end

---Changes a signature key.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/signs/{sign_id}
---
---Rule: sign_algorithm: only if sign_type is "aes"
---
---Rule: sign_key: 8 to 32 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_-] if sign_type is "hmac"
---
---Rule: sign_secret: 16 to 64 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_!@#$%-] if sign_type is "hmac"
---
---Rule: sign_key: 4 to 32 characters, first one of [a-zA-Z], only [a-zA-Z0-9_-] if sign_type is "basic"
---
---Rule: sign_secret: 8 to 64 characters, first one of [a-zA-Z0-9], only [a-zA-Z0-9_!@#$%-] if sign_type is "basic"
---
---Rule: sign_key: 8 to 512 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_+/=-] if sign_type is "public_key"
---
---Rule: sign_secret: 15 to 2048 characters, first one of [a-zA-Z0-9+/], only [a-zA-Z0-9_!@#$%+/=-] if sign_type is "public_key"
---
---Rule: sign_secret: at least 16 characters if sign_type is "public_key", with gateway = "apig"
---
---Rule: sign_key: 16 to 32 characters if sign_type is "aes"
---
---Rule: sign_secret: exactly 16 characters if sign_type is "aes"
---
---Rule: sign_key: exactly 16 characters if sign_algorithm is "aes-128-cfb"
---
---Rule: sign_secret: exactly 16 characters if sign_algorithm is "aes-128-cfb"
---
---Rule: sign_key: exactly 32 characters if sign_algorithm is "aes-256-cfb"
---
---Rule: sign_secret: exactly 16 characters if sign_algorithm is "aes-256-cfb"
---@param arguments apig.UpdateSignatureKeyArguments
---@param options? hwc.CallOptions
---@return apig.Signature? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_signature_key(arguments, options) end

---Counts recent calls.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/statistics/api/latest
---@param arguments apig.ListLatelyApiStatisticsArguments
---@param options? hwc.CallOptions
---@return apig.ListLatelyApiStatisticsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_lately_api_statistics(arguments, options) end

---Counts calls by period.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/statistics/api
---@param arguments? apig.ListStatisticsApiArguments
---@param options? hwc.CallOptions
---@return apig.ListLatelyApiStatisticsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_statistics_api(arguments, options) end

---Binds a throttling policy to published APIs.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/throttle-bindings
---@param arguments apig.AssociateRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.AssociateRequestThrottlingPolicyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:associate_request_throttling_policy(arguments, options) end

---Unbinds throttling policies from APIs.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/throttle-bindings
---@param arguments apig.BatchDisassociateThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.BatchDeleteApiAclBindingV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_disassociate_throttling_policy(arguments, options) end

---Creates a throttling policy.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/throttles
---@param arguments apig.CreateRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ThrottlesInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_request_throttling_policy(arguments, options) end

---Creates an exception of a throttling policy for an app or tenant.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/throttles/{throttle_id}/throttle-specials
---@param arguments apig.CreateSpecialThrottlingConfigurationArguments
---@param options? hwc.CallOptions
---@return apig.ThrottleSpecialInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_special_throttling_configuration(arguments, options) end

---Deletes a throttling policy.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/throttles/{throttle_id}
---@param arguments apig.DeleteRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_request_throttling_policy(arguments, options) end

---Deletes an exception of a throttling policy.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/throttles/{throttle_id}/throttle-specials/{strategy_id}
---@param arguments apig.DeleteSpecialThrottlingConfigurationArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_special_throttling_configuration(arguments, options) end

---Unbinds a throttling policy from an API.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/throttle-bindings/{throttle_binding_id}
---@param arguments apig.DisassociateRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:disassociate_request_throttling_policy(arguments, options) end

---Lists the APIs that a throttling policy is bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/throttle-bindings/binded-apis
---@param arguments apig.ListApisBindedToRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ListApisBindedToRequestThrottlingPolicyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_binded_to_request_throttling_policy(arguments, options) end

---Lists the APIs that a throttling policy is not bound to.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/throttle-bindings/unbinded-apis
---@param arguments apig.ListApisUnbindedToRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ListApisBindedToRequestThrottlingPolicyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_apis_unbinded_to_request_throttling_policy(arguments, options) end

---Lists the throttling policies that are bound to an API.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/throttle-bindings/binded-throttles
---@param arguments apig.ListRequestThrottlingPoliciesBindedToApiArguments
---@param options? hwc.CallOptions
---@return apig.ListRequestThrottlingPoliciesBindedToApiV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_request_throttling_policies_binded_to_api(arguments, options) end

---Lists throttling policies.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/throttles
---@param arguments? apig.ListRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ListRequestThrottlingPolicyV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_request_throttling_policy(arguments, options) end

---Lists exceptions of a throttling policy.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/throttles/{throttle_id}/throttle-specials
---@param arguments apig.ListSpecialThrottlingConfigurationsArguments
---@param options? hwc.CallOptions
---@return apig.ListSpecialThrottlingConfigurationsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_special_throttling_configurations(arguments, options) end

---Shows a throttling policy.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/throttles/{throttle_id}
---@param arguments apig.ShowDetailsOfRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ThrottlesInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_request_throttling_policy(arguments, options) end

---Changes a throttling policy.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/throttles/{throttle_id}
---@param arguments apig.UpdateRequestThrottlingPolicyArguments
---@param options? hwc.CallOptions
---@return apig.ThrottlesInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_request_throttling_policy(arguments, options) end

---Changes an exception of a throttling policy.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/throttles/{throttle_id}/throttle-specials/{strategy_id}
---@param arguments apig.UpdateSpecialThrottlingConfigurationArguments
---@param options? hwc.CallOptions
---@return apig.ThrottleSpecialInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_special_throttling_configuration(arguments, options) end

---Adds members to a VPC channel; known addresses are updated.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/members
---@param arguments apig.AddingBackendInstancesArguments
---@param options? hwc.CallOptions
---@return apig.AddingBackendInstancesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:adding_backend_instances(arguments, options) end

---Marks members as unavailable.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/members/batch-disable
---@param arguments apig.BatchDisableMembersArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_disable_members(arguments, options) end

---Marks members as available.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/members/batch-enable
---@param arguments apig.BatchEnableMembersArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:batch_enable_members(arguments, options) end

---Creates or changes server groups of a VPC channel.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/member-groups
---@param arguments apig.CreateMemberGroupArguments
---@param options? hwc.CallOptions
---@return apig.CreateMemberGroupResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_member_group(arguments, options) end

---Creates a VPC channel.
---
---POST /v2/{project_id}/apic/instances/{instance_id}/vpc-channels
---@param arguments apig.CreateVpcChannelArguments
---@param options? hwc.CallOptions
---@return apig.VpcChannelInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_vpc_channel(arguments, options) end

---Deletes a member of a VPC channel.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/members/{member_id}
---@param arguments apig.DeleteBackendInstanceArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_backend_instance(arguments, options) end

---Deletes a server group of a VPC channel.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/member-groups/{member_group_id}
---@param arguments apig.DeleteMemberGroupArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_member_group(arguments, options) end

---Deletes a VPC channel.
---
---DELETE /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}
---@param arguments apig.DeleteVpcChannelArguments
---@param options? hwc.CallOptions
---@return table? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_vpc_channel(arguments, options) end

---Lists the members of a VPC channel.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/members
---@param arguments apig.ListBackendInstancesArguments
---@param options? hwc.CallOptions
---@return apig.AddingBackendInstancesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_backend_instances(arguments, options) end

---Lists the server groups of a VPC channel.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/member-groups
---@param arguments apig.ListMemberGroupsArguments
---@param options? hwc.CallOptions
---@return apig.CreateMemberGroupResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_member_groups(arguments, options) end

---Lists VPC channels.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/vpc-channels
---@param arguments? apig.ListVpcChannelsArguments
---@param options? hwc.CallOptions
---@return apig.ListVpcChannelsV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_vpc_channels(arguments, options) end

---Shows a server group of a VPC channel.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/member-groups/{member_group_id}
---@param arguments apig.ShowDetailsOfMemberGroupArguments
---@param options? hwc.CallOptions
---@return apig.MemberGroupInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_member_group(arguments, options) end

---Shows a VPC channel.
---
---GET /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}
---@param arguments apig.ShowDetailsOfVpcChannelArguments
---@param options? hwc.CallOptions
---@return apig.ShowDetailsOfVpcChannelV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:show_details_of_vpc_channel(arguments, options) end

---Replaces the members of a VPC channel or of one of its groups.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/members
---@param arguments apig.UpdateBackendInstancesArguments
---@param options? hwc.CallOptions
---@return apig.AddingBackendInstancesV2Response? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_backend_instances(arguments, options) end

---Changes the health check of a VPC channel.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/health-config
---
---Rule: timeout: less than time_interval
---
---Rule: path: required if protocol is "HTTP"
---
---Rule: path: required if protocol is "HTTPS"
---@param arguments apig.UpdateHealthCheckArguments
---@param options? hwc.CallOptions
---@return apig.VpcHealthConfigInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_health_check(arguments, options) end

---Changes a server group of a VPC channel.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}/member-groups/{member_group_id}
---@param arguments apig.UpdateMemberGroupArguments
---@param options? hwc.CallOptions
---@return apig.MemberGroupInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_member_group(arguments, options) end

---Replaces a VPC channel, including its groups and members.
---
---PUT /v2/{project_id}/apic/instances/{instance_id}/vpc-channels/{vpc_channel_id}
---@param arguments apig.UpdateVpcChannelArguments
---@param options? hwc.CallOptions
---@return apig.VpcChannelInfo? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:update_vpc_channel(arguments, options) end

---Accepts or rejects VPC endpoint connections.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/vpc-endpoint/connections/action
---@param arguments apig.AcceptOrRejectEndpointConnectionsArguments
---@param options? hwc.CallOptions
---@return apig.AcceptOrRejectEndpointConnectionsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:accept_or_reject_endpoint_connections(arguments, options) end

---Adds records to the allowlist of the VPC endpoint service.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/vpc-endpoint/permissions/batch-add
---@param arguments apig.AddEndpointPermissionsArguments
---@param options? hwc.CallOptions
---@return apig.AddEndpointPermissionsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:add_endpoint_permissions(arguments, options) end

---Deletes records from the allowlist of the VPC endpoint service.
---
---POST /v2/{project_id}/apigw/instances/{instance_id}/vpc-endpoint/permissions/batch-delete
---@param arguments apig.DeleteEndpointPermissionsArguments
---@param options? hwc.CallOptions
---@return apig.AddEndpointPermissionsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:delete_endpoint_permissions(arguments, options) end

---Lists the VPC endpoint connections of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/vpc-endpoint/connections
---@param arguments? apig.ListEndpointConnectionsArguments
---@param options? hwc.CallOptions
---@return apig.AcceptOrRejectEndpointConnectionsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_endpoint_connections(arguments, options) end

---Lists the allowlist of the VPC endpoint service of an instance.
---
---GET /v2/{project_id}/apigw/instances/{instance_id}/vpc-endpoint/permissions
---@param arguments? apig.ListEndpointPermissionsArguments
---@param options? hwc.CallOptions
---@return apig.ListEndpointPermissionsResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:list_endpoint_permissions(arguments, options) end

--- - `definitions_task`: Waits until definitions are imported or exported by a task.
--- - `instance_created`: Waits until instances of API Gateway are created.
--- - `instance_deleted`: Waits until instances of the gateway are gone.
--- - `instance_resized`: Waits until instances of API Gateway run with the flavor that was ordered.
--- - `instance_running`: Waits until gateway instances are running.
--- - `live_data_api_deployed`: Waits until custom backends are deployed.
---@param name "definitions_task"|"instance_created"|"instance_deleted"|"instance_resized"|"instance_running"|"live_data_api_deployed"
---@param what table|string|(table|string)[]|nil the reply of the request, an ID, arguments, or a
---  list
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param options? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report
---@return hwc.Error? err
function Client:wait(name, what, info, options) end

---Iterates over all items of a paginated list.
---@overload fun(self: apig.Client, name: "list_acl_policy_binded_to_api", arguments?: apig.ListAclPolicyBindedToApiArguments, options?: hwc.CallOptions): fun(): apig.ApiBindAclInfo
---@overload fun(self: apig.Client, name: "list_acl_strategies", arguments?: apig.ListAclStrategiesArguments, options?: hwc.CallOptions): fun(): apig.ApiAclInfoWithBindNum
---@overload fun(self: apig.Client, name: "list_apis_binded_to_acl_policy", arguments?: apig.ListApisBindedToAclPolicyArguments, options?: hwc.CallOptions): fun(): apig.AclBindApiInfo
---@overload fun(self: apig.Client, name: "list_apis_unbinded_to_acl_policy", arguments?: apig.ListApisUnbindedToAclPolicyArguments, options?: hwc.CallOptions): fun(): apig.UnbindApiForAcl
---@overload fun(self: apig.Client, name: "list_ai_api_keys", arguments?: apig.ListAiApiKeysArguments, options?: hwc.CallOptions): fun(): apig.AiApiKeyBaseInfo
---@overload fun(self: apig.Client, name: "list_api_versions", arguments?: apig.ListApiVersionsArguments, options?: hwc.CallOptions): fun(): apig.ApiVersionResp
---@overload fun(self: apig.Client, name: "list_apis", arguments?: apig.ListApisArguments, options?: hwc.CallOptions): fun(): apig.ApiInfoPerPage
---@overload fun(self: apig.Client, name: "list_apis_binded_to_app", arguments?: apig.ListApisBindedToAppArguments, options?: hwc.CallOptions): fun(): apig.ApiAuthInfo
---@overload fun(self: apig.Client, name: "list_apis_unbinded_to_app", arguments?: apig.ListApisUnbindedToAppArguments, options?: hwc.CallOptions): fun(): apig.ApiOutline
---@overload fun(self: apig.Client, name: "list_apps_binded_to_api", arguments?: apig.ListAppsBindedToApiArguments, options?: hwc.CallOptions): fun(): apig.ApiAuthInfo
---@overload fun(self: apig.Client, name: "list_app_configs", arguments?: apig.ListAppConfigsArguments, options?: hwc.CallOptions): fun(): apig.AppConfigInfoV2
---@overload fun(self: apig.Client, name: "list_app_quota_bindable_apps", arguments?: apig.ListAppQuotaBindableAppsArguments, options?: hwc.CallOptions): fun(): apig.AppQuotaAppInfo
---@overload fun(self: apig.Client, name: "list_app_quota_bound_apps", arguments?: apig.ListAppQuotaBoundAppsArguments, options?: hwc.CallOptions): fun(): apig.AppQuotaAppInfo
---@overload fun(self: apig.Client, name: "list_app_quotas", arguments?: apig.ListAppQuotasArguments, options?: hwc.CallOptions): fun(): apig.AppQuotaInfo
---@overload fun(self: apig.Client, name: "list_app_codes", arguments?: apig.ListAppCodesArguments, options?: hwc.CallOptions): fun(): apig.AppCodeBaseInfo
---@overload fun(self: apig.Client, name: "list_apps", arguments?: apig.ListAppsArguments, options?: hwc.CallOptions): fun(): apig.AppInfoWithBindNum
---@overload fun(self: apig.Client, name: "list_custom_authorizers", arguments?: apig.ListCustomAuthorizersArguments, options?: hwc.CallOptions): fun(): apig.AuthorizerResp
---@overload fun(self: apig.Client, name: "list_attached_domains", arguments?: apig.ListAttachedDomainsArguments, options?: hwc.CallOptions): fun(): apig.UrlDomainRefInfo
---@overload fun(self: apig.Client, name: "list_certificates", arguments?: apig.ListCertificatesArguments, options?: hwc.CallOptions): fun(): apig.CertBase
---@overload fun(self: apig.Client, name: "list_environment_variables", arguments?: apig.ListEnvironmentVariablesArguments, options?: hwc.CallOptions): fun(): apig.EnvVariableInfo
---@overload fun(self: apig.Client, name: "list_environments", arguments?: apig.ListEnvironmentsArguments, options?: hwc.CallOptions): fun(): apig.EnvInfo
---@overload fun(self: apig.Client, name: "list_gateway_responses", arguments?: apig.ListGatewayResponsesArguments, options?: hwc.CallOptions): fun(): apig.CreateGatewayResponseV2Response
---@overload fun(self: apig.Client, name: "list_api_groups", arguments?: apig.ListApiGroupsArguments, options?: hwc.CallOptions): fun(): apig.ApiGroupInfo
---@overload fun(self: apig.Client, name: "list_custom_ingress_port_domains", arguments?: apig.ListCustomIngressPortDomainsArguments, options?: hwc.CallOptions): fun(): apig.PortBindingDomainInfo
---@overload fun(self: apig.Client, name: "list_custom_ingress_ports", arguments?: apig.ListCustomIngressPortsArguments, options?: hwc.CallOptions): fun(): apig.AddCustomIngressPortResponse
---@overload fun(self: apig.Client, name: "list_instances_by_tags", arguments?: apig.ListInstancesByTagsArguments, options?: hwc.CallOptions): fun(): apig.TmsResourceResp
---@overload fun(self: apig.Client, name: "check_roma_instance_list", arguments?: apig.CheckRomaInstanceListArguments, options?: hwc.CallOptions): fun(): apig.RomaInstanceCheckListRespInstances
---@overload fun(self: apig.Client, name: "list_features", arguments?: apig.ListFeaturesArguments, options?: hwc.CallOptions): fun(): apig.FeatureInfoV2
---@overload fun(self: apig.Client, name: "list_instance_configs", arguments?: apig.ListInstanceConfigsArguments, options?: hwc.CallOptions): fun(): apig.InstanceConfig
---@overload fun(self: apig.Client, name: "list_instance_features", arguments?: apig.ListInstanceFeaturesArguments, options?: hwc.CallOptions): fun(): string
---@overload fun(self: apig.Client, name: "list_instances", arguments?: apig.ListInstancesArguments, options?: hwc.CallOptions): fun(): apig.RespInstanceBase
---@overload fun(self: apig.Client, name: "list_project_cofigs", arguments?: apig.ListProjectCofigsArguments, options?: hwc.CallOptions): fun(): apig.Config
---@overload fun(self: apig.Client, name: "list_tags", arguments?: apig.ListTagsArguments, options?: hwc.CallOptions): fun(): string
---@overload fun(self: apig.Client, name: "list_live_data_api", arguments?: apig.ListLiveDataApiArguments, options?: hwc.CallOptions): fun(): apig.LdApiInfo
---@overload fun(self: apig.Client, name: "list_live_data_api_test_history", arguments?: apig.ListLiveDataApiTestHistoryArguments, options?: hwc.CallOptions): fun(): apig.LdApiTestHistoryInfoV2
---@overload fun(self: apig.Client, name: "list_live_data_data_sources", arguments?: apig.ListLiveDataDataSourcesArguments, options?: hwc.CallOptions): fun(): apig.LdDatasourceInfo
---@overload fun(self: apig.Client, name: "list_orchestration_attached_apis", arguments?: apig.ListOrchestrationAttachedApisArguments, options?: hwc.CallOptions): fun(): apig.OrchestrationApiInfo
---@overload fun(self: apig.Client, name: "list_orchestrations", arguments?: apig.ListOrchestrationsArguments, options?: hwc.CallOptions): fun(): apig.OrchestrationBaseResp
---@overload fun(self: apig.Client, name: "list_api_attachable_plugins", arguments?: apig.ListApiAttachablePluginsArguments, options?: hwc.CallOptions): fun(): apig.PluginInfo
---@overload fun(self: apig.Client, name: "list_api_attached_plugins", arguments?: apig.ListApiAttachedPluginsArguments, options?: hwc.CallOptions): fun(): apig.AttachedPluginInfo
---@overload fun(self: apig.Client, name: "list_plugin_attachable_apis", arguments?: apig.ListPluginAttachableApisArguments, options?: hwc.CallOptions): fun(): apig.PluginApiInfo
---@overload fun(self: apig.Client, name: "list_plugin_attached_apis", arguments?: apig.ListPluginAttachedApisArguments, options?: hwc.CallOptions): fun(): apig.PluginApiInfo
---@overload fun(self: apig.Client, name: "list_plugins", arguments?: apig.ListPluginsArguments, options?: hwc.CallOptions): fun(): apig.PluginInfo
---@overload fun(self: apig.Client, name: "list_project_vpc_channels", arguments?: apig.ListProjectVpcChannelsArguments, options?: hwc.CallOptions): fun(): apig.ProjectVpcChannelInfo
---@overload fun(self: apig.Client, name: "list_roma_app", arguments?: apig.ListRomaAppArguments, options?: hwc.CallOptions): fun(): apig.CheckRomaAppDetailsResponse
---@overload fun(self: apig.Client, name: "list_apis_binded_to_signature_key", arguments?: apig.ListApisBindedToSignatureKeyArguments, options?: hwc.CallOptions): fun(): apig.SignApiBindingBase
---@overload fun(self: apig.Client, name: "list_apis_not_bound_with_signature_key", arguments?: apig.ListApisNotBoundWithSignatureKeyArguments, options?: hwc.CallOptions): fun(): apig.ApiForSign
---@overload fun(self: apig.Client, name: "list_signature_keys", arguments?: apig.ListSignatureKeysArguments, options?: hwc.CallOptions): fun(): apig.SignatureWithBindNum
---@overload fun(self: apig.Client, name: "list_signature_keys_binded_to_api", arguments?: apig.ListSignatureKeysBindedToApiArguments, options?: hwc.CallOptions): fun(): apig.SignApiBindingInfo
---@overload fun(self: apig.Client, name: "list_apis_binded_to_request_throttling_policy", arguments?: apig.ListApisBindedToRequestThrottlingPolicyArguments, options?: hwc.CallOptions): fun(): apig.ApiForThrottle
---@overload fun(self: apig.Client, name: "list_apis_unbinded_to_request_throttling_policy", arguments?: apig.ListApisUnbindedToRequestThrottlingPolicyArguments, options?: hwc.CallOptions): fun(): apig.ApiForThrottle
---@overload fun(self: apig.Client, name: "list_request_throttling_policies_binded_to_api", arguments?: apig.ListRequestThrottlingPoliciesBindedToApiArguments, options?: hwc.CallOptions): fun(): apig.ThrottleForApi
---@overload fun(self: apig.Client, name: "list_request_throttling_policy", arguments?: apig.ListRequestThrottlingPolicyArguments, options?: hwc.CallOptions): fun(): apig.ThrottlesInfo
---@overload fun(self: apig.Client, name: "list_special_throttling_configurations", arguments?: apig.ListSpecialThrottlingConfigurationsArguments, options?: hwc.CallOptions): fun(): apig.ThrottleSpecialInfo
---@overload fun(self: apig.Client, name: "list_backend_instances", arguments?: apig.ListBackendInstancesArguments, options?: hwc.CallOptions): fun(): apig.VpcMemberInfo
---@overload fun(self: apig.Client, name: "list_member_groups", arguments?: apig.ListMemberGroupsArguments, options?: hwc.CallOptions): fun(): apig.MemberGroupInfo
---@overload fun(self: apig.Client, name: "list_vpc_channels", arguments?: apig.ListVpcChannelsArguments, options?: hwc.CallOptions): fun(): apig.VpcChannelInfo
---@overload fun(self: apig.Client, name: "list_endpoint_connections", arguments?: apig.ListEndpointConnectionsArguments, options?: hwc.CallOptions): fun(): apig.EndpointConnection
---@overload fun(self: apig.Client, name: "list_endpoint_permissions", arguments?: apig.ListEndpointPermissionsArguments, options?: hwc.CallOptions): fun(): apig.EndpointPermission
function Client:each(name, arguments, options) end

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@return table<string, hwc.Operation>
function M.operations() end

---The waiters by name, as data; see `client:wait`.
---@return table<string, hwc.Waiter>
function M.waiters() end

---Creates a client of ROMA Connect APIC and API Gateway.
---@param options hwc.ClientOptions
---@return apig.Client? client
---@return hwc.Error? err
function M.client(options) end

M.verify = require("apig.verify").verify
M.new_signature_key = require("apig.signature_key").new

error("types of apig are for language servers")
return M
