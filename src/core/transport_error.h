/* SPDX-License-Identifier: Apache-2.0
 *
 * Translates libcurl's error codes into errors for the caller. */
#ifndef HWC_CORE_TRANSPORT_ERROR_H
#define HWC_CORE_TRANSPORT_ERROR_H

#include "core/transfer.h"

/* Fills `error` of the result of an ended transfer; leaves it empty if a
 * complete response arrived. */
void hwc_transfer_explain(struct hwc_transfer *transfer, CURLcode code);

#endif
