/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: custom ingress ports. */
#include "api/apig/rows.h"

static const char *const protocols[] = {"HTTP", "HTTPS", NULL};
static const char *const status[] = {"normal", "abnormal", NULL};

static const struct hwc_field ingress_port_create_fields[] = {
  STRING("protocol", "Protocol of the port; a port has one", REQUIRED,
         .values = protocols),
  INTEGER("ingress_port", "Port", REQUIRED, .min = 1024, .max = 49151),
};
STRUCT(ingress_port_create, "IngressPortCreate");

static const struct hwc_field ingress_port_fields[] = {
  STRING("protocol", "Protocol of the port", .values = protocols),
  INTEGER("ingress_port", "Port"),
  STRING("ingress_port_id", "Ingress port ID"),
  STRING("status", "Port state", .values = status),
};
STRUCT(ingress_port, "AddCustomIngressPortResponse");

static const struct hwc_field ingress_port_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("ingress_port_id", "Ingress port ID", PATH),
};

static const struct hwc_field list_custom_ingress_port_domains_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("ingress_port_id", "Ingress port ID", PATH),
  PAGE_PARAMETERS,
  STRING("domain_name", "Domain name", QUERY),
};

static const struct hwc_field bound_domain_fields[] = {
  STRING("group_id", "API group ID"),
  STRING("group_name", "API group name"),
  STRING("domain_name", "Domain name"),
};
STRUCT(bound_domain, "PortBindingDomainInfo");

static const struct hwc_field list_custom_ingress_port_domains_reply_fields[] =
  {
    SIZE_AND_TOTAL,
    OBJECTS("domain_infos", bound_domain, "Domains bound to the port"),
};
STRUCT(list_custom_ingress_port_domains_reply,
       "ListCustomIngressPortDomainsResponse");

static const struct hwc_field list_custom_ingress_ports_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("protocol", "Protocol of the port", QUERY, .values = protocols),
  INTEGER("ingress_port", "Port", QUERY, .min = 1024, .max = 49151),
};

static const struct hwc_field list_custom_ingress_ports_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("ingress_port_infos", ingress_port, "Custom ingress ports"),
};
STRUCT(list_custom_ingress_ports_reply, "ListCustomIngressPortsResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "add_custom_ingress_port",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/custom-ingress-ports",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &ingress_port_create,
    .reply = &ingress_port,
    .success_status = 201,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Adds a custom ingress port to an instance.",
  },
  {
    .name = "delete_custom_ingress_port",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH "/custom-ingress-ports/{ingress_port_id}",
    HWC_PARAMETERS(ingress_port_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Deletes a custom ingress port.",
  },
  {
    .name = "list_custom_ingress_port_domains",
    .method = "GET",
    .path =
      APIGW_INSTANCE_PATH "/custom-ingress-ports/{ingress_port_id}/domains",
    HWC_PARAMETERS(list_custom_ingress_port_domains_parameters),
    .reply = &list_custom_ingress_port_domains_reply,
    .paging = HWC_OFFSET,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the domains that are bound to a custom ingress port.",
  },
  {
    .name = "list_custom_ingress_ports",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/custom-ingress-ports",
    HWC_PARAMETERS(list_custom_ingress_ports_parameters),
    .reply = &list_custom_ingress_ports_reply,
    .paging = HWC_OFFSET,
    .item_id = "ingress_port_id",
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the custom ingress ports of an instance.",
  },
};
TABLE(hwc_apig_ingress_ports);
