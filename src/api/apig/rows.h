/* SPDX-License-Identifier: Apache-2.0
 *
 * Words and structs that the tables of ROMA Connect APIC share. */
#ifndef HWC_API_APIG_ROWS_H
#define HWC_API_APIG_ROWS_H

#include "api/rows.h"

/* Of what both gateways have; and of what one of them has at a path of its own.
 */
#define INSTANCE_PATH "/v2/{project_id}/apic/instances/{instance_id}"
#define APIGW_INSTANCE_PATH "/v2/{project_id}/apigw/instances/{instance_id}"
#define ROMA_INSTANCE_PATH "/v2/{project_id}/instances/{instance_id}"

/* What lists take, and what they say besides their records. */
#define PAGE_PARAMETERS                                                        \
  LONG("offset", "Records to skip; negative counts as 0", QUERY),              \
    INTEGER("limit", "Page size", QUERY, .min = 1, .max = 500)
#define SIZE_AND_TOTAL                                                         \
  INTEGER("size", "Number of records in this response"),                       \
    LONG("total", "Number of records that match")

/* Of an item of a batch. */
#define ITEM_ERROR ERROR_PAIR("Error code of the failed item")

/* What lists say of an API that something is or can be bound to. */
#define API_OUTLINE_FIELDS                                                     \
  STRING("auth_type", "Authentication method",                                 \
         .values = hwc_apig_auth_types),                                       \
    STRING("run_env_name", "Environments that it is published to, separated "  \
                           "by |"),                                            \
    STRING("group_name", "API group name"),                                    \
    STRING("publish_id", "Publication record ID"),                             \
    STRING("group_id", "API group ID"), STRING("name", "API name"),            \
    STRING("remark", "Description"),                                           \
    STRING("run_env_id", "Environment IDs, separated by |"),                   \
    STRING("id", "API ID"),                                                    \
    STRING("req_uri", "Request path; {} marks parameters")

extern const char *const hwc_apig_algorithm_types[];
extern const char *const hwc_apig_app_types[];
extern const char *const hwc_apig_auth_types[];
extern const char *const hwc_apig_bandwidth_modes[];
extern const char *const hwc_apig_certificate_types[];
extern const char *const hwc_apig_checked_types[];
extern const char *const hwc_apig_load_balancers[];
extern const char *const hwc_apig_match_modes[];
extern const char *const hwc_apig_member_types[];
extern const char *const hwc_apig_min_ssl_versions[];
extern const char *const hwc_apig_req_methods[];
extern const char *const hwc_apig_specs[];
extern const char *const hwc_apig_ssl_types[];
extern const char *const hwc_apig_time_units[];

extern const struct hwc_field hwc_apig_action_parameters[3];
extern const struct hwc_field hwc_apig_api_parameters[3];
extern const struct hwc_field hwc_apig_app_parameters[3];
extern const struct hwc_field hwc_apig_group_parameters[3];
extern const struct hwc_field hwc_apig_instance_parameters[2];

extern const struct hwc_struct hwc_apig_binding_failure;
extern const struct hwc_struct hwc_apig_binding_failures;
extern const struct hwc_struct hwc_apig_cce_service;
extern const struct hwc_struct hwc_apig_cce_service_create;
extern const struct hwc_struct hwc_apig_cce_workload;
extern const struct hwc_struct hwc_apig_cce_workload_create;
extern const struct hwc_struct hwc_apig_certificate;
extern const struct hwc_struct hwc_apig_cse_service;
extern const struct hwc_struct hwc_apig_cse_service_create;
extern const struct hwc_struct hwc_apig_health_check;
extern const struct hwc_struct hwc_apig_health_check_create;
extern const struct hwc_struct hwc_apig_instance_task;
extern const struct hwc_struct hwc_apig_member;
extern const struct hwc_struct hwc_apig_member_create;
extern const struct hwc_struct hwc_apig_member_group;
extern const struct hwc_struct hwc_apig_member_group_create;
extern const struct hwc_struct hwc_apig_microservice;
extern const struct hwc_struct hwc_apig_microservice_create;
extern const struct hwc_struct hwc_apig_microservice_label;
extern const struct hwc_struct hwc_apig_ssl;
extern const struct hwc_struct hwc_apig_tag;
extern const struct hwc_struct hwc_apig_url_domain;

extern const struct hwc_table hwc_apig_acls;
extern const struct hwc_table hwc_apig_ai_api_keys;
extern const struct hwc_table hwc_apig_apis;
extern const struct hwc_table hwc_apig_app_auths;
extern const struct hwc_table hwc_apig_app_configs;
extern const struct hwc_table hwc_apig_app_quotas;
extern const struct hwc_table hwc_apig_apps;
extern const struct hwc_table hwc_apig_authorizers;
extern const struct hwc_table hwc_apig_certificates;
extern const struct hwc_table hwc_apig_definitions;
extern const struct hwc_table hwc_apig_domains;
extern const struct hwc_table hwc_apig_environments;
extern const struct hwc_table hwc_apig_gateway_responses;
extern const struct hwc_table hwc_apig_groups;
extern const struct hwc_table hwc_apig_ingress_ports;
extern const struct hwc_table hwc_apig_instance_orders;
extern const struct hwc_table hwc_apig_instance_tags;
extern const struct hwc_table hwc_apig_instances;
extern const struct hwc_table hwc_apig_livedata;
extern const struct hwc_table hwc_apig_metrics;
extern const struct hwc_table hwc_apig_microservices;
extern const struct hwc_table hwc_apig_orchestrations;
extern const struct hwc_table hwc_apig_plugins;
extern const struct hwc_table hwc_apig_project_vpc_channels;
extern const struct hwc_table hwc_apig_public_access;
extern const struct hwc_table hwc_apig_roma_apps;
extern const struct hwc_table hwc_apig_signs;
extern const struct hwc_table hwc_apig_statistics;
extern const struct hwc_table hwc_apig_throttles;
extern const struct hwc_table hwc_apig_vpc_channels;
extern const struct hwc_table hwc_apig_vpc_endpoints;
extern const struct hwc_waiters hwc_apig_waiters;

#endif
