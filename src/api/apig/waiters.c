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

static const char *const no_instance[] = {"APIG.3024", "APIG.3030", NULL};
static const char *const no_backend[] = {"APIG.3084", NULL};

/* Sorted by name. */
static const struct hwc_waiter waiters[] = {
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
