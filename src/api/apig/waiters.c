/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: waiters. */
#include "api/apig/rows.h"

#define RHYTHM                                                                 \
  .first_delay = 2, .interval = 5, .growth = 1.5, .max_interval = 30,          \
  .deadline = 30 * 60

static const char *const running[] = {"Running", NULL};
static const char *const failed[] = {"CreateFail",  "*Failed", "*Timeout",
                                     "RestartFail", "Frozen",  "Unhealthy",
                                     NULL};
static const char *const on_the_way[] = {"Creating",    "CreateSuccess",
                                         "Initing",     "Registering",
                                         "Installing",  "Updating",
                                         "Rollbacking", "RollbackSuccess",
                                         "Deleting",    "Unregistering",
                                         "Starting",    "Freezing",
                                         "Restarting",  NULL};

/* Custom backends: 1 to be developed, 3 in development, 4 deployed. */
static const char *const deployed[] = {"4", NULL};
static const char *const in_development[] = {"1", "3", NULL};

/* Instances that are created, resized or deleted: API Gateway alone. */
static const char *const created[] = {"success", NULL};
static const char *const creation_failed[] = {"failed", NULL};
static const char *const creating[] = {"creating", NULL};
static const struct hwc_order create_orders[] = {
  {.operation = "create_instance", .ids = "instance_id"},
};
static const char *const none[] = {NULL};
static const char *const not_deleted[] = {"DeleteFailed", "DeleteTimeout",
                                          NULL};
static const char *const not_deleted_yet[] = {
  "CreateFail", "CreateSuccess", "CreateTimeout", "Creating", "Freezing",
  "Frozen", "InitTimeout", "Initing", "InitingFailed", "InstallFailed",
  "InstallTimeout", "Installing", "RegisterFailed", "RegisterTimeout",
  "Registering", "RestartFail", "RestartTimeout", "Restarting",
  "RollbackFailed", "RollbackSuccess", "RollbackTimeout", "Rollbacking",
  "Running", "Starting", "UnRegisterFailed", "Unhealthy", "UnregisterTimeout",
  "Unregistering", "UpdateFailed", "UpdateTimeout", "Updating", "Deleting",
  NULL,
};
static const struct hwc_order delete_orders[] = {
  {.operation = "delete_instances"},
};
static const char *const not_resized_yet[] = {
  "Creating", "CreateSuccess", "Initing", "Registering", "Installing",
  "Updating", "Resizing", "Rollbacking", "RollbackSuccess", "Deleting",
  "Unregistering", "Starting", "Freezing", "Restarting", NULL,
};
static const char *const not_resized[] = {"ResizeFailed", "ResizeTimeout",
                                          NULL};
static const char *const resizing[] = {"Resizing", NULL};
static const char *const spec_path[] = {"spec", NULL};
static const struct hwc_order resize_orders[] = {
  {.operation = "create_post_pay_resize_order", .ids = "instance_id"},
};

/* Import and export of definitions by tasks. */
static const char *const succeeded[] = {"succeed", NULL};
static const char *const task_failed[] = {"failed", NULL};
static const char *const processing[] = {"waiting", "processing", NULL};
static const struct hwc_order task_orders[] = {
  {.operation = "export_api_definitions_async"},
  {.operation = "import_api_definitions_async"},
};

static const char *const no_instance[] = {"APIC.7302", "APIG.3024",
                                          "APIG.3030", NULL};
static const char *const no_backend[] = {"APIG.3084", NULL};

/* Sorted by name. */
static const struct hwc_waiter waiters[] = {
  {
    .name = "definitions_task",
    .operation = "show_async_task_result",
    .id = "task_id",
    .item_id = "task_id",
    .state = "task_status",
    .success = succeeded,
    .failure = task_failed,
    .under_way = processing,
    HWC_ORDERS(task_orders),
    RHYTHM,
    .doc = "Waits until definitions are imported or exported by a task.",
  },
  {
    .name = "instance_created",
    .operation = "show_details_of_instance_progress",
    .id = "instance_id",
    .item_id = "instance_id",
    .state = "status",
    .success = created,
    .failure = creation_failed,
    .under_way = creating,
    .absent = no_instance,
    HWC_ORDERS(create_orders),
    RHYTHM,
    .doc = "Waits until instances of API Gateway are created.",
  },
  {
    .name = "instance_deleted",
    .operation = "show_details_of_instance",
    .id = "instance_id",
    .item_id = "id",
    .state = "status",
    .success = none,
    .failure = not_deleted,
    .under_way = not_deleted_yet,
    .leave = not_deleted,
    .absent = no_instance,
    .flags = HWC_ABSENT_IS_SUCCESS,
    HWC_ORDERS(delete_orders),
    RHYTHM,
    .doc = "Waits until instances of the gateway are gone.",
  },
  {
    .name = "instance_resized",
    .operation = "list_instances",
    .id = "instance_id",
    .shown_in = "instances",
    .item_id = "id",
    .state = "status",
    .wanted = "spec_id",
    .reached = spec_path,
    .success = running,
    .failure = failed,
    .under_way = not_resized_yet,
    .passage = resizing,
    .leave = not_resized,
    .absent = no_instance,
    HWC_ORDERS(resize_orders),
    RHYTHM,
    .doc = "Waits until instances of API Gateway run with the flavor that was "
           "ordered.",
  },
  {
    .name = "instance_running",
    .operation = "show_details_of_instance",
    .id = "instance_id",
    .item_id = "id",
    .state = "status",
    .success = running,
    .failure = failed,
    .under_way = on_the_way,
    .absent = no_instance,
    RHYTHM,
    .doc = "Waits until gateway instances are running.",
  },
  {
    .name = "live_data_api_deployed",
    .operation = "show_live_data_api",
    .id = "ld_api_id",
    .item_id = "id",
    .state = "status",
    .success = deployed,
    .under_way = in_development,
    .absent = no_backend,
    RHYTHM,
    .doc = "Waits until custom backends are deployed.",
  },
};
WAITERS(hwc_apig_waiters);
