/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: commands that run on phones. All but one have the same URL
 * and differ in `command`. */
#include "api/cph/rows.h"

static const char *const commands[] = {"install", "install-multiple", NULL};
static const char *const push_file_commands[] = {"push", NULL};
static const char *const run_shell_command_commands[] = {"shell", NULL};
static const char *const uninstall_apk_commands[] = {"uninstall", NULL};

/* Targets of a command: at most `most` phones; 0: the limit is unknown. */
#define TARGETS(most)                                                          \
  ARRAY("phone_ids", hwc_cph_id, "Phones; takes precedence over server_ids",   \
        .max = (most)),                                                        \
    ARRAY("server_ids", hwc_cph_id, "Servers whose phones are the targets")
#define A_TARGET                                                               \
  {                                                                            \
    .kind = HWC_AT_LEAST_ONE, .names = {"phone_ids", "server_ids"}             \
  }
static const struct hwc_rule target_rules[] = {A_TARGET};

static const struct hwc_field install_apk_request_fields[] = {
  STRING("command", "install for one apk, install-multiple for several",
         REQUIRED, .values = commands),
  STRING("content",
         "obs://bucket/path.apk; with install-multiple up to 50, separated by "
         "spaces", .max = 8100, .flags = HWC_REQUIRED | HWC_BYTES),
  TARGETS(0),
};
static const struct hwc_rule install_apk_request_rules[] = {
  A_TARGET,
  {.kind = HWC_WHEN,
   .when = "command",
   .is = "install",
   .field = {.name = "content", .max = 1024, .flags = HWC_BYTES}},
};
STRUCT_WITH_RULES(install_apk_request, "InstallApkRequestBody");

static const struct hwc_field push_file_request_fields[] = {
  STRING("command", "push", REQUIRED, .values = push_file_commands),
  STRING("content", "obs://bucket/path/file.tar", .max = 1024,
         .flags = HWC_REQUIRED | HWC_BYTES),
  TARGETS(0),
};
STRUCT_WITH(push_file_request, "PushFileRequestBody", target_rules);

static const struct hwc_field run_shell_command_request_fields[] = {
  STRING("command", "shell", REQUIRED, .values = run_shell_command_commands),
  STRING("content", "Shell command", .max = 1024,
         .flags = HWC_REQUIRED | HWC_BYTES),
  TARGETS(0),
};
STRUCT_WITH(run_shell_command_request, "RunShellCommandRequestBody",
            target_rules);

static const struct hwc_field run_sync_command_request_fields[] = {
  STRING("command", "shell", REQUIRED, .values = run_shell_command_commands),
  STRING("content", "Shell command", .max = 1024,
         .flags = HWC_REQUIRED | HWC_BYTES),
  TARGETS(15),
};
STRUCT_WITH(run_sync_command_request, "RunSyncCommandRequestBody",
            target_rules);

static const struct hwc_field run_sync_command_job_fields[] = {
  STRING("phone_id", "Phone ID"),
  STRING("job_id", "Job ID, for show_job"),
  INTEGER("status", "Status: 1 running, 2 succeeded, -1 failed"),
  REFUSAL,
  STRING("execute_msg", "Output of the job"),
};
STRUCT(run_sync_command_job, "RunSyncCommandJob");

static const struct hwc_field run_sync_command_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("jobs", run_sync_command_job,
          "Accepted or refused jobs, one per target"),
};
STRUCT(run_sync_command_reply, "RunSyncCommandResponse");

static const struct hwc_field uninstall_apk_request_fields[] = {
  STRING("command", "uninstall", REQUIRED, .values = uninstall_apk_commands),
  STRING("content", "Package to remove", .max = 1024,
         .flags = HWC_REQUIRED | HWC_BYTES),
  TARGETS(0),
};
STRUCT_WITH(uninstall_apk_request, "UninstallApkRequestBody", target_rules);

static const struct hwc_operation operations[] = {
  {
    .name = "install_apk",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/commands",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &install_apk_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Installs apk files on phones.",
  },
  {
    .name = "push_file",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/commands",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &push_file_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Pushes a tar file to phones.",
  },
  {
    .name = "run_shell_command",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/commands",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &run_shell_command_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Runs a shell command on phones.",
  },
  {
    .name = "run_sync_command",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/sync-commands",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &run_sync_command_request,
    .reply = &run_sync_command_reply,
    .success_status = 200,
    .timeout = 60,
    .doc = "Runs a shell command and waits for its output.",
  },
  {
    .name = "uninstall_apk",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/commands",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &uninstall_apk_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Removes an application from phones.",
  },
};
TABLE(hwc_cph_commands);
