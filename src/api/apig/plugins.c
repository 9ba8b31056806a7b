/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: plugins and the APIs they are attached
 * to. */
#include "api/apig/rows.h"

static const char *const plugin_types[] = {
  "cors", "set_resp_headers", "kafka_log", "breaker", "rate_limit",
  "third_auth", NULL,
};
static const char *const plugin_scopes[] = {"global", "app", NULL};
static const char *const req_protocols[] = {"HTTP", "HTTPS", "BOTH", NULL};

static const struct hwc_field plugin_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("plugin_id", "Plugin ID", PATH),
};

static const struct hwc_field plugin_oper_api_fields[] = {
  STRING("env_id", "Environment ID", REQUIRED),
  STRINGS("api_ids", "API IDs", REQUIRED),
};
STRUCT(plugin_oper_api, "PluginOperApiInfo");

#define ATTACHMENT_FIELDS                                                      \
  STRING("plugin_attach_id", "Plugin binding ID"),                             \
  STRING("plugin_id", "Plugin ID"),                                            \
  STRING("plugin_name", "Plugin name"),                                        \
  STRING("plugin_type", "Plugin type", .values = plugin_types),                \
  STRING("plugin_scope", "Visibility of the plugin: global or app",            \
         .values = plugin_scopes),                                             \
  STRING("env_id", "Environment ID"),                                          \
  STRING("env_name", "Environment name"),                                      \
  TIMESTAMP("attached_time", "Binding time")

static const struct hwc_field plugin_api_attach_fields[] = {
  ATTACHMENT_FIELDS,
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
};
STRUCT(plugin_api_attach, "PluginApiAttachInfo");

static const struct hwc_field attach_api_to_plugin_reply_fields[] = {
  OBJECTS("attached_plugins", plugin_api_attach, "Bound plugins"),
};
STRUCT(attach_api_to_plugin_reply, "AttachApiToPluginResponse");

static const struct hwc_field api_oper_plugin_fields[] = {
  STRING("env_id", "Environment ID", REQUIRED),
  STRINGS("plugin_ids", "Plugin IDs", REQUIRED),
};
STRUCT(api_oper_plugin, "ApiOperPluginInfo");

static const struct hwc_field plugin_create_fields[] = {
  STRING("plugin_name",
         "Letters, Chinese characters, digits and _, not starting with a digit",
         REQUIRED),
  STRING("plugin_type", "Plugin type", REQUIRED, .values = plugin_types),
  STRING("plugin_scope", "Visibility of the plugin: global or app", REQUIRED,
         .values = plugin_scopes),
  STRING("plugin_content",
         "Plugin definition as JSON text; it may contain passwords",
         .flags = HWC_REQUIRED | HWC_SECRET),
  STRING("roma_app_id", "Integration application ID",
         .gateway = HWC_GATEWAY_ROMA),
  STRING("remark", "Description"),
};
STRUCT(plugin_create, "PluginCreate");

static const struct hwc_field plugin_fields[] = {
  STRING("plugin_id", "Plugin ID"),
  STRING("plugin_name", "Plugin name"),
  STRING("plugin_type", "Plugin type", .values = plugin_types),
  STRING("plugin_scope", "Visibility of the plugin: global or app",
         .values = plugin_scopes),
  STRING("plugin_content",
         "Plugin definition as JSON text; it may contain passwords",
         .flags = HWC_SECRET),
  STRING("remark", "Description"),
  TIMESTAMP("create_time", "Creation"),
  TIMESTAMP("update_time", "Last change"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("roma_app_name", "Integration application name"),
};
STRUCT(plugin, "PluginInfo");

static const struct hwc_field list_api_attachable_plugins_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("api_id", "API ID", PATH),
  PAGE_PARAMETERS,
  STRING("env_id", "Environment ID", QUERY),
  STRING("plugin_name", "Plugin name", QUERY),
  STRING("plugin_type", "Plugin type", QUERY),
  STRING("plugin_id", "Plugin ID", QUERY),
  STRING("roma_app_id", "Integration application ID", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("roma_app_name", "Integration application name", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
};

static const struct hwc_rule list_api_attachable_plugins_rules[] = {
  {.kind = HWC_WHEN,
   .field = {.name = "env_id",
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_ROMA}},
};

static const struct hwc_field list_api_attachable_plugins_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("plugins", plugin, "Plugins"),
};
STRUCT(list_api_attachable_plugins_reply, "ListApiAttachablePluginsResponse");

static const struct hwc_field list_api_attached_plugins_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("api_id", "API ID", PATH),
  PAGE_PARAMETERS,
  STRING("env_id", "Environment ID", QUERY),
  STRING("plugin_name", "Plugin name", QUERY),
  STRING("plugin_id", "Plugin ID", QUERY),
  STRING("env_name", "Environment name", QUERY),
  STRING("plugin_type", "Plugin type", QUERY),
  STRING("roma_app_id", "Integration application ID", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("roma_app_name", "Integration application name", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
};

static const struct hwc_field attached_plugin_fields[] = {
  ATTACHMENT_FIELDS,
  STRING("plugin_content",
         "Plugin definition as JSON text; it may contain passwords",
         .flags = HWC_SECRET),
  STRING("remark", "Description"),
  TIMESTAMP("create_time", "Creation"),
  TIMESTAMP("update_time", "Last change"),
};
STRUCT(attached_plugin, "AttachedPluginInfo");

static const struct hwc_field list_api_attached_plugins_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("plugins", attached_plugin, "Plugins"),
};
STRUCT(list_api_attached_plugins_reply, "ListApiAttachedPluginsResponse");

static const struct hwc_field list_plugin_attachable_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("plugin_id", "Plugin ID", PATH),
  PAGE_PARAMETERS,
  STRING("env_id", "Environment ID", QUERY, REQUIRED),
  STRING("api_name", "API name", QUERY),
  STRING("api_id", "API ID", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("req_method", "Request method", QUERY),
  STRING("req_uri", "Request path", QUERY),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field plugin_api_fields[] = {
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
  INTEGER("type", "1: public, 2: private"),
  STRING("req_protocol", "Request protocol", .values = req_protocols),
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),
  STRING("req_uri", "Request path"),
  STRING("auth_type", "Authentication of the API",
         .values = hwc_apig_auth_types),
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",
         .values = hwc_apig_match_modes),
  STRING("remark", "Description"),
  STRING("group_id", "API group ID"),
  STRING("group_name", "API group name"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("env_id", "Environment ID"),
  STRING("env_name", "Environment name"),
  STRING("publish_id", "Publication record ID"),
  STRING("plugin_attach_id", "Plugin binding ID"),
  TIMESTAMP("attached_time", "Binding time"),
  STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(plugin_api, "PluginApiInfo");

static const struct hwc_field list_plugin_attachable_apis_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", plugin_api, "APIs"),
};
STRUCT(list_plugin_attachable_apis_reply, "ListPluginAttachableApisResponse");

static const struct hwc_field list_plugin_attached_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("plugin_id", "Plugin ID", PATH),
  PAGE_PARAMETERS,
  STRING("env_id", "Environment ID", QUERY),
  STRING("api_name", "API name", QUERY),
  STRING("api_id", "API ID", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("req_method", "Request method", QUERY),
  STRING("req_uri", "Request path", QUERY),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field list_plugins_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("plugin_type", "Plugin type", QUERY),
  STRING("plugin_scope", "Visibility of the plugin: global or app", QUERY),
  STRING("plugin_id", "Plugin ID", QUERY),
  STRING("plugin_name", "Plugin name", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
  STRING("roma_app_id", "Integration application ID", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("roma_app_name", "Integration application name", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
};

static const struct hwc_operation operations[] = {
  {
    .name = "attach_api_to_plugin",
    .method = "POST",
    .path = INSTANCE_PATH "/plugins/{plugin_id}/attach",
    HWC_PARAMETERS(plugin_parameters),
    .body = &plugin_oper_api,
    .reply = &attach_api_to_plugin_reply,
    .success_status = 201,
    .doc = "Attaches a plugin to published APIs.",
  },
  {
    .name = "attach_plugin_to_api",
    .method = "POST",
    .path = INSTANCE_PATH "/apis/{api_id}/plugins/attach",
    HWC_PARAMETERS(hwc_apig_api_parameters),
    .body = &api_oper_plugin,
    .reply = &attach_api_to_plugin_reply,
    .success_status = 201,
    .doc = "Attaches plugins to a published API.",
  },
  {
    .name = "create_plugin",
    .method = "POST",
    .path = INSTANCE_PATH "/plugins",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &plugin_create,
    .reply = &plugin,
    .success_status = 201,
    .doc = "Creates a plugin.",
  },
  {
    .name = "delete_plugin",
    .method = "DELETE",
    .path = INSTANCE_PATH "/plugins/{plugin_id}",
    HWC_PARAMETERS(plugin_parameters),
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a plugin.",
  },
  {
    .name = "detach_api_from_plugin",
    .method = "PUT",
    .path = INSTANCE_PATH "/plugins/{plugin_id}/detach",
    HWC_PARAMETERS(plugin_parameters),
    .body = &plugin_oper_api,
    .doc = "Detaches a plugin from APIs.",
  },
  {
    .name = "detach_plugin_from_api",
    .method = "PUT",
    .path = INSTANCE_PATH "/apis/{api_id}/plugins/detach",
    HWC_PARAMETERS(hwc_apig_api_parameters),
    .body = &api_oper_plugin,
    .doc = "Detaches plugins from an API.",
  },
  {
    .name = "list_api_attachable_plugins",
    .method = "GET",
    .path = INSTANCE_PATH "/apis/{api_id}/attachable-plugins",
    HWC_PARAMETERS(list_api_attachable_plugins_parameters),
    HWC_RULES(list_api_attachable_plugins_rules),
    .reply = &list_api_attachable_plugins_reply,
    .paging = HWC_OFFSET,
    .item_id = "plugin_id",
    .doc = "Lists the plugins that can be attached to an API.",
  },
  {
    .name = "list_api_attached_plugins",
    .method = "GET",
    .path = INSTANCE_PATH "/apis/{api_id}/attached-plugins",
    HWC_PARAMETERS(list_api_attached_plugins_parameters),
    .reply = &list_api_attached_plugins_reply,
    .paging = HWC_OFFSET,
    .item_id = "plugin_attach_id",
    .doc = "Lists the plugins that are attached to an API.",
  },
  {
    .name = "list_plugin_attachable_apis",
    .method = "GET",
    .path = INSTANCE_PATH "/plugins/{plugin_id}/attachable-apis",
    HWC_PARAMETERS(list_plugin_attachable_apis_parameters),
    .reply = &list_plugin_attachable_apis_reply,
    .paging = HWC_OFFSET,
    .item_id = "api_id",
    .doc = "Lists the APIs that a plugin can be attached to.",
  },
  {
    .name = "list_plugin_attached_apis",
    .method = "GET",
    .path = INSTANCE_PATH "/plugins/{plugin_id}/attached-apis",
    HWC_PARAMETERS(list_plugin_attached_apis_parameters),
    .reply = &list_plugin_attachable_apis_reply,
    .paging = HWC_OFFSET,
    .item_id = "plugin_attach_id",
    .doc = "Lists the APIs that a plugin is attached to.",
  },
  {
    .name = "list_plugins",
    .method = "GET",
    .path = INSTANCE_PATH "/plugins",
    HWC_PARAMETERS(list_plugins_parameters),
    .reply = &list_api_attachable_plugins_reply,
    .paging = HWC_OFFSET,
    .item_id = "plugin_id",
    .doc = "Lists plugins.",
  },
  {
    .name = "show_plugin",
    .method = "GET",
    .path = INSTANCE_PATH "/plugins/{plugin_id}",
    HWC_PARAMETERS(plugin_parameters),
    .reply = &plugin,
    .doc = "Shows a plugin.",
  },
  {
    .name = "update_plugin",
    .method = "PUT",
    .path = INSTANCE_PATH "/plugins/{plugin_id}",
    HWC_PARAMETERS(plugin_parameters),
    .body = &plugin_create,
    .reply = &plugin,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a plugin.",
  },
};
TABLE(hwc_apig_plugins);
