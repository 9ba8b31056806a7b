/* SPDX-License-Identifier: Apache-2.0
 *
 * Transfers: each is handed to libcurl once and never sent twice. What a
 * request means, and whether it is tried again, is not known here. */
#ifndef HWC_CORE_TRANSPORT_H
#define HWC_CORE_TRANSPORT_H

#include "core/transfer.h"

/* Starts a transfer; the answer's part of `result` is emptied before. When it
 * fails nothing was sent and `done` is not called. */
enum hwc_status hwc_transfer_start(struct hwc_transfer *transfer,
                                   const struct hwc_transfer_options *options);

/* Ends a transfer under way whose response is there to its last byte, as if it
 * had ended by itself: `done` is called. False for any other. */
bool hwc_transfer_end_whole(struct hwc_transfer *transfer);

/* Gives up a transfer and sets its fate; `done` is not called. Safe on one
 * that is over. */
void hwc_transfer_abort(struct hwc_transfer *transfer);

/* Empties what an answer left in `result`. */
void hwc_result_clear(struct hwc_result *result);

#endif
