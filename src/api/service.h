/* SPDX-License-Identifier: Apache-2.0
 *
 * What a service is: its resources with their operations, its waiters, and
 * where it is reached. Everything that is done for each service walks
 * hwc_services[]; a service is defined in a folder of its own. A member that
 * is left out is zero, and zero is the sensible default. */
#ifndef HWC_API_SERVICE_H
#define HWC_API_SERVICE_H

#include "api/operation.h"
#include "api/waiter.h"

/* The services, in the order of the reference. */
#define HWC_SERVICES(each) each(cph) each(apig) each(devserver) each(iam)

/* The operations of a file of rows, sorted by name. */
struct hwc_table {
  const struct hwc_operation *operations;
  size_t count;
};

/* What the operations of a table are about. */
struct hwc_resource {
  const char *name;
  const char *title;
  const struct hwc_table *table;
};

/* The endpoint of a region. */
struct hwc_regional {
  const char *region;
  const char *endpoint;
};

/* Where a service is reached, and what it is called there. In `endpoint`,
 * {region} stands for the region's ID. */
struct hwc_gateway {
  const char *name;     /* the client option `gateway`; NULL: the only one */
  const char *title;    /* likewise */
  const char *sdk_name; /* in the SDKs' environment variables and files */
  const char *scope;    /* in the scope of V11-HMAC-SHA256 signatures: the first
                           label of the host */
  const char *endpoint;
  const struct hwc_regional *other_endpoints; /* that are not like `endpoint` */
  size_t other_endpoint_count;
  const char *global_endpoint; /* without a region; NULL: one is needed */
  const char *path; /* of several gateways: rows have the first one's in their
                       paths, the others' take its place */
};

struct hwc_service {
  const char *name;
  const char *title;
  const char *module; /* that has its clients; NULL: `name` */
  const struct hwc_resource *resources;
  size_t resource_count;
  const struct hwc_gateway *gateways; /* at least one; the first by default */
  size_t gateway_count;
  const struct hwc_waiters *waiters; /* NULL: none */
  const char *probe; /* what client:check asks: a list, which changes nothing;
                        NULL: IAM alone is asked */
  bool is_identity;  /* credentials come from it: calls need no project */
};

#define HWC_RESOURCES(array)                                                   \
  .resources = (array), .resource_count = HWC_COUNT(array)
#define HWC_GATEWAYS(array)                                                    \
  .gateways = (array), .gateway_count = HWC_COUNT(array)
#define HWC_OTHER_ENDPOINTS(array)                                             \
  .other_endpoints = (array), .other_endpoint_count = HWC_COUNT(array)

#define HWC_DECLARE_SERVICE(service)                                           \
  extern const struct hwc_service hwc_##service;
HWC_SERVICES(HWC_DECLARE_SERVICE)
#undef HWC_DECLARE_SERVICE

extern const struct hwc_service *const hwc_services[];
extern const size_t hwc_service_count;

/* NULL where there is no such service. */
const struct hwc_service *hwc_find_service(const char *name);

/* The Lua module that has the service's clients. */
const char *hwc_module_of(const struct hwc_service *service);

/* The position of the gateway of that name; 0 where the service has none of
 * that name, or `name` is NULL. */
size_t hwc_find_gateway(const struct hwc_service *service, const char *name);

/* NULL where the service has no such operation. */
const struct hwc_operation *
hwc_find_operation(const struct hwc_service *service, const char *name);

/* NULL where the service has no such waiter. */
const struct hwc_waiter *hwc_find_waiter(const struct hwc_service *service,
                                         const char *name);

/* What an operation of the service is about. */
const struct hwc_resource *
hwc_find_resource(const struct hwc_service *service,
                  const struct hwc_operation *operation);

#endif
