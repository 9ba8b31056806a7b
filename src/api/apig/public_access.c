/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: inbound and outbound public access of instances. */
#include "api/apig/rows.h"

static const char *const eip_states[] = {
  "FREEZED",        "BIND_ERROR", "BINDING",       "PENDING_DELETE",
  "PENDING_CREATE", "NOTIFYING",  "NOTIFY_DELETE", "PENDING_UPDATE",
  "DOWN",           "ACTIVE",     "ELB",           "VPN",
  "ERROR",          NULL};

static const struct hwc_field eip_bind_fields[] = {
  STRING("eip_id", "EIP ID"),
};
STRUCT(eip_bind, "EipBindReq");

static const struct hwc_field add_eip_reply_fields[] = {
  STRING("eip_id", "EIP ID"),
  STRING("eip_address", "EIP of the instance"),
  STRING("eip_status", "EIP state", .values = eip_states),
  STRING("eip_ipv6_address", "IPv6 EIP of the instance"),
};
STRUCT(add_eip_reply, "AddEipV2Response");

static const struct hwc_field engress_eip_fields[] = {
  STRING("bandwidth_size", "Outbound bandwidth in Mbit/s, as text",
         .format = HWC_DIGITS),
  STRING("bandwidth_charging_mode", "Billing of the outbound bandwidth",
         .values = hwc_apig_bandwidth_modes),
};
STRUCT(engress_eip, "OpenEngressEipReq");

static const struct hwc_field ingress_eip_fields[] = {
  INTEGER("bandwidth_size", "Inbound bandwidth in Mbit/s"),
  STRING("bandwidth_charging_mode", "Billing of the inbound bandwidth",
         .values = hwc_apig_bandwidth_modes),
};
STRUCT(ingress_eip, "OpenIngressEipReq");

static const struct hwc_operation operations[] = {
  {
    .name = "add_eip",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH "/eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &eip_bind,
    .reply = &add_eip_reply,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Binds an EIP to an instance with load balancer lvs, or changes it.",
  },
  {
    .name = "add_engress_eip",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/nat-eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &engress_eip,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Enables outbound public access of an instance; engress is the "
           "official spelling.",
  },
  {
    .name = "add_ingress_eip",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/ingress-eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &ingress_eip,
    .reply = &hwc_apig_instance_task,
    .success_status = 202,
    .flags = HWC_ASYNC | HWC_BODY_REQUIRED,
    .gateway = HWC_GATEWAY_APIG,
    .doc =
      "Enables inbound public access of an instance with load balancer elb.",
  },
  {
    .name = "remove_eip",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH "/eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .success_status = 204,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Unbinds the EIP of an instance with load balancer lvs.",
  },
  {
    .name = "remove_engress_eip",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH "/nat-eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .success_status = 204,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Disables outbound public access of an instance; engress is the "
           "official spelling.",
  },
  {
    .name = "remove_ingress_eip",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH "/ingress-eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .gateway = HWC_GATEWAY_APIG,
    .doc =
      "Disables inbound public access of an instance with load balancer elb.",
  },
  {
    .name = "update_engress_eip",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH "/nat-eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &engress_eip,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Changes the outbound bandwidth of an instance; engress is the "
           "official spelling.",
  },
  {
    .name = "update_ingress_eip",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH "/ingress-eip",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &ingress_eip,
    .reply = &hwc_apig_instance_task,
    .flags = HWC_ASYNC,
    .gateway = HWC_GATEWAY_APIG,
    .doc =
      "Changes the inbound bandwidth of an instance with load balancer elb.",
  },
};
TABLE(hwc_apig_public_access);
