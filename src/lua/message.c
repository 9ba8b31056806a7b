/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a request, and the list of its secrets. */
#include "lua/message.h"

#include <lauxlib.h>

#define MESSAGE_MT "hwc.message"

/* Resets all members but the buffers. */
static void reset(struct hwc_message *message)
{
  message->content_type[0] = '\0';
  message->proof_start = message->proof_length = message->own_secrets = 0;
  message->has_body = message->redacted = false;
}

void hwc_message_init(struct hwc_message *message)
{
  *message = (struct hwc_message){.body = {.limit = HWC_MAX_BODY}};
}

void hwc_message_done(struct hwc_message *message)
{
  hwc_buffer_done(&message->target);
  hwc_buffer_done(&message->headers);
  hwc_buffer_done(&message->body);
  hwc_buffer_done(&message->secrets);
  reset(message);
}

void hwc_message_clear(struct hwc_message *message)
{
  hwc_buffer_clear(&message->target);
  hwc_buffer_clear(&message->headers);
  hwc_buffer_clear(&message->body);
  hwc_buffer_clear(&message->secrets);
  reset(message);
}

void hwc_message_redact(struct hwc_message *message, struct hwc_text value)
{
  if (value.length < HWC_SHORTEST_SECRET)
    return;
  hwc_buffer_append_text(&message->secrets, value);
  hwc_buffer_append_char(&message->secrets, '\0');
}

struct hwc_text hwc_message_secret(struct hwc_message *message,
                                   struct hwc_text value)
{
  hwc_message_redact(message, value);
  return message->redacted ? HWC_TEXT(HWC_REDACTED) : value;
}

struct hwc_text hwc_message_proof(const struct hwc_message *message)
{
  if (message->proof_length > 0)
    return (struct hwc_text){message->body.data + message->proof_start,
                             message->proof_length};
  return (struct hwc_text){message->secrets.data, message->own_secrets};
}

static int message_gc(lua_State *L)
{
  hwc_message_done(luaL_checkudata(L, 1, MESSAGE_MT));
  return 0;
}

struct hwc_message *hwcL_push_message(lua_State *L)
{
  struct hwc_message *message = lua_newuserdatauv(L, sizeof *message, 0);

  hwc_message_init(message);
  if (luaL_newmetatable(L, MESSAGE_MT)) {
    lua_pushcfunction(L, message_gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return message;
}
