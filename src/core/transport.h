/* SPDX-License-Identifier: Apache-2.0
 *
 * Transfers: each is handed to libcurl once and never sent twice. Retries are
 * decided by the call. */
#ifndef HWC_CORE_TRANSPORT_H
#define HWC_CORE_TRANSPORT_H

#include "core/transfer.h"

/* Starts a transfer and clears the response in `result`. On failure nothing was
 * sent and `done` is not called. */
enum hwc_status hwc_transfer_start(struct hwc_transfer *transfer,
                                   const struct hwc_transfer_options *options);

/* Ends a transfer in progress whose response is complete, as if it had ended by
 * itself: `done` is called. Otherwise returns false. */
bool hwc_transfer_end_whole(struct hwc_transfer *transfer);

/* Ends a transfer and sets its fate; `done` is not called. Does nothing if it
 * has ended. */
void hwc_transfer_abort(struct hwc_transfer *transfer);

#endif
