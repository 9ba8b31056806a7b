/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: waiters. */
#include "api/cph/rows.h"

/* Poll intervals of jobs and of their targets. */
#define RHYTHM                                                                 \
  .first_delay = 2, .interval = 5, .growth = 1.5, .max_interval = 10,          \
  .deadline = 30 * 60

/* Jobs: 1 running, 2 succeeded, -1 failed. */
static const char *const job_done[] = {"2", NULL};
static const char *const job_failed[] = {"-1", NULL};
static const char *const job_running[] = {"1", NULL};
/* CPS.0011: no such job. CPS.0050: no jobs of that request. */
static const char *const job_absent[] = {"CPS.0011", "CPS.0050", NULL};

static const struct hwc_order job_orders[] = {
  {.operation = "batch_export_cloud_phone_data"},
  {.operation = "batch_import_cloud_phone_data"},
  {.operation = "change_cloud_phone_server"},
  {.operation = "delete_cloud_phone_server"},
  {.operation = "delete_share_apps"},
  {.operation = "delete_share_files"},
  {.operation = "expand_phone_data_volume_size"},
  {.operation = "import_traffic"},
  {.operation = "install_apk"},
  {.operation = "push_file"},
  {.operation = "push_share_apps"},
  {.operation = "push_share_files"},
  {.operation = "reset_cloud_phone"},
  {.operation = "restart_cloud_phone"},
  {.operation = "restart_cloud_phone_server"},
  {.operation = "restart_encode_server"},
  {.operation = "run_shell_command"},
  {.operation = "stop_cloud_phone"},
  {.operation = "uninstall_apk"},
  {.operation = "update_cloud_phone_property"},
  {.operation = "update_keypair"},
};

/* Images: 0 creating, 1 usable, 2 creation failed. */
static const char *const image_usable[] = {"1", NULL};
static const char *const image_failed[] = {"2", NULL};
static const char *const image_creating[] = {"0", NULL};
static const char *const image_absent[] = {"CPS.0166", NULL};

/* Phones: 1 creating, 2 running, 3 resetting, 4 restarting, 6 frozen,
 * 7 shutting down, 8 shut down; below 0: failures. */
static const char *const phone_running[] = {"2", NULL};
static const char *const phone_not_running[] = {"-5", "-6", "-7", "-8",
                                                "-9", "6",  NULL};
static const char *const phone_starting[] = {"1", "3", "4", "7", "8", NULL};
static const char *const phone_stopped[] = {"8", NULL};
static const char *const phone_not_stopped[] = {"-7", "-9", "6", NULL};
static const char *const phone_stopping[] = {"1",  "2",  "3",  "4", "7",
                                             "-5", "-6", "-8", NULL};
static const char *const phone_absent[] = {"CPS.0005", NULL};

static const struct hwc_order phone_run_orders[] = {
  {.operation = "reset_cloud_phone", .ids = "phones.phone_id"},
  {.operation = "restart_cloud_phone", .ids = "phones.phone_id"},
};
static const struct hwc_order phone_stop_orders[] = {
  {.operation = "stop_cloud_phone", .ids = "phone_ids"},
};

/* Servers: 0 1 3 4 creating, 2 abnormal, 5 normal, 8 frozen, 10 shut down,
 * 11 shutting down, 12 shutdown failed, 13 powering on. */
static const char *const server_normal[] = {"5", NULL};
static const char *const server_not_normal[] = {"2", "8", "12", NULL};
static const char *const server_coming[] = {"0",  "1",  "3",  "4",
                                            "10", "11", "13", NULL};
static const char *const server_not_deleted[] = {"12", NULL};
static const char *const server_going[] = {"0", "1",  "2",  "3",  "4", "5",
                                           "8", "10", "11", "13", NULL};
static const char *const server_absent[] = {"CPS.0015", "CPS.0156", "CPS.0159",
                                            NULL};

static const struct hwc_order server_orders[] = {
  {.operation = "create_cloud_phone_single_server", .ids = "server_ids"},
  {.operation = "create_net2_cloud_phone_server", .ids = "server_ids"},
  {.operation = "restart_cloud_phone_server", .ids = "server_ids"},
};
static const struct hwc_order server_delete_orders[] = {
  {.operation = "delete_cloud_phone_server", .ids = "server_ids"},
};

#define PHONE                                                                  \
  .operation = "show_cloud_phone_detail", .id = "phone_id",                    \
  .list = "list_cloud_phones", .items = "phones", .item_id = "phone_id",       \
  .state = "status", .changed = "update_time", .absent = phone_absent,         \
  .flags = HWC_NEEDS_CHANGE
#define SERVER                                                                 \
  .operation = "show_cloud_phone_server_detail", .id = "server_id",            \
  .list = "list_cloud_phone_servers", .items = "servers",                      \
  .item_id = "server_id", .state = "status", .changed = "update_time",         \
  .absent = server_absent

/* Sorted by name. */
static const struct hwc_waiter waiters[] = {
  {
    .name = "image_usable",
    .operation = "list_images",
    .id = "image_id",
    .shown_in = "image_infos",
    .list = "list_images",
    .items = "image_infos",
    .item_id = "image_id",
    .state = "status",
    .success = image_usable,
    .failure = image_failed,
    .under_way = image_creating,
    .absent = image_absent,
    RHYTHM,
    .doc = "Waits until private images are usable.",
  },
  {
    .name = "jobs",
    .operation = "show_job",
    .id = "job_id",
    .list = "list_jobs",
    .items = "jobs",
    .by = "request_ids",
    .group = "request_id",
    .per_call = 20,
    .item_id = "job_id",
    .state = "status",
    .success = job_done,
    .failure = job_failed,
    .under_way = job_running,
    .absent = job_absent,
    HWC_ORDERS(job_orders),
    RHYTHM,
    .doc = "Waits for the jobs of calls, by their replies or request IDs; same "
           "as client:wait_jobs.",
  },
  {
    .name = "phone_running",
    PHONE,
    .success = phone_running,
    .failure = phone_not_running,
    .under_way = phone_starting,
    .leave = phone_not_running,
    HWC_ORDERS(phone_run_orders),
    RHYTHM,
    .doc = "Waits until phones are running.",
  },
  {
    .name = "phone_stopped",
    PHONE,
    .success = phone_stopped,
    .failure = phone_not_stopped,
    .under_way = phone_stopping,
    .leave = phone_not_stopped,
    HWC_ORDERS(phone_stop_orders),
    RHYTHM,
    .doc = "Waits until phones are shut down.",
  },
  {
    .name = "server_deleted",
    SERVER,
    .failure = server_not_deleted,
    .under_way = server_going,
    .leave = server_not_deleted,
    .flags = HWC_NEEDS_CHANGE | HWC_ABSENT_IS_SUCCESS,
    HWC_ORDERS(server_delete_orders),
    RHYTHM,
    .doc = "Waits until servers are deleted.",
  },
  {
    .name = "server_normal",
    SERVER,
    .success = server_normal,
    .failure = server_not_normal,
    .under_way = server_coming,
    .leave = server_not_normal,
    .flags = HWC_NEEDS_CHANGE,
    HWC_ORDERS(server_orders),
    RHYTHM,
    .doc = "Waits until servers are in the normal state.",
  },
};
WAITERS(hwc_cph_waiters);
