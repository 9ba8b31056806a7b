---@meta hwc.iam
-- SPDX-License-Identifier: Apache-2.0
-- Types of Identity and Access Management for language servers. Generated from the rows by docs/generate.lua.

---@class iam.KeystoneListAuthProjectsArguments
---@field ["X-Auth-Token"]? string|hwc.Secret Caller's token; the client's by default

---@class iam.KeystoneListProjectsArguments
---@field domain_id? string Account ID
---@field name? string Project name, such as the region ID
---@field parent_id? string Parent ID
---@field enabled? boolean Only usable projects
---@field is_domain? boolean Leave out
---@field page? integer Page number, with per_page; at least 1
---@field per_page? integer Page size, with page; 1 to 5000
---@field ["X-Auth-Token"]? string|hwc.Secret Caller's token, if requests are not signed

---@class iam.CreateTemporaryAccessKeyByAgencyArguments
---@field ["X-Auth-Token"]? string|hwc.Secret Token of a user with the Agent Operator permission
---@field auth iam.TokenAuth Identity and scope

---@class iam.CreateTemporaryAccessKeyByTokenArguments
---@field ["X-Auth-Token"]? string|hwc.Secret Caller's token; the client's by default
---@field auth iam.TokenAuth Identity and scope

---@class iam.KeystoneCreateAgencyTokenArguments
---@field nocatalog? string Any value omits the catalog from the response
---@field ["X-Auth-Token"]? string|hwc.Secret Token of a user with the Agent Operator permission
---@field auth iam.TokenAuth Identity and scope

---@class iam.KeystoneCreateUserTokenByPasswordArguments
---@field nocatalog? string Any value omits the catalog from the response
---@field auth iam.TokenAuth Identity and scope

---@class iam.AssumeRole
---@field agency_name string Agency created by the delegating account
---@field domain_id? string Delegating account ID; or domain_name
---@field domain_name? string Delegating account name; or domain_id
---@field duration_seconds? integer Lifetime of temporary keys in seconds, default 900; 900 to 86400
---@field session_user? iam.SessionUser User of the temporary keys' session

---@class iam.NameRef
---@field name? string Name
---@field id? string ID

---@class iam.PasswordIdentity
---@field user iam.PasswordUser The IAM user

---@class iam.PasswordUser
---@field name string IAM user name
---@field password string|hwc.Secret Login password of the user
---@field domain iam.NameRef Account of the user, by name

---@class iam.SessionUser
---@field name? string Letters, digits, space and _ . -, starting with a letter; 1 to 32 characters, first one of [a-zA-Z], only [a-zA-Z0-9 _.-]

---@class iam.TokenAuth
---@field identity iam.TokenIdentity Authentication of the caller
---@field scope? iam.TokenScope Scope of the token; the account if absent

---@class iam.TokenIdRef
---@field id? string|hwc.Secret Token; X-Auth-Token if absent
---@field duration_seconds? integer Lifetime of temporary keys in seconds, default 900; 900 to 86400

---@class iam.TokenIdentity
---@field methods ("password"|"totp"|"assume_role"|"token")[] Authentication of the caller
---@field password? iam.PasswordIdentity With method password
---@field totp? iam.TotpIdentity With methods password and totp
---@field assume_role? iam.AssumeRole With method assume_role
---@field token? iam.TokenIdRef With method token (temporary keys only)

---@class iam.TokenScope
---@field project? iam.NameRef One project, by ID or name
---@field domain? iam.NameRef The account, by ID or name

---@class iam.TotpIdentity
---@field user iam.TotpUser User and MFA code

---@class iam.TotpUser
---@field id string IAM user ID
---@field passcode string|hwc.Secret Code of the virtual MFA device

---@class iam.CatalogEndpoint
---@field id string ID
---@field interface string Always public
---@field region string Region, * for all
---@field region_id string Region ID, * for all
---@field url string Base URL

---@class iam.CatalogEntry
---@field id string Service ID
---@field name string Service name
---@field type string Service type
---@field endpoints iam.CatalogEndpoint[] Endpoints

---@class iam.Credential
---@field access string Temporary access key
---@field secret string Temporary secret key
---@field securitytoken string Sent with the keys, in X-Security-Token
---@field expires_at string Expiry time, UTC YYYY-MM-DDTHH:MM:SS.ssssssZ

---@class iam.CredentialResponse
---@field credential iam.Credential Temporary keys

---@class iam.Links
---@field self string This page
---@field previous string Previous page, or null
---@field next string Next page, or null

---@class iam.Project
---@field id string Project ID
---@field name string Name; the region ID for the default project
---@field domain_id string Account ID
---@field parent_id string Account ID, or the region's project
---@field enabled boolean Usable
---@field is_domain boolean Always false
---@field description string Description
---@field links iam.Links Links

---@class iam.ProjectList
---@field projects iam.Project[] Projects
---@field links iam.Links Links to other pages

---@class iam.Token
---@field expires_at string Expiry time, UTC YYYY-MM-DDTHH:MM:SS.ssssssZ
---@field issued_at string Issue time, in the same format
---@field methods string[] Authentication methods that were used
---@field project iam.TokenProject Project, if the scope is a project
---@field domain iam.NameRef Account, if the scope is an account
---@field user iam.TokenUser The user
---@field assumed_by any Delegated user, for the token of an agency
---@field roles iam.NameRef[] Permissions; the IDs have no meaning
---@field catalog iam.CatalogEntry[] Services; empty with nocatalog

---@class iam.TokenProject
---@field id string Project ID
---@field name string Project name
---@field domain iam.NameRef Account

---@class iam.TokenResponse
---@field token iam.Token Details of the token; the token itself is in X-Subject-Token

---@class iam.TokenUser
---@field id string User ID
---@field name string User name
---@field domain iam.NameRef Account
---@field password_expires_at string Expiry time, UTC; empty: never

---@class iam.Client: hwc.Client
local Client = {}

---Lists the projects that the caller can use.
---
---GET /v3/auth/projects
---@param arguments? iam.KeystoneListAuthProjectsArguments
---@param options? hwc.CallOptions
---@return iam.ProjectList? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:keystone_list_auth_projects(arguments, options) end

---Lists projects, optionally by name; the region ID is the name of its project.
---
---GET /v3/projects
---@param arguments? iam.KeystoneListProjectsArguments
---@param options? hwc.CallOptions
---@return iam.ProjectList? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:keystone_list_projects(arguments, options) end

---Creates temporary keys of an agency; method assume_role, no scope.
---
---POST /v3.0/OS-CREDENTIAL/securitytokens
---@param arguments iam.CreateTemporaryAccessKeyByAgencyArguments
---@param options? hwc.CallOptions
---@return iam.CredentialResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_temporary_access_key_by_agency(arguments, options) end

---Creates temporary keys of the caller; method token, no scope.
---
---POST /v3.0/OS-CREDENTIAL/securitytokens
---@param arguments iam.CreateTemporaryAccessKeyByTokenArguments
---@param options? hwc.CallOptions
---@return iam.CredentialResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:create_temporary_access_key_by_token(arguments, options) end

---Creates a token of an agency; method assume_role, with a scope of the delegating account.
---
---POST /v3/auth/tokens
---@param arguments iam.KeystoneCreateAgencyTokenArguments
---@param options? hwc.CallOptions
---@return iam.TokenResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:keystone_create_agency_token(arguments, options) end

---Creates a token from user name and password; it is valid for 24 hours.
---
---POST /v3/auth/tokens
---@param arguments iam.KeystoneCreateUserTokenByPasswordArguments
---@param options? hwc.CallOptions
---@return iam.TokenResponse? reply
---@return hwc.Info|hwc.Error info about the response, or the error
function Client:keystone_create_user_token_by_password(arguments, options) end

---Iterates over all items of a paginated list.
---@overload fun(self: iam.Client, name: "keystone_list_projects", arguments?: iam.KeystoneListProjectsArguments, options?: hwc.CallOptions): fun(): iam.Project
function Client:each(name, arguments, options) end

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@return table<string, hwc.Operation>
function M.operations() end

---Creates a client of Identity and Access Management.
---@param options hwc.ClientOptions
---@return iam.Client? client
---@return hwc.Error? err
function M.client(options) end

error("types of hwc.iam are for language servers")
return M
