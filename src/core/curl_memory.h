/* SPDX-License-Identifier: Apache-2.0
 *
 * Starts libcurl with memory that is wiped before it is freed: its buffers have
 * had requests with their tokens and bodies. */
#ifndef HWC_CORE_CURL_MEMORY_H
#define HWC_CORE_CURL_MEMORY_H

#include <curl/curl.h>
#include <stdbool.h>

/* To be called once per process. What is allocated is malloc()'s, so that
 * programs that give libcurl's memory to free() still may. */
CURLcode hwc_curl_memory_start(void);

/* Whether libcurl uses that memory. Not so where the program had started
 * libcurl before, which then keeps the memory of that start. */
bool hwc_curl_memory_is_wiped(void);

#endif
