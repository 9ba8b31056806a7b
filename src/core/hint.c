/* SPDX-License-Identifier: Apache-2.0
 *
 * Likely causes, the strongest evidence first. The gateway's messages are not
 * stable; they are used only if they contain known words. */
#include "core/hint.h"

#include "core/text.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Seconds by which clocks may differ; the gateway itself allows 900. */
#define CLOCK_TOLERANCE 60.0

static bool mentions(const char *message, const char *word)
{
  size_t length = strlen(word);

  for (; strlen(message) >= length; message++)
    if (hwc_text_equal_nocase((struct hwc_text){message, length},
                              (struct hwc_text){word, length}))
      return true;
  return false;
}

static const char *reason_of_keys(const struct hwc_identity *identity)
{
  const char *message = identity->message;

  if (mentions(message, "reach the limit") || mentions(message, "locked"))
    return "the access key is locked for 5 minutes, because 5 requests with it "
           "were refused";
  if (mentions(message, "not exist") || mentions(message, "unknown key") ||
      mentions(message, "secretkey"))
    return "the service does not know the access key: it was deleted or "
           "disabled, or belongs to another site of the cloud";
  if (identity->temporary && mentions(message, "token"))
    return "the security token has expired, or belongs to other keys";
  if (mentions(message, "project") || mentions(message, "region") ||
      mentions(message, "scope"))
    return "project_id or region does not belong to the account";
  if (mentions(message, "signature"))
    return "the secret key does not belong to this access key, or an "
           "intermediary changes the request";
  if (identity->temporary)
    return "the temporary keys have expired, or project_id or region does not "
           "belong to the account";
  return "the service does not know the access key (deleted, disabled, or of "
         "another site), or project_id or region does not belong to the "
         "account";
}

static const char *reason_of_token(const struct hwc_identity *identity)
{
  if (strcmp(identity->code, "APIG.0307") == 0 ||
      strcmp(identity->code, "APIGW.0307") == 0)
    return "the token has expired or was revoked";
  return "the token has expired, or belongs to another project or region";
}

void hwc_hint_identity(char *out, size_t size,
                       const struct hwc_identity *identity)
{
  double error = identity->clock_error;
  double offset = identity->clock_offset;

  if (!identity->keys)
    snprintf(out, size, "%s", reason_of_token(identity));
  else if (fabs(error) > CLOCK_TOLERANCE)
    snprintf(out, size,
             "the clock of this machine is %.0f s %s that of the service, and "
             "signatures are valid for 15 minutes",
             fabs(error), error > 0 ? "behind" : "ahead of");
  else if (offset != 0)
    snprintf(out, size,
             "%s (the clock of this machine is %.0f s %s that of the service, "
             "which is already corrected when signing)",
             reason_of_keys(identity), fabs(offset),
             offset > 0 ? "behind" : "ahead of");
  else
    snprintf(out, size, "%s", reason_of_keys(identity));
}
