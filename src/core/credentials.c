/* SPDX-License-Identifier: Apache-2.0
 *
 * Checking, counting the users of and wiping credentials. */
#include "core/credentials.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Seconds without a request after HWC_MOST_REFUSALS. */
#define PAUSE 60.0

static enum hwc_status check_token(const char *name, struct hwc_text value,
                                   struct hwc_error *error)
{
  for (size_t i = 0; i < value.length; i++)
    if ((unsigned char)value.data[i] <= 0x20 || value.data[i] == 0x7f) {
      hwc_error_set(error, HWC_KIND_VALIDATION,
                    "%s: must not have spaces or control bytes, got %zu bytes "
                    "with some (a line end?)",
                    name, value.length);
      return HWC_INVALID;
    }
  return HWC_OK;
}

/* The digest of "ak NUL sk", or of the token. */
static enum hwc_status digest(unsigned char out[32], struct hwc_text first,
                              struct hwc_text second)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new();

  if (context == NULL)
    return HWC_NO_MEMORY;
  bool good = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(context, first.data, first.length) == 1 &&
              EVP_DigestUpdate(context, "", 1) == 1 &&
              EVP_DigestUpdate(context, second.data, second.length) == 1 &&
              EVP_DigestFinal_ex(context, out, NULL) == 1;
  EVP_MD_CTX_free(context);
  return good ? HWC_OK : HWC_CRYPTO;
}

static enum hwc_status fill(struct hwc_credentials *credentials,
                            const struct hwc_signer_options *options,
                            struct hwc_text security_token,
                            struct hwc_text token, struct hwc_error *error)
{
  enum hwc_status status = check_token("token", token, error);

  if (status == HWC_OK)
    status = check_token("security_token", security_token, error);
  if (status == HWC_OK && token.length == 0)
    status = hwc_signer_new(&credentials->signer, options, error);
  if (status == HWC_OK)
    status =
      token.length > 0
        ? digest(credentials->standing->digest, HWC_TEXT(""), token)
        : digest(credentials->standing->digest, options->ak, options->sk);
  if (status != HWC_OK)
    return status;
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
                  "token: must not be mixed with ak, sk or security_token");
    return HWC_INVALID;
  }
  struct hwc_credentials *made = calloc(1, sizeof *made);
  if (made == NULL)
    return HWC_NO_MEMORY;
  made->references = 1;
  made->standing = calloc(1, sizeof *made->standing);
  if (made->standing == NULL) {
    free(made);
    return HWC_NO_MEMORY;
  }
  made->standing->references = 1;
  enum hwc_status status = fill(made, options, security_token, token, error);
  if (status != HWC_OK) {
    hwc_credentials_unref(made);
    return status;
  }
  *credentials = made;
  return HWC_OK;
}

static void leave_list(struct hwc_standing *standing)
{
  if (standing->list == NULL)
    return;
  struct hwc_standing **link = &standing->list->first;
  while (*link != standing)
    link = &(*link)->next;
  *link = standing->next;
  standing->list = NULL;
}

static void unref_standing(struct hwc_standing *standing)
{
  if (--standing->references > 0)
    return;
  leave_list(standing);
  OPENSSL_cleanse(standing->digest, sizeof standing->digest);
  free(standing);
}

void hwc_standings_done(struct hwc_standings *standings)
{
  while (standings->first != NULL)
    leave_list(standings->first);
}

void hwc_credentials_share(struct hwc_credentials *c,
                           struct hwc_standings *standings)
{
  struct hwc_standing *own = c->standing;

  for (struct hwc_standing *s = standings->first; s != NULL; s = s->next)
    if (memcmp(s->digest, own->digest, sizeof s->digest) == 0) {
      s->references++;
      c->standing = s;
      unref_standing(own);
      return;
    }
  own->list = standings;
  own->next = standings->first;
  standings->first = own;
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
  hwc_buffer_done(&c->ak);
  hwc_buffer_done(&c->security_token);
  hwc_buffer_done(&c->token);
  unref_standing(c->standing);
  free(c);
}

/* While they are paused each attempt is let through, to be told so; after it
 * one is tried. */
static bool has_room(const struct hwc_standing *standing, double now)
{
  size_t most = 1;

  if (standing->accepted || standing->paused_until > now)
    return true;
  if (standing->refusals < HWC_MOST_REFUSALS)
    most = (size_t)(HWC_MOST_REFUSALS - standing->refusals);
  return standing->under_way < most;
}

static void unlink_turn(struct hwc_standing *standing, struct hwc_turn *turn)
{
  if (turn->previous != NULL)
    turn->previous->next = turn->next;
  else
    standing->first = turn->next;
  if (turn->next != NULL)
    turn->next->previous = turn->previous;
  else
    standing->last = turn->previous;
  turn->next = NULL;
  turn->previous = NULL;
  turn->state = HWC_TURN_NONE;
}

static void take(struct hwc_standing *standing, struct hwc_turn *turn)
{
  turn->state = HWC_TURN_TAKEN;
  standing->under_way++;
}

/* A turn may end within `go`: this is not called inside itself then, but goes
 * on by itself. */
static void go_on(struct hwc_standing *standing, double now)
{
  if (standing->going_on)
    return;
  standing->going_on = true;
  while (standing->first != NULL && has_room(standing, now)) {
    struct hwc_turn *turn = standing->first;
    unlink_turn(standing, turn);
    take(standing, turn);
    turn->go(turn);
  }
  standing->going_on = false;
}

bool hwc_credentials_take_turn(struct hwc_credentials *c, struct hwc_turn *turn,
                               double now)
{
  if (c->standing->first == NULL && has_room(c->standing, now)) {
    take(c->standing, turn);
    return true;
  }
  turn->state = HWC_TURN_WAITING;
  turn->previous = c->standing->last;
  turn->next = NULL;
  if (c->standing->last != NULL)
    c->standing->last->next = turn;
  else
    c->standing->first = turn;
  c->standing->last = turn;
  return false;
}

void hwc_credentials_end_turn(struct hwc_credentials *c, struct hwc_turn *turn,
                              double now)
{
  if (turn->state == HWC_TURN_NONE)
    return;
  if (turn->state == HWC_TURN_WAITING) {
    unlink_turn(c->standing, turn);
  } else {
    turn->state = HWC_TURN_NONE;
    c->standing->under_way--;
  }
  /* Those that go on may let go of all other references. */
  hwc_credentials_ref(c);
  go_on(c->standing, now);
  hwc_credentials_unref(c);
}

void hwc_credentials_accepted(struct hwc_credentials *c)
{
  c->standing->accepted = true;
  c->standing->refusals = 0;
  c->standing->paused_until = 0;
}

/* After a pause a single refusal begins the next one. */
void hwc_credentials_refused(struct hwc_credentials *c, double now)
{
  c->standing->accepted = false;
  if (c->standing->refusals < HWC_MOST_REFUSALS)
    c->standing->refusals++;
  if (c->standing->refusals == HWC_MOST_REFUSALS)
    c->standing->paused_until = now + PAUSE;
}

double hwc_credentials_pause(const struct hwc_credentials *c, double now)
{
  return c->standing->paused_until > now ? c->standing->paused_until - now : 0;
}
