/* SPDX-License-Identifier: Apache-2.0
 *
 * Services as data: resources with their operations, waiters, and endpoints.
 * Whatever is done for every service walks hwc_services[]; each service is
 * defined in a folder of its own. Members left out are zero, which is the
 * sensible default. */
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

/* A topic of operations, from one table. */
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

/* A gateway of a service: endpoints and names. In `endpoint`, {region} stands
 * for the region's ID. */
struct hwc_gateway {
  const char
    *name; /* value of the client option `gateway`; NULL: there is only one */
  const char *title; /* NULL: there is only one */
  const char
    *sdk_name;       /* used in environment variables and files of the SDKs */
  const char *scope; /* in the scope of V11-HMAC-SHA256 signatures: first label
                        of the host */
  const char *endpoint;
  /* of regions that do not match `endpoint` */
  const struct hwc_regional *other_endpoints;
  size_t other_endpoint_count;
  const char *global_endpoint; /* for calls without a region; NULL: a region is
                                  required */
  const char *path; /* if there are several gateways: path prefix; rows use that
                       of the first one */
};

struct hwc_service {
  const char *name;
  const char *title;
  const char *module; /* Lua module that has its clients; NULL: `name` */
  const struct hwc_resource *resources;
  size_t resource_count;
  /* at least one; the first is the default */
  const struct hwc_gateway *gateways;
  size_t gateway_count;
  const struct hwc_waiters *waiters; /* NULL: none */
  const char *probe; /* read-only list operation that client:check calls; NULL:
                        only IAM is called */
  bool is_identity;  /* it issues credentials: calls need no project */
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

/* Returns NULL if there is no such service. */
const struct hwc_service *hwc_find_service(const char *name);

/* Returns the Lua module that has the service's clients. */
const char *hwc_module_of(const struct hwc_service *service);

/* Returns the index of the gateway of that name; 0 if `name` is NULL or
 * unknown. */
size_t hwc_find_gateway(const struct hwc_service *service, const char *name);

/* Returns NULL if there is no such operation. */
const struct hwc_operation *
hwc_find_operation(const struct hwc_service *service, const char *name);

/* Returns NULL if there is no such waiter. */
const struct hwc_waiter *hwc_find_waiter(const struct hwc_service *service,
                                         const char *name);

/* Returns the resource of an operation of the service. */
const struct hwc_resource *
hwc_find_resource(const struct hwc_service *service,
                  const struct hwc_operation *operation);

#endif
