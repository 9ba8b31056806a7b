/* SPDX-License-Identifier: Apache-2.0
 *
 * IAM: tokens and temporary keys. */
#include "api/iam/rows.h"

static const char *const identity_methods[] = {"password", "totp",
                                               "assume_role", "token", NULL};

static const struct hwc_field identity_method = {
  .name = "method", .values = identity_methods, .doc = "Method"};

static const struct hwc_field name_ref_fields[] = {
  STRING("name", "Name"),
  STRING("id", "ID"),
};
STRUCT(name_ref, "NameRef");

static const struct hwc_field password_user_fields[] = {
  STRING("name", "IAM user name", REQUIRED),
  STRING("password", "Login password of the user",
         .flags = HWC_REQUIRED | HWC_SECRET),
  OBJECT("domain", name_ref, "Account of the user, by name", REQUIRED),
};
STRUCT(password_user, "PasswordUser");

static const struct hwc_field password_identity_fields[] = {
  OBJECT("user", password_user, "The IAM user", REQUIRED),
};
STRUCT(password_identity, "PasswordIdentity");

static const struct hwc_field totp_user_fields[] = {
  STRING("id", "IAM user ID", REQUIRED),
  STRING("passcode", "Code of the virtual MFA device",
         .flags = HWC_REQUIRED | HWC_SECRET),
};
STRUCT(totp_user, "TotpUser");

static const struct hwc_field totp_identity_fields[] = {
  OBJECT("user", totp_user, "User and MFA code", REQUIRED),
};
STRUCT(totp_identity, "TotpIdentity");

static const struct hwc_field session_user_fields[] = {
  STRING("name", "Letters, digits, space and _ . -, starting with a letter",
         .min = 1,
         .max = 32, .first = "a-zA-Z", .set = "a-zA-Z0-9 _.-"),
};
STRUCT(session_user, "SessionUser");

static const struct hwc_field assume_role_fields[] = {
  STRING("agency_name", "Agency created by the delegating account", REQUIRED),
  STRING("domain_id", "Delegating account ID; or domain_name"),
  STRING("domain_name", "Delegating account name; or domain_id"),
  INTEGER("duration_seconds", "Lifetime of temporary keys in seconds, default "
                              "900", .min = 900,
          .max = 86400),
  OBJECT("session_user", session_user, "User of the temporary keys' session"),
};
static const struct hwc_rule assume_role_rules[] = {
  {.kind = HWC_AT_LEAST_ONE, .names = {"domain_id", "domain_name"}},
};
STRUCT_WITH_RULES(assume_role, "AssumeRole");

static const struct hwc_field token_ref_fields[] = {
  STRING("id", "Token; X-Auth-Token if absent", .flags = HWC_SECRET),
  INTEGER("duration_seconds", "Lifetime of temporary keys in seconds, default "
                              "900", .min = 900,
          .max = 86400),
};
STRUCT(token_ref, "TokenIdRef");

static const struct hwc_field identity_fields[] = {
  ARRAY("methods", identity_method, "Authentication of the caller", REQUIRED),
  OBJECT("password", password_identity, "With method password",
         .flags = HWC_PROOF),
  OBJECT("totp", totp_identity, "With methods password and totp"),
  OBJECT("assume_role", assume_role, "With method assume_role"),
  OBJECT("token", token_ref, "With method token (temporary keys only)"),
};
STRUCT(identity, "TokenIdentity");

static const struct hwc_field scope_fields[] = {
  OBJECT("project", name_ref, "One project, by ID or name"),
  OBJECT("domain", name_ref, "The account, by ID or name"),
};
STRUCT(scope, "TokenScope");

static const struct hwc_field auth_fields[] = {
  OBJECT("identity", identity, "Authentication of the caller", REQUIRED),
  OBJECT("scope", scope, "Scope of the token; the account if absent"),
};
STRUCT(auth, "TokenAuth");

static const struct hwc_field request_fields[] = {
  OBJECT("auth", auth, "Identity and scope", REQUIRED),
};
STRUCT(request, "TokenRequest");

static const struct hwc_field token_project_fields[] = {
  STRING("id", "Project ID"),
  STRING("name", "Project name"),
  OBJECT("domain", name_ref, "Account"),
};
STRUCT(token_project, "TokenProject");

static const struct hwc_field token_user_fields[] = {
  STRING("id", "User ID"),
  STRING("name", "User name"),
  OBJECT("domain", name_ref, "Account"),
  STRING("password_expires_at", "Expiry time, UTC; empty: never"),
};
STRUCT(token_user, "TokenUser");

static const struct hwc_field catalog_endpoint_fields[] = {
  STRING("id", "ID"),
  STRING("interface", "Always public"),
  STRING("region", "Region, * for all"),
  STRING("region_id", "Region ID, * for all"),
  STRING("url", "Base URL"),
};
STRUCT(catalog_endpoint, "CatalogEndpoint");

static const struct hwc_field catalog_entry_fields[] = {
  STRING("id", "Service ID"),
  STRING("name", "Service name"),
  STRING("type", "Service type"),
  OBJECTS("endpoints", catalog_endpoint, "Endpoints"),
};
STRUCT(catalog_entry, "CatalogEntry");

static const struct hwc_field token_fields[] = {
  STRING("expires_at", "Expiry time, UTC YYYY-MM-DDTHH:MM:SS.ssssssZ"),
  STRING("issued_at", "Issue time, in the same format"),
  STRINGS("methods", "Authentication methods that were used"),
  OBJECT("project", token_project, "Project, if the scope is a project"),
  OBJECT("domain", name_ref, "Account, if the scope is an account"),
  OBJECT("user", token_user, "The user"),
  ANY("assumed_by", "Delegated user, for the token of an agency"),
  OBJECTS("roles", name_ref, "Permissions; the IDs have no meaning"),
  OBJECTS("catalog", catalog_entry, "Services; empty with nocatalog"),
};
STRUCT(token, "Token");

static const struct hwc_field token_reply_fields[] = {
  OBJECT("token", token, "Details of the token; the token itself is in "
                         "X-Subject-Token"),
};
STRUCT(token_reply, "TokenResponse");

static const struct hwc_field credential_fields[] = {
  STRING("access", "Temporary access key"),
  STRING("secret", "Temporary secret key", .flags = HWC_SECRET),
  STRING("securitytoken", "Sent with the keys, in X-Security-Token",
         .flags = HWC_SECRET),
  STRING("expires_at", "Expiry time, UTC YYYY-MM-DDTHH:MM:SS.ssssssZ"),
};
STRUCT(credential, "Credential");

static const struct hwc_field credential_reply_fields[] = {
  OBJECT("credential", credential, "Temporary keys"),
};
STRUCT(credential_reply, "CredentialResponse");

#define AUTH_TOKEN(doc_line)                                                   \
  STRING("X-Auth-Token", doc_line, HEADER,                                     \
         .flags = HWC_REQUIRED | HWC_SECRET | HWC_CLIENT)
#define NO_CATALOG                                                             \
  STRING("nocatalog", "Any value omits the catalog from the response", QUERY)

static const struct hwc_field agent_parameters[] = {
  AUTH_TOKEN("Token of a user with the Agent Operator permission"),
};
static const struct hwc_field caller_parameters[] = {
  AUTH_TOKEN("Caller's token; the client's by default"),
};
static const struct hwc_field password_parameters[] = {NO_CATALOG};
static const struct hwc_field agency_parameters[] = {
  NO_CATALOG,
  AUTH_TOKEN("Token of a user with the Agent Operator permission"),
};

/* These POSTs change nothing that exists: earlier tokens and keys stay valid,
 * and those whose response was lost expire. So all of them are idempotent. */
static const struct hwc_operation operations[] = {
  {
    .name = "create_temporary_access_key_by_agency",
    .method = "POST",
    .path = "/v3.0/OS-CREDENTIAL/securitytokens",
    HWC_PARAMETERS(agent_parameters),
    .body = &request,
    .reply = &credential_reply,
    .success_status = 201,
    .flags = HWC_IDEMPOTENT | HWC_NEW_KEYS,
    .idempotent_reason = "it creates a new one; a lost one expires by itself",
    .doc = "Creates temporary keys of an agency; method assume_role, no scope.",
  },
  {
    .name = "create_temporary_access_key_by_token",
    .method = "POST",
    .path = "/v3.0/OS-CREDENTIAL/securitytokens",
    HWC_PARAMETERS(caller_parameters),
    .body = &request,
    .reply = &credential_reply,
    .success_status = 201,
    .flags = HWC_IDEMPOTENT | HWC_NEW_KEYS,
    .idempotent_reason = "it creates a new one; a lost one expires by itself",
    .doc = "Creates temporary keys of the caller; method token, no scope.",
  },
  {
    .name = "keystone_create_agency_token",
    .method = "POST",
    .path = "/v3/auth/tokens",
    HWC_PARAMETERS(agency_parameters),
    .body = &request,
    .reply = &token_reply,
    .success_status = 201,
    .flags = HWC_IDEMPOTENT | HWC_NEW_KEYS,
    .idempotent_reason = "it creates a new one; a lost one expires by itself",
    .secret_header = "x-subject-token",
    .doc = "Creates a token of an agency; method assume_role, with a scope of "
           "the delegating account.",
  },
  {
    .name = "keystone_create_user_token_by_password",
    .method = "POST",
    .path = "/v3/auth/tokens",
    HWC_PARAMETERS(password_parameters),
    .body = &request,
    .reply = &token_reply,
    .success_status = 201,
    .flags = HWC_UNSIGNED | HWC_IDEMPOTENT | HWC_NEW_KEYS,
    .idempotent_reason = "it creates a new one; a lost one expires by itself",
    .secret_header = "x-subject-token",
    .doc = "Creates a token from user name and password; it is valid for 24 "
           "hours.",
  },
};
TABLE(hwc_iam_tokens);
