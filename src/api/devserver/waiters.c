/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: waiters. */
#include "api/devserver/rows.h"

/* The console's time limits for these actions. */
#define RHYTHM                                                                 \
  .first_delay = 10, .interval = 10, .growth = 1, .max_interval = 10,          \
  .deadline = 20 * 60

static const char *const gone[] = {"ModelArts.6309", "ModelArts.0015", NULL};

/* Instances. For most requests the state before the request is unknown, so a
 * failure left by an earlier request, like a success, counts only with proof
 * of a change. */
#define INSTANCE                                                               \
  .operation = "show_dev_server", .id = "id", .list = "list_dev_servers",      \
  .items = "data", .item_id = "id", .state = "status", .changed = "update_at", \
  .absent = gone

static const char *const running[] = {"RUNNING", NULL};
static const char *const stopped[] = {"STOPPED", NULL};
static const char *const deleted[] = {"DELETED", NULL};
static const char *const at_rest[] = {"RUNNING", "STOPPED", NULL};
static const char *const failed[] = {"ERROR", "*_FAILED", "DELETED", NULL};
static const char *const delete_failed[] = {"ERROR", "DELETE_FAILED", NULL};
static const char *const failed_before[] = {"ERROR", "*_FAILED", NULL};
static const char *const ran_before[] = {"ERROR", "*_FAILED", "RUNNING", NULL};
static const char *const rested_before[] = {"ERROR", "*_FAILED", "RUNNING",
                                            "STOPPED", NULL};

static const char *const starting[] = {"CREATING", "STARTING", NULL};
static const char *const stopping[] = {"STOPPING", NULL};
static const char *const rebooting[] = {"REBOOTING", NULL};
static const char *const deleting[] = {"DELETING", NULL};
static const char *const changing[] = {"CHANGINGOS", "REINSTALLINGOS", NULL};

static const char *const not_running_yet[] = {
  "CREATING", "STARTING", "REBOOTING", "CHANGINGOS", "REINSTALLINGOS",
  "STOPPED",  "STOPPING", "DELETING",  NULL};
static const char *const not_stopped_yet[] = {
  "CREATING", "STARTING", "REBOOTING", "CHANGINGOS", "REINSTALLINGOS",
  "RUNNING",  "STOPPING", "DELETING",  NULL};
static const char *const not_deleted_yet[] = {"CREATING",
                                              "STARTING",
                                              "REBOOTING",
                                              "CHANGINGOS",
                                              "REINSTALLINGOS",
                                              "RUNNING",
                                              "STOPPED",
                                              "STOPPING",
                                              "DELETING",
                                              "CREATE_FAILED",
                                              "START_FAILED",
                                              "STOP_FAILED",
                                              "REBOOT_FAILED",
                                              "CHANGINGOS_FAILED",
                                              "REINSTALLINGOS_FAILED",
                                              NULL};
static const char *const not_changed_yet[] = {
  "CREATING",       "STARTING", "REBOOTING", "CHANGINGOS",
  "REINSTALLINGOS", "STOPPING", "DELETING",  NULL};

static const char *const image_paths[] = {
  "image.image_id", "server_image_response.image_id", NULL};

#define ACTION(type, list)                                                     \
  {                                                                            \
    .operation = "batch_dev_servers_action", .when = "type", .is = (type),     \
    .ids = (list)                                                              \
  }
static const struct hwc_order delete_orders[] = {
  {.operation = "delete_dev_server"},
  ACTION("DELETE", "servers.id"),
};
static const struct hwc_order reboot_orders[] = {
  {.operation = "reboot_dev_server"},
  ACTION("REBOOT", "servers.id"),
};
static const struct hwc_order run_orders[] = {
  {.operation = "create_dev_server"},
  {.operation = "start_dev_server"},
  ACTION("START", "servers.id"),
};
static const struct hwc_order stop_orders[] = {
  {.operation = "stop_dev_server"},
  ACTION("STOP", "servers.id"),
};
static const struct hwc_order os_orders[] = {
  {.operation = "change_dev_server_os"},
  {.operation = "reinstall_dev_server_os"},
  ACTION("CHANGEOS", "servers.id"),
  ACTION("REINSTALLOS", "servers.id"),
};

/* Jobs on instances. */
static const char *const job_finished[] = {"FINISHED", NULL};
static const char *const job_gone[] = {"DELETED", "FAILED", NULL};
static const char *const job_processing[] = {"PROCESSING", NULL};
static const struct hwc_order job_orders[] = {
  {.operation = "create_dev_server_job"},
};

/* Operations of instances and supernodes. */
static const char *const operation_done[] = {"success", NULL};
static const char *const operation_failed[] = {"failed", NULL};
static const char *const operation_running[] = {"pending", "running", NULL};
static const struct hwc_order volume_orders[] = {
  {.operation = "attach_dev_server_volume"},
  {.operation = "detach_dev_server_volume"},
};

/* Supernodes. */
#define SUPERNODE                                                              \
  .operation = "get_hyperinstance", .id = "id", .list = "list_hyperinstances", \
  .items = "data", .item_id = "id", .state = "status", .changed = "update_at", \
  .absent = gone

static const char *const active[] = {"ACTIVE", NULL};
static const char *const terminated[] = {"TERMINATED", NULL};
static const char *const in_error[] = {"ERROR", NULL};
static const char *const in_error_or_gone[] = {"ERROR", "TERMINATED", NULL};
static const char *const was_active[] = {"ACTIVE", "ERROR", NULL};
static const char *const not_active_yet[] = {"PROVISIONING", "REIMAGING",
                                             "TERMINATING", NULL};
static const char *const not_terminated_yet[] = {
  "ACTIVE", "PROVISIONING", "REIMAGING", "TERMINATING", NULL};
static const char *const terminating[] = {"TERMINATING", NULL};
static const char *const provisioning[] = {"PROVISIONING", "REIMAGING", NULL};
static const struct hwc_order supernode_orders[] = {
  {.operation = "change_hyperinstance_os"},
  {.operation = "scale_down_hyperinstance"},
  {.operation = "scale_up_hyperinstance"},
  {.operation = "start_hyperinstance"},
};
static const struct hwc_order supernode_delete_orders[] = {
  {.operation = "delete_hyperinstance"},
};

/* Sorted by name. */
static const struct hwc_waiter waiters[] = {
  {
    .name = "dev_server_deleted",
    INSTANCE,
    .success = deleted,
    .failure = delete_failed,
    .under_way = not_deleted_yet,
    .passage = deleting,
    .leave = delete_failed,
    .flags = HWC_ABSENT_IS_SUCCESS,
    HWC_ORDERS(delete_orders),
    RHYTHM,
    .doc = "Waits until instances are deleted.",
  },
  {
    .name = "dev_server_job",
    .operation = "get_dev_server_job",
    .id = "id",
    .item_id = "id",
    .state = "status",
    .faults = "abnormal_count",
    .success = job_finished,
    .failure = job_gone,
    .under_way = job_processing,
    .absent = gone,
    HWC_ORDERS(job_orders),
    RHYTHM,
    .doc = "Waits for jobs on instances; a job fails if the task of a node "
           "fails.",
  },
  {
    .name = "dev_server_rebooted",
    INSTANCE,
    .success = running,
    .failure = failed,
    .under_way = not_running_yet,
    .passage = rebooting,
    .leave = ran_before,
    .flags = HWC_NEEDS_CHANGE,
    HWC_ORDERS(reboot_orders),
    RHYTHM,
    .doc = "Waits until instances are running again.",
  },
  {
    .name = "dev_server_running",
    INSTANCE,
    .success = running,
    .failure = failed,
    .under_way = not_running_yet,
    .passage = starting,
    .leave = failed_before,
    .flags = HWC_NEEDS_CHANGE,
    HWC_ORDERS(run_orders),
    RHYTHM,
    .doc = "Waits until instances are running.",
  },
  {
    .name = "dev_server_stopped",
    INSTANCE,
    .success = stopped,
    .failure = failed,
    .under_way = not_stopped_yet,
    .passage = stopping,
    .leave = failed_before,
    .flags = HWC_NEEDS_CHANGE,
    HWC_ORDERS(stop_orders),
    RHYTHM,
    .doc = "Waits until instances are stopped.",
  },
  {
    .name = "dev_server_os_changed",
    INSTANCE,
    .wanted = "image_id",
    .reached = image_paths,
    .success = at_rest,
    .failure = failed,
    .under_way = not_changed_yet,
    .passage = changing,
    .leave = rested_before,
    .flags = HWC_NEEDS_CHANGE,
    HWC_ORDERS(os_orders),
    RHYTHM,
    .doc = "Waits until the operating system of instances is changed or "
           "reinstalled, with the requested image and after the request.",
  },
  {
    .name = "supernode_active",
    SUPERNODE,
    .success = active,
    .failure = in_error_or_gone,
    .under_way = not_active_yet,
    .passage = provisioning,
    .leave = was_active,
    .flags = HWC_NEEDS_CHANGE,
    HWC_ORDERS(supernode_orders),
    RHYTHM,
    .doc = "Waits until supernodes are ready: created, started, scaled or with "
           "another operating system.",
  },
  {
    .name = "supernode_deleted",
    SUPERNODE,
    .success = terminated,
    .failure = in_error,
    .under_way = not_terminated_yet,
    .passage = terminating,
    .leave = in_error,
    .flags = HWC_ABSENT_IS_SUCCESS,
    HWC_ORDERS(supernode_delete_orders),
    RHYTHM,
    .doc = "Waits until supernodes are deleted.",
  },
  {
    .name = "supernode_operation",
    .operation = "get_hyperinstance_operation",
    .id = "operation_id",
    .within = "id",
    .item_id = "operation_id",
    .state = "operation_status",
    .success = operation_done,
    .failure = operation_failed,
    .under_way = operation_running,
    .absent = gone,
    RHYTHM,
    .doc = "Waits for operations of supernodes, { id =, operation_id = }.",
  },
  {
    .name = "volume_operation",
    .operation = "get_dev_server_operation",
    .id = "operation_id",
    .within = "id",
    .item_id = "operation_id",
    .state = "operation_status",
    .success = operation_done,
    .failure = operation_failed,
    .under_way = operation_running,
    .absent = gone,
    HWC_ORDERS(volume_orders),
    RHYTHM,
    .doc = "Waits until disks are attached or detached, by replies or { id =, "
           "operation_id = }.",
  },
};
WAITERS(hwc_devserver_waiters);
