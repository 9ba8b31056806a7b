/* SPDX-License-Identifier: Apache-2.0
 *
 * Starts libcurl with an allocator that wipes memory before it is freed:
 * libcurl's buffers hold requests with their tokens and bodies. */
#ifndef HWC_CORE_CURL_MEMORY_H
#define HWC_CORE_CURL_MEMORY_H

#include <curl/curl.h>
#include <stdbool.h>

/* Call once per process. Blocks come from malloc(), so programs that pass
 * libcurl's memory to free() still may. */
CURLcode hwc_curl_memory_start(void);

/* True if libcurl uses this allocator. False if the program initialised libcurl
 * before: libcurl then keeps the allocator of that time. */
bool hwc_curl_memory_is_wiped(void);

#endif
