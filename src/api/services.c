/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of services, and lookup by name. */
#include "api/rows.h"
#include <string.h>

const struct hwc_field hwc_project_parameters[] = {PROJECT_ID};
const struct hwc_field hwc_any_string = {.name = "item"};
const struct hwc_field hwc_any_strings = {
  .name = "item", .type = HWC_ARRAY, .item = &hwc_any_string};

#define ADDRESS(service) &hwc_##service,
const struct hwc_service *const hwc_services[] = {HWC_SERVICES(ADDRESS)};
const size_t hwc_service_count = HWC_COUNT(hwc_services);

const struct hwc_service *hwc_find_service(const char *name)
{
  for (size_t i = 0; i < hwc_service_count; i++)
    if (strcmp(hwc_services[i]->name, name) == 0)
      return hwc_services[i];
  return NULL;
}

size_t hwc_find_gateway(const struct hwc_service *service, const char *name)
{
  for (size_t i = 0; name != NULL && i < service->gateway_count; i++)
    if (service->gateways[i].name != NULL &&
        strcmp(service->gateways[i].name, name) == 0)
      return i;
  return 0;
}

const char *hwc_module_of(const struct hwc_service *service)
{
  return service->module != NULL ? service->module : service->name;
}

bool hwc_requires_body(const struct hwc_operation *operation)
{
  const struct hwc_struct *body = operation->body;

  if (operation->flags & HWC_BODY_REQUIRED)
    return true;
  for (size_t i = 0; body != NULL && i < body->field_count; i++)
    if (body->fields[i].flags & HWC_REQUIRED)
      return true;
  return false;
}

struct hwc_field hwc_nested_body(const struct hwc_operation *operation)
{
  return (struct hwc_field){
    .name = "body",
    .type = HWC_OBJECT,
    .object = operation->body,
    .flags = hwc_requires_body(operation) ? HWC_REQUIRED : 0,
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
    if (operation != NULL)
      return operation;
  }
  return NULL;
}

const struct hwc_waiter *hwc_find_waiter(const struct hwc_service *service,
                                         const char *name)
{
  const struct hwc_waiters *waiters = service->waiters;

  for (size_t i = 0; waiters != NULL && i < waiters->count; i++)
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
