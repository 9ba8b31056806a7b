/* SPDX-License-Identifier: Apache-2.0
 *
 * Validates, counts references of, and wipes credentials. */
#include "core/credentials.h"

#include <stdlib.h>

static enum hwc_status check_word(const char *name, struct hwc_text value,
                                  struct hwc_error *error)
{
  if (hwc_text_find_control(value) == NULL &&
      hwc_text_find_any(value, " ") == NULL)
    return HWC_OK;
  hwc_error_set(error, HWC_KIND_VALIDATION,
                "%s: must not contain spaces or control bytes, got %zu bytes "
                "with some (a line end?)",
                name, value.length);
  return HWC_INVALID;
}

static enum hwc_status fill(struct hwc_credentials *credentials,
                            const struct hwc_signer_options *options,
                            struct hwc_text security_token,
                            struct hwc_text token, struct hwc_error *error)
{
  enum hwc_status status = check_word("token", token, error);

  if (status == HWC_OK)
    status = check_word("security_token", security_token, error);
  if (status == HWC_OK)
    status = check_word("sk", options->sk, error);
  if (status == HWC_OK && token.length == 0)
    status = hwc_signer_new(&credentials->signer, options, error);
  if (status == HWC_OK)
    status =
      token.length > 0
        ? hwc_breaker_new(&credentials->breaker, HWC_TEXT(""), token)
        : hwc_breaker_new(&credentials->breaker, options->ak, options->sk);
  if (status != HWC_OK)
    return status;
  credentials->breaker->permanent =
    token.length == 0 && security_token.length == 0;
  hwc_buffer_append_text(&credentials->token, token);
  if (token.length == 0) {
    hwc_buffer_append_text(&credentials->ak, options->ak);
    hwc_buffer_append_text(&credentials->security_token, security_token);
  }
  if (credentials->token.status != HWC_OK)
    return credentials->token.status;
  if (credentials->ak.status != HWC_OK)
    return credentials->ak.status;
  return credentials->security_token.status;
}

enum hwc_status hwc_credentials_new(struct hwc_credentials **credentials,
                                    const struct hwc_signer_options *options,
                                    struct hwc_text security_token,
                                    struct hwc_text token,
                                    struct hwc_error *error)
{
  *credentials = NULL;
  bool keys = options->ak.length > 0 || options->sk.length > 0;
  if (token.length > 0 && (keys || security_token.length > 0)) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "token: must not be combined with ak, sk or security_token");
    return HWC_INVALID;
  }
  struct hwc_credentials *made = calloc(1, sizeof *made);
  if (made == NULL)
    return HWC_NO_MEMORY;
  made->references = 1;
  enum hwc_status status = fill(made, options, security_token, token, error);
  if (status != HWC_OK) {
    hwc_credentials_unref(made);
    return status;
  }
  *credentials = made;
  return HWC_OK;
}

void hwc_credentials_share(struct hwc_credentials *c,
                           struct hwc_breakers *breakers)
{
  c->breaker = hwc_breaker_share(c->breaker, breakers);
}

struct hwc_credentials *hwc_credentials_ref(struct hwc_credentials *c)
{
  c->references++;
  return c;
}

void hwc_credentials_unref(struct hwc_credentials *c)
{
  if (c == NULL || --c->references > 0)
    return;
  hwc_signer_free(c->signer);
  hwc_head_unref(c->head);
  hwc_buffer_done(&c->ak);
  hwc_buffer_done(&c->security_token);
  hwc_buffer_done(&c->token);
  hwc_breaker_unref(c->breaker);
  free(c);
}
