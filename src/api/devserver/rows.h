/* SPDX-License-Identifier: Apache-2.0
 *
 * Words and structs that the tables of ModelArts DevServer share. */
#ifndef HWC_API_DEVSERVER_ROWS_H
#define HWC_API_DEVSERVER_ROWS_H

#include "api/rows.h"

/* What a page of a list says besides its `data`. */
#define PAGE_FIELDS                                                            \
  INTEGER("current", "Number of this page"),                                   \
    INTEGER("pages", "Number of pages"), INTEGER("size", "Page size"),         \
    LONG("total", "Number of records that match")

extern const char *const hwc_devserver_architectures[];
extern const char *const hwc_devserver_server_types[];
extern const char *const hwc_devserver_sort_directions[];

/* The project and an instance: its ID checked, or whatever it looks like. */
extern const struct hwc_field hwc_devserver_instance_parameters[2];
extern const struct hwc_field hwc_devserver_any_instance_parameters[2];

extern const struct hwc_struct hwc_devserver_access;
extern const struct hwc_struct hwc_devserver_cloud_server;
extern const struct hwc_struct hwc_devserver_data_volume;
extern const struct hwc_struct hwc_devserver_endpoint;
extern const struct hwc_struct hwc_devserver_image;
extern const struct hwc_struct hwc_devserver_operation;
extern const struct hwc_struct hwc_devserver_operation_error;
extern const struct hwc_struct hwc_devserver_root_volume;
extern const struct hwc_struct hwc_devserver_server;
extern const struct hwc_struct hwc_devserver_supernode;
extern const struct hwc_struct hwc_devserver_os_request;
extern const struct hwc_struct hwc_devserver_volume;

extern const struct hwc_table hwc_devserver_catalogue;
extern const struct hwc_table hwc_devserver_hyper_clusters;
extern const struct hwc_table hwc_devserver_hyperinstances;
extern const struct hwc_table hwc_devserver_jobs;
extern const struct hwc_table hwc_devserver_lifecycle;
extern const struct hwc_table hwc_devserver_networks;
extern const struct hwc_table hwc_devserver_public_ips;
extern const struct hwc_table hwc_devserver_volumes;
extern const struct hwc_waiters hwc_devserver_waiters;

#endif
