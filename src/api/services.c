/* SPDX-License-Identifier: Apache-2.0
 *
 * The services and their tables. */
#include "api/rows.h"
#include <string.h>

const struct hwc_field hwc_any_string = {.name = "item"};
const struct hwc_field hwc_any_strings = {
  .name = "item", .type = HWC_ARRAY, .item = &hwc_any_string};

static const struct hwc_table *const cph_tables[] = {
  &hwc_cph_bandwidths,
  &hwc_cph_commands,
  &hwc_cph_encode_servers,
  &hwc_cph_images,
  &hwc_cph_jobs,
  &hwc_cph_phones,
  &hwc_cph_servers,
  &hwc_cph_shares,
  &hwc_cph_tags,
};
const struct hwc_service hwc_cph = {
  .name = "cph",
  .title = "Cloud Phone Host",
  .tables = cph_tables,
  .table_count = HWC_COUNT(cph_tables),
};

static const struct hwc_table *const apig_tables[] = {
  &hwc_apig_acls,
  &hwc_apig_apis,
  &hwc_apig_app_auths,
  &hwc_apig_app_configs,
  &hwc_apig_app_quotas,
  &hwc_apig_apps,
  &hwc_apig_authorizers,
  &hwc_apig_certificates,
  &hwc_apig_definitions,
  &hwc_apig_domains,
  &hwc_apig_environments,
  &hwc_apig_groups,
  &hwc_apig_instances,
  &hwc_apig_livedata,
  &hwc_apig_plugins,
  &hwc_apig_project_vpc_channels,
  &hwc_apig_signs,
  &hwc_apig_statistics,
  &hwc_apig_throttles,
  &hwc_apig_vpc_channels,
};
const struct hwc_service hwc_apig = {
  .name = "apig",
  .title = "ROMA Connect APIC and API Gateway",
  .tables = apig_tables,
  .table_count = HWC_COUNT(apig_tables),
};

static const struct hwc_table *const devserver_tables[] = {
  &hwc_devserver_catalogue,
  &hwc_devserver_hyper_clusters,
  &hwc_devserver_hyperinstances,
  &hwc_devserver_jobs,
  &hwc_devserver_lifecycle,
  &hwc_devserver_networks,
  &hwc_devserver_public_ips,
  &hwc_devserver_volumes,
};
const struct hwc_service hwc_devserver = {
  .name = "devserver",
  .title = "ModelArts DevServer (Lite Server)",
  .tables = devserver_tables,
  .table_count = HWC_COUNT(devserver_tables),
};

static const struct hwc_table *const iam_tables[] = {
  &hwc_iam_projects,
  &hwc_iam_tokens,
};
const struct hwc_service hwc_iam = {
  .name = "iam",
  .title = "Identity and Access Management",
  .tables = iam_tables,
  .table_count = HWC_COUNT(iam_tables),
};

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
  for (size_t i = 0; i < service->table_count; i++) {
    const struct hwc_operation *operation = find_in(service->tables[i], name);
    if (operation)
      return operation;
  }
  return NULL;
}
