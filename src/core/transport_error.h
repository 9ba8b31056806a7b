/* SPDX-License-Identifier: Apache-2.0
 *
 * What libcurl's verdict means to whoever made the call. */
#ifndef HWC_CORE_TRANSPORT_ERROR_H
#define HWC_CORE_TRANSPORT_ERROR_H

#include "core/transfer.h"

/* Fills `error` of the result of a transfer that is over; it stays empty
 * where an answer arrived whole. */
void hwc_transfer_explain(struct hwc_transfer *transfer, CURLcode code);

#endif
