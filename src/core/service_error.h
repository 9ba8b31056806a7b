/* SPDX-License-Identifier: Apache-2.0
 *
 * Code and message in the JSON body of an answer that is an error. */
#ifndef HWC_CORE_SERVICE_ERROR_H
#define HWC_CORE_SERVICE_ERROR_H

#include "core/json.h"
#include "core/text.h"

/* Texts end with a zero byte, are cut where they are longer, and have no
 * control bytes. */
struct hwc_service_error {
  char code[64];
  char message[256];
};

/* Looks in the object that `body` is, and level by level (32 at most) in the
 * objects that are its members, for the first pair of which both members are
 * strings or numbers: error_code and error_msg, errorCode and errorMsg, code
 * and message; as the official clients do. False, with both texts empty, where
 * there is none, or where the body is not JSON from its first byte to its
 * last. */
bool hwc_service_error_find(struct hwc_service_error *error,
                            struct hwc_text body);

/* Where a body has what belongs to an error, as it stands there: strings with
 * their quotes and escapes. `data` is NULL where there is none. */
struct hwc_service_error_place {
  struct hwc_text code;
  struct hwc_text message; /* both or none */
  /* Of the object itself. */
  struct hwc_text request_id;
  struct hwc_text encoded_authorization_message;
};

/* False where the body is not an object of JSON from its first byte to its
 * last. */
bool hwc_service_error_locate(struct hwc_service_error_place *place,
                              struct hwc_text body);

/* What a string or a number of such a body says. The text belongs to `token`
 * or to `json`, which the caller ends; its data is NULL where memory is
 * short. */
struct hwc_text hwc_service_error_text(struct hwc_json *json,
                                       struct hwc_text token);

#endif
