/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of IAM. */
#ifndef HWC_API_IAM_ROWS_H
#define HWC_API_IAM_ROWS_H

#include "api/rows.h"

extern const struct hwc_table hwc_iam_projects;
extern const struct hwc_table hwc_iam_tokens;

#endif
