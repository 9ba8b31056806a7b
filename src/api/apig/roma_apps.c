/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect: apps, their secrets and members. */
#include "api/apig/rows.h"

static const char *const roles[] = {"read",   "access", "delete",
                                    "modify", "admin",  NULL};
static const struct hwc_field a_role = {.name = "item", .values = roles};

static const struct hwc_field member_change_fields[] = {
  STRING("id", "User ID"),
  ARRAY("roles", a_role, "Rights on the app; admin has all, and all have read"),
};
STRUCT(member_change, "User");

static const struct hwc_field members_change_fields[] = {
  OBJECTS("users", member_change, "Members; none removes all"),
};
STRUCT(members_change, "AddUserToApp");

static const struct hwc_field member_fields[] = {
  STRING("id", "User ID"),
  STRING("name", "User name"),
  ARRAY("roles", a_role, "Rights on the app; admin has all, and all have read"),
};
STRUCT(member, "AppUsersUsers");

static const struct hwc_field members_reply_fields[] = {
  INTEGER("total", "Number of members"),
  STRING("id", "App ID"),
  OBJECTS("users", member, "Members"),
};
STRUCT(members_reply, "AddUserToAppResponse");

static const struct hwc_field check_auth_users_of_app_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
  STRING("user_name", "User name", QUERY),
};

static const struct hwc_field check_can_auth_users_of_app_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
  STRING("filter", "members leaves out those who are members", QUERY),
};

static const struct hwc_field candidate_fields[] = {
  STRING("name", "User name"),
  STRING("id", "User ID"),
};
STRUCT(candidate, "CandidatesUser");

static const struct hwc_field candidates_reply_fields[] = {
  OBJECTS("users", candidate, "Users who can become members"),
};
STRUCT(candidates_reply, "CheckCanAuthUsersOfAppResponse");

static const struct hwc_field app_user_fields[] = {
  STRING("user_id", "User ID"),
  STRING("user_name", "User name"),
};
STRUCT(app_user, "ServerAppInfoCreatedUser");

static const struct hwc_field app_fields[] = {
  STRING("id", "App ID"),
  STRING("name", "App name"),
  STRING("remark", "Description"),
  ARRAY("roles", a_role, "Rights on the app; admin has all, and all have read"),
  STRING("create_time", "Creation"),
  STRING("update_time", "Last change"),
  OBJECT("created_user", app_user, "Who made the app"),
  OBJECT("last_updated_user", app_user, "Who changed the app last"),
  BOOLEAN("owner", "The caller owns the app"),
  STRING("key", "App key"),
  BOOLEAN("favorite", "Favorite; listed first"),
};
STRUCT(app, "CheckRomaAppDetailsResponse");

static const struct hwc_field secret_reply_fields[] = {
  STRING("id", "App ID"),
  STRING("secret", "App secret", .flags = HWC_SECRET),
};
STRUCT(secret_reply, "CheckRomaAppSecretResponse");

static const struct hwc_field app_create_fields[] = {
  STRING("name",
         "App name: letters, Chinese characters, digits, blanks, brackets and "
         "-_.; unique in the instance",
         REQUIRED),
  STRING("remark", "Description"),
  STRING("key", "App key: letters, Chinese characters, digits and -_@., first "
                "none of -_@.; generated if absent"),
  STRING("secret",
         "App secret: letters, digits and !@#$%+=.-/; generated if absent",
         .flags = HWC_SECRET),
  BOOLEAN("favorite", "Favorite; listed first"),
};
STRUCT(app_create, "CreateAppReq");

static const struct hwc_field list_roma_app_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  INTEGER("offset", "Records to skip", QUERY),
  INTEGER("limit", "Page size", QUERY, .min = 1, .max = 500),
  BOOLEAN("favorite", "Only favorites, or only others", QUERY),
  STRING("auth_role", "Only apps on which the caller has this right", QUERY),
  STRING("name", "Part of the app name", QUERY),
  BOOLEAN("owner", "Only own apps, or only those of others", QUERY),
  STRING("user_name", "Only apps on which this user has rights", QUERY),
};

static const struct hwc_field list_roma_app_reply_fields[] = {
  INTEGER("total", "Number of records that match"),
  INTEGER("size", "Number of records in this response"),
  OBJECTS("apps", app, "Apps"),
};
STRUCT(list_roma_app_reply, "ListRomaAppResponse");

static const struct hwc_field secret_change_fields[] = {
  STRING("secret",
         "App secret: letters, digits and !@#$%+=.-/; generated if absent",
         .flags = HWC_SECRET),
};
STRUCT(secret_change, "UpdateAppSecretReq");

static const struct hwc_field app_change_fields[] = {
  STRING("name", "App name: letters, Chinese characters, digits, blanks, "
                 "brackets and -_.; unique in the instance"),
  STRING("remark", "Description"),
  BOOLEAN("favorite", "Favorite; listed first"),
};
STRUCT(app_change, "UpdateAppReq");

static const struct hwc_field validate_roma_app_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("name", "App name", QUERY),
  STRING("id", "App ID", QUERY),
  STRING("key", "App key", QUERY),
};

static const struct hwc_field validate_roma_app_reply_fields[] = {
  STRING("id", "App ID"),
  STRING("name", "App name"),
  STRING("remark", "Description"),
};
STRUCT(validate_roma_app_reply, "ValidateRomaAppResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "add_user_to_app",
    .method = "PUT",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}/users",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &members_change,
    .reply = &members_reply,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED | HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_ROMA,
    .idempotent_reason = "replaces all members; twice gives the same",
    .doc = "Replaces the members of an app.",
  },
  {
    .name = "check_auth_users_of_app",
    .method = "GET",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}/users",
    HWC_PARAMETERS(check_auth_users_of_app_parameters),
    .reply = &members_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists the members of an app.",
  },
  {
    .name = "check_can_auth_users_of_app",
    .method = "GET",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}/candidates",
    HWC_PARAMETERS(check_can_auth_users_of_app_parameters),
    .reply = &candidates_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists the users that can become members of an app.",
  },
  {
    .name = "check_roma_app_details",
    .method = "GET",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .reply = &app,
    .success_status = 200,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Shows an app.",
  },
  {
    .name = "check_roma_app_secret",
    .method = "GET",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}/secret",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .reply = &secret_reply,
    .success_status = 200,
    .flags = HWC_NEW_KEYS,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Shows the secret of an app.",
  },
  {
    .name = "create_roma_app",
    .method = "POST",
    .path = ROMA_INSTANCE_PATH "/apps",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &app_create,
    .reply = &app,
    .success_status = 201,
    .gateway = HWC_GATEWAY_ROMA,
    .counterpart = "create_an_app",
    .doc = "Creates an app.",
  },
  {
    .name = "delete_roma_app",
    .method = "DELETE",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_ROMA,
    .counterpart = "delete_app",
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Deletes an app.",
  },
  {
    .name = "list_roma_app",
    .method = "GET",
    .path = ROMA_INSTANCE_PATH "/apps",
    HWC_PARAMETERS(list_roma_app_parameters),
    .reply = &list_roma_app_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists apps.",
  },
  {
    .name = "reset_roma_app_secret",
    .method = "PUT",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}/secret",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &secret_change,
    .reply = &secret_reply,
    .flags = HWC_NEW_KEYS,
    .gateway = HWC_GATEWAY_ROMA,
    .counterpart = "resetting_app_secret",
    .doc = "Resets the secret of an app.",
  },
  {
    .name = "update_roma_app",
    .method = "PUT",
    .path = ROMA_INSTANCE_PATH "/apps/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &app_change,
    .reply = &app,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_ROMA,
    .counterpart = "update_app",
    .idempotent_reason = "sets the given values; twice gives the same",
    .doc = "Changes an app.",
  },
  {
    .name = "validate_roma_app",
    .method = "GET",
    .path = ROMA_INSTANCE_PATH "/validate-apps",
    HWC_PARAMETERS(validate_roma_app_parameters),
    .reply = &validate_roma_app_reply,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Checks whether an app exists, by its name, ID or key.",
  },
};
TABLE(hwc_apig_roma_apps);
