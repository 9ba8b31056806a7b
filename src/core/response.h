/* SPDX-License-Identifier: Apache-2.0
 *
 * The response to a transfer: taking it from libcurl into the result or into a
 * file, and whether it is there to its last byte. What must not be taken is in
 * the transfer's `failure`. */
#ifndef HWC_CORE_RESPONSE_H
#define HWC_CORE_RESPONSE_H

#include "core/transfer.h"

/* CURLOPT_HEADERFUNCTION and CURLOPT_WRITEFUNCTION; `user` is the transfer. */
size_t hwc_response_take_head(char *data, size_t size, size_t count,
                              void *user);
size_t hwc_response_take_body(char *data, size_t size, size_t count,
                              void *user);

/* The response is there to its last byte: what becomes of the rest of the
 * request, or of the stream, does not matter any more. */
bool hwc_response_is_whole(const struct hwc_transfer *transfer);

/* When the next byte of a response that has begun must have come, by the loop's
 * clock. */
double hwc_response_due(const struct hwc_transfer *transfer);

/* Puts a download that came whole in its place. */
void hwc_response_keep_file(struct hwc_transfer *transfer);

#endif
