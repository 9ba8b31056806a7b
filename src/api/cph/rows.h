/* SPDX-License-Identifier: Apache-2.0
 *
 * Words and structs that the tables of the Cloud Phone Host share. */
#ifndef HWC_API_CPH_ROWS_H
#define HWC_API_CPH_ROWS_H

#include "api/rows.h"

/* IDs, which the documents bound in bytes. */
#define PATH_ID                                                                \
  .location = HWC_IN_PATH, .max = 32, .flags = HWC_REQUIRED | HWC_BYTES
#define REQUIRED_ID .max = 32, .flags = HWC_REQUIRED | HWC_BYTES

/* Of what may be refused. */
#define REFUSAL ERROR_PAIR("Error code, if it was refused; absent or null "    \
                           "otherwise")

extern const struct hwc_field hwc_cph_id; /* an item of an array of them */

extern const struct hwc_struct hwc_cph_bandwidth;
extern const struct hwc_struct hwc_cph_outcome;
extern const struct hwc_struct hwc_cph_phone_job;
extern const struct hwc_struct hwc_cph_phone_jobs;
extern const struct hwc_struct hwc_cph_receipt;
extern const struct hwc_struct hwc_cph_server_job;
extern const struct hwc_struct hwc_cph_server_jobs;

extern const struct hwc_table hwc_cph_bandwidths;
extern const struct hwc_table hwc_cph_commands;
extern const struct hwc_table hwc_cph_encode_servers;
extern const struct hwc_table hwc_cph_images;
extern const struct hwc_table hwc_cph_jobs;
extern const struct hwc_table hwc_cph_phones;
extern const struct hwc_table hwc_cph_servers;
extern const struct hwc_table hwc_cph_shares;
extern const struct hwc_table hwc_cph_tags;
extern const struct hwc_waiters hwc_cph_waiters;

#endif
