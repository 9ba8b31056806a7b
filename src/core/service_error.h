/* SPDX-License-Identifier: Apache-2.0
 *
 * Code and message in the JSON body of an answer that is an error. */
#ifndef HWC_CORE_SERVICE_ERROR_H
#define HWC_CORE_SERVICE_ERROR_H

#include "core/text.h"

/* Texts end with a zero byte, are cut where they are longer, and have no
 * control bytes. */
struct hwc_service_error {
  char code[64];
  char message[256];
};

/* Looks in the object that `body` is, and level by level in the objects that
 * are its members, for the first pair of which both members are strings or
 * numbers: error_code and error_msg, errorCode and errorMsg, code and message;
 * as the official clients do. False, with both texts empty, where there is
 * none, or where the body is not JSON (RFC 8259) from its first byte to its
 * last. */
bool hwc_service_error_find(struct hwc_service_error *error,
                            struct hwc_text body);

#endif
