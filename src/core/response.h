/* SPDX-License-Identifier: Apache-2.0
 *
 * Receives the response of a transfer from libcurl, into the result or a file,
 * and detects when it is complete. If it cannot be accepted, `failure` of the
 * transfer says why. */
#ifndef HWC_CORE_RESPONSE_H
#define HWC_CORE_RESPONSE_H

#include "core/transfer.h"

/* CURLOPT_HEADERFUNCTION and CURLOPT_WRITEFUNCTION; `user` is the handle. */
size_t hwc_response_take_head(char *data, size_t size, size_t count,
                              void *user);
size_t hwc_response_take_body(char *data, size_t size, size_t count,
                              void *user);

/* True if the response is complete to its last byte; then it no longer matters
 * what happens to the rest of the request or to the stream. */
bool hwc_response_is_whole(const struct hwc_transfer *transfer);

/* The time, by the loop's clock, by which the next byte of a response in
 * progress must arrive. */
double hwc_response_due(const struct hwc_transfer *transfer);

/* Commits a download that is complete. */
void hwc_response_keep_file(struct hwc_transfer *transfer);

#endif
