/* SPDX-License-Identifier: Apache-2.0
 *
 * Error code and message in the JSON body of an error response. */
#ifndef HWC_CORE_SERVICE_ERROR_H
#define HWC_CORE_SERVICE_ERROR_H

#include "core/json.h"
#include "core/text.h"

/* Texts are zero-terminated, truncated if too long, and free of control
 * bytes. */
struct hwc_service_error {
  char code[64];
  char message[256];
};

/* Searches the object `body`, and level by level (at most 32) the objects that
 * are its members, for the first pair whose members are both strings or
 * numbers: error_code and error_msg, errorCode and errorMsg, code and message.
 * The official clients do the same. False, with both texts empty, if there is
 * none or if `body` is not entirely valid JSON. */
bool hwc_service_error_find(struct hwc_service_error *error,
                            struct hwc_text body);

/* Positions of error members in a body, as written: strings with quotes and
 * escapes. `data` is NULL if a member is absent. */
struct hwc_service_error_place {
  struct hwc_text code;
  struct hwc_text message; /* both or none */
  /* Of the outermost object. */
  struct hwc_text request_id;
  struct hwc_text encoded_authorization_message;
};

/* False if the body is not entirely a valid JSON object. */
bool hwc_service_error_locate(struct hwc_service_error_place *place,
                              struct hwc_text body);

/* Returns the decoded text of a string or number of such a body. It belongs to
 * `token` or to `json`, which the caller frees with hwc_json_done(); its data
 * is NULL if out of memory. */
struct hwc_text hwc_service_error_text(struct hwc_json *json,
                                       struct hwc_text token);

#endif
