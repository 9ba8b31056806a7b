/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: creation, resize and deletion of instances. */
#include "api/apig/rows.h"

static const char *const payment_modes[] = {"ALL_UPFRONT", NULL};
static const char *const progress_states[] = {"creating", "success", "failed",
                                              NULL};

static const struct hwc_field instance_create_fields[] = {
  STRING("description", "Description without < and >", .max = 255),
  STRING("maintain_begin",
         "Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, "
         "14:00:00, 18:00:00 or 22:00:00"),
  STRING("maintain_end",
         "End of the maintenance window, 4 hours after its start"),
  STRING("instance_name",
         "Instance name: letters, Chinese characters, digits, - and _, first a "
         "letter or a Chinese character",
         EXPECTED, .min = 3, .max = 64),
  STRING("instance_id", "ID for the new instance; generated if absent"),
  STRING("spec_id", "Instance flavor", EXPECTED, .values = hwc_apig_specs),
  STRING("vpc_id", "VPC ID", EXPECTED),
  STRING("subnet_id", "Network ID of the subnet", EXPECTED),
  STRING("security_group_id", "Security group of the instance", EXPECTED),
  STRING("eip_id", "EIP ID; public access with load balancer lvs"),
  STRING("enterprise_project_id", "Enterprise project ID"),
  STRINGS("available_zone_ids", "Availability zones", EXPECTED),
  INTEGER("bandwidth_size",
          "Outbound bandwidth in Mbit/s; needed for outbound public access"),
  STRING("bandwidth_charging_mode", "Billing of the outbound bandwidth",
         .values = hwc_apig_bandwidth_modes),
  BOOLEAN("ipv6_enable",
          "IPv6 for public access; in some regions and zones only"),
  STRING("loadbalancer_provider",
         "Load balancer; deprecated, the region decides",
         .values = hwc_apig_load_balancers),
  OBJECTS("tags", hwc_apig_tag, "Tags; at most 20 by default"),
  STRING(
    "vpcep_service_name",
    "Middle part of the name of the endpoint service: letters, digits, - and _",
    .max = 16),
  INTEGER("ingress_bandwidth_size",
          "Inbound bandwidth in Mbit/s; needed for inbound public access with "
          "load balancer elb"),
  STRING("ingress_bandwidth_charging_mode", "Billing of the inbound bandwidth",
         .values = hwc_apig_bandwidth_modes),
};
STRUCT(instance_create, "InstanceCreateReq");

static const struct hwc_field instance_order_fields[] = {
  STRING("product_id", "Product ID"),
  INTEGER("charging_mode", "Billing: 0 pay per use, 1 prepaid", .max = 1),
  STRING("payment_mode", "Payment", .values = payment_modes),
  INTEGER("period_type", "Unit of the prepaid period: 2 month, 3 year",
          .min = 2, .max = 3),
  INTEGER("period_num", "Number of periods", .min = 1, .max = 9),
  INTEGER("is_auto_renew", "Automatic renewal: 0 no, 1 yes", .max = 1),
  STRING("promotion_id", "Promotion product ID"),
  STRING("promotion_plan_id", "Promotion plan ID"),
  STRING("promotion_info", "Information on the promotion"),
  STRING("composite_product_id", "Combined product ID"),
  OBJECT("instance_info", instance_create, "Instance to create"),
};
STRUCT(instance_order, "InstanceOrderReq");

static const struct hwc_field order_reply_fields[] = {
  STRING("order_id", "Order ID"),
};
STRUCT(order_reply, "CreateOrderResponse");

static const struct hwc_field resize_fields[] = {
  STRING("spec_id", "New instance flavor"),
};
STRUCT(resize, "ResizeInstanceReq");

static const struct hwc_field resize_order_fields[] = {
  STRING("instance_id", "Instance ID"),
  STRING("product_id", "Product ID"),
  OBJECT("resize_info", resize, "New flavor"),
};
STRUCT(resize_order, "InstanceChangeOrderReq");

static const struct hwc_field progress_reply_fields[] = {
  INTEGER("progress", "Progress in percent"),
  STRING("status", "State of the creation", .values = progress_states),
  STRING("error_code", "Error code if the creation failed"),
  STRING("error_msg", "Error message if the creation failed"),
  LONG("start_time", "Start of the creation, Unix time"),
  LONG("end_time", "End of the creation, Unix time"),
};
STRUCT(progress_reply, "ShowDetailsOfInstanceProgressV2Response");

/* A gateway is deleted by its ID alone, never for being the client's. */
static const struct hwc_field delete_instances_parameters[] = {
  PROJECT_ID,
  STRING("instance_id", "Gateway instance ID", PATH),
};

static const struct hwc_operation operations[] = {
  {
    .name = "create_instance",
    .method = "POST",
    .path = "/v2/{project_id}/apigw/instances",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &instance_create,
    .reply = &hwc_apig_instance_task,
    .success_status = 202,
    .flags = HWC_ASYNC | HWC_BODY_REQUIRED,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Creates a pay-per-use instance.",
  },
  {
    .name = "create_order",
    .method = "POST",
    .path = "/v2/{project_id}/apigw/prepay-instances",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &instance_order,
    .reply = &order_reply,
    .success_status = 200,
    .flags = HWC_ASYNC | HWC_BODY_REQUIRED,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Orders a prepaid instance.",
  },
  {
    .name = "create_post_pay_resize_order",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/postpaid-resize",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &resize,
    .reply = &hwc_apig_instance_task,
    .success_status = 202,
    .flags = HWC_ASYNC | HWC_BODY_REQUIRED,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Resizes a pay-per-use instance.",
  },
  {
    .name = "create_prepay_resize",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/prepay-resize",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &resize_order,
    .body_kind = HWC_BODY_NESTED,
    .reply = &order_reply,
    .success_status = 200,
    .flags = HWC_ASYNC | HWC_BODY_REQUIRED,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Orders the resize of a prepaid instance.",
  },
  {
    .name = "delete_instances",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH,
    HWC_PARAMETERS(delete_instances_parameters),
    .success_status = 204,
    .flags = HWC_ASYNC,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Deletes an instance.",
  },
  {
    .name = "show_details_of_instance_progress",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/progress",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &progress_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Shows the progress of the creation of an instance.",
  },
};
TABLE(hwc_apig_instance_orders);
