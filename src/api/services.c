/* SPDX-License-Identifier: Apache-2.0
 *
 * The services and their resources. */
#include "api/rows.h"
#include <string.h>

const struct hwc_field hwc_any_string = {.name = "item"};
const struct hwc_field hwc_any_strings = {
  .name = "item", .type = HWC_ARRAY, .item = &hwc_any_string};

static const struct hwc_resource cph_resources[] = {
  {"bandwidths", "Bandwidths", &hwc_cph_bandwidths},
  {"commands", "Commands on phones", &hwc_cph_commands},
  {"encode_servers", "Encoding services", &hwc_cph_encode_servers},
  {"images", "Phone images", &hwc_cph_images},
  {"jobs", "Tasks", &hwc_cph_jobs},
  {"phones", "Phones", &hwc_cph_phones},
  {"servers", "Servers", &hwc_cph_servers},
  {"shares", "Shared applications and files", &hwc_cph_shares},
  {"tags", "Tags", &hwc_cph_tags},
};
const struct hwc_service hwc_cph = {
  .name = "cph",
  .title = "Cloud Phone Host",
  .resources = cph_resources,
  .resource_count = HWC_COUNT(cph_resources),
  .waiters = &hwc_cph_waiters,
};

static const struct hwc_resource apig_resources[] = {
  {"acls", "Access control policies", &hwc_apig_acls},
  {"apis", "APIs", &hwc_apig_apis},
  {"app_auths", "App authorizations", &hwc_apig_app_auths},
  {"app_configs", "App settings", &hwc_apig_app_configs},
  {"app_quotas", "Client quotas", &hwc_apig_app_quotas},
  {"apps", "Apps", &hwc_apig_apps},
  {"authorizers", "Custom authorizers", &hwc_apig_authorizers},
  {"certificates", "Certificates", &hwc_apig_certificates},
  {"definitions", "Import and export", &hwc_apig_definitions},
  {"domains", "Domains", &hwc_apig_domains},
  {"environments", "Environments", &hwc_apig_environments},
  {"groups", "API groups", &hwc_apig_groups},
  {"instances", "Gateway instances", &hwc_apig_instances},
  {"livedata", "Custom backends", &hwc_apig_livedata},
  {"plugins", "Plugins", &hwc_apig_plugins},
  {"project_vpc_channels", "VPC channels of a project",
   &hwc_apig_project_vpc_channels},
  {"signs", "Signature keys", &hwc_apig_signs},
  {"statistics", "Statistics", &hwc_apig_statistics},
  {"throttles", "Request throttling", &hwc_apig_throttles},
  {"vpc_channels", "VPC channels", &hwc_apig_vpc_channels},
};
const struct hwc_service hwc_apig = {
  .name = "apig",
  .title = "ROMA Connect APIC and API Gateway",
  .resources = apig_resources,
  .resource_count = HWC_COUNT(apig_resources),
  .waiters = &hwc_apig_waiters,
};

static const struct hwc_resource devserver_resources[] = {
  {"catalogue", "Flavors and images", &hwc_devserver_catalogue},
  {"hyper_clusters", "Hyper clusters", &hwc_devserver_hyper_clusters},
  {"hyperinstances", "Supernodes", &hwc_devserver_hyperinstances},
  {"jobs", "Jobs", &hwc_devserver_jobs},
  {"lifecycle", "Instances", &hwc_devserver_lifecycle},
  {"networks", "Networks", &hwc_devserver_networks},
  {"public_ips", "Public addresses", &hwc_devserver_public_ips},
  {"volumes", "Volumes", &hwc_devserver_volumes},
};
const struct hwc_service hwc_devserver = {
  .name = "devserver",
  .title = "ModelArts DevServer (Lite Server)",
  .resources = devserver_resources,
  .resource_count = HWC_COUNT(devserver_resources),
  .waiters = &hwc_devserver_waiters,
};

static const struct hwc_resource iam_resources[] = {
  {"projects", "Projects", &hwc_iam_projects},
  {"tokens", "Tokens and temporary keys", &hwc_iam_tokens},
};
const struct hwc_service hwc_iam = {
  .name = "iam",
  .title = "Identity and Access Management",
  .resources = iam_resources,
  .resource_count = HWC_COUNT(iam_resources),
};

const struct hwc_service *hwc_find_service(const char *name)
{
  static const struct hwc_service *const services[] = {
    &hwc_apig, &hwc_cph, &hwc_devserver, &hwc_iam};

  for (size_t i = 0; i < HWC_COUNT(services); i++)
    if (strcmp(services[i]->name, name) == 0)
      return services[i];
  return NULL;
}

struct hwc_field hwc_nested_body(const struct hwc_operation *operation)
{
  bool required = (operation->flags & HWC_BODY_REQUIRED) != 0;

  return (struct hwc_field){
    .name = "body",
    .type = HWC_OBJECT,
    .object = operation->body,
    .flags = required ? HWC_REQUIRED : 0,
    .doc = "Body: it has a member with the name of a path member",
  };
}

/* Tables are sorted by name. */
static const struct hwc_operation *find_in(const struct hwc_table *table,
                                           const char *name)
{
  size_t low = 0;
  size_t high = table->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(name, table->operations[middle].name);
    if (order == 0)
      return &table->operations[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

const struct hwc_operation *
hwc_find_operation(const struct hwc_service *service, const char *name)
{
  for (size_t i = 0; i < service->resource_count; i++) {
    const struct hwc_operation *operation =
      find_in(service->resources[i].table, name);
    if (operation)
      return operation;
  }
  return NULL;
}

const struct hwc_waiter *hwc_find_waiter(const struct hwc_service *service,
                                         const char *name)
{
  const struct hwc_waiters *waiters = service->waiters;

  for (size_t i = 0; waiters && i < waiters->count; i++)
    if (strcmp(waiters->rows[i].name, name) == 0)
      return &waiters->rows[i];
  return NULL;
}

const struct hwc_resource *
hwc_find_resource(const struct hwc_service *service,
                  const struct hwc_operation *operation)
{
  for (size_t i = 0; i < service->resource_count; i++) {
    const struct hwc_resource *resource = &service->resources[i];
    if (find_in(resource->table, operation->name) == operation)
      return resource;
  }
  return NULL;
}
