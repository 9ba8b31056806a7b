/* SPDX-License-Identifier: Apache-2.0
 *
 * Validates and walks tables of arguments: no metamethods that add members,
 * arrays without holes, no unknown members. */
#include "lua/encode_parts.h"

#include <lauxlib.h>
#include <stdint.h>

bool hwcL_check_plain(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, int index)
{
  const char *event = hwcL_finds_more(e->L, index);

  return event == NULL ||
         hwcL_refuse(e, path, "a plain table, got one whose metatable has %s",
                     event);
}

lua_Integer hwcL_array_length(const struct hwcL_encoder *e,
                              const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  lua_Integer length = (lua_Integer)lua_rawlen(L, index);
  lua_Integer largest = 0;
  lua_Integer keys = 0;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    lua_Integer key = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
    if (key < 1) {
      hwcL_refuse(e, path,
                  "an array, got a table with other keys than 1, 2, 3");
      return -1;
    }
    if (key > largest)
      largest = key;
    keys++;
  }
  if (keys == largest)
    return keys == length ? length : largest;
  for (lua_Integer i = 1; i <= largest; i++) {
    if (lua_rawgeti(L, index, i) == LUA_TNIL) {
      struct hwcL_path hole = hwcL_item_of(path, i);
      hwcL_refuse(e, &hole, "an array without holes, got nothing");
      return -1;
    }
    lua_pop(L, 1);
  }
  return largest;
}

struct hwcL_path hwcL_push_item(const struct hwcL_encoder *e,
                                const struct hwcL_path *path, int index,
                                lua_Integer i)
{
  lua_rawgeti(e->L, index, i);
  if (i > 1)
    hwc_buffer_append_char(e->out, ',');
  return hwcL_item_of(path, i);
}

/* --- Names of members ----------------------------------------------------- */

const struct hwc_field *hwcL_find_field(const struct hwc_field *fields,
                                        size_t count, struct hwc_text name)
{
  for (size_t i = 0; i < count; i++)
    if (fields[i].name[0] == *name.data &&
        hwc_text_equal(hwc_text_of(fields[i].name), name))
      return &fields[i];
  return NULL;
}

bool hwcL_is_known(const struct hwcL_names *names, struct hwc_text name)
{
  return hwcL_find_field(names->parameters, names->parameter_count, name) !=
           NULL ||
         (names->shape != NULL &&
          hwcL_find_field(names->shape->fields, names->shape->field_count,
                          name) != NULL);
}

static const char *nearest(const struct hwcL_names *names, struct hwc_text name)
{
  const char *best = NULL;
  size_t distance = SIZE_MAX;

  for (size_t i = 0; i < names->parameter_count; i++)
    hwc_nearest_try(name, names->parameters[i].name, &best, &distance);
  for (size_t i = 0; names->shape != NULL && i < names->shape->field_count; i++)
    hwc_nearest_try(name, names->shape->fields[i].name, &best, &distance);
  return best;
}

/* True if the operation takes its body as the argument `body`, and that has the
 * member. */
static bool is_in_body(const struct hwcL_encoder *e, struct hwc_text name)
{
  const struct hwc_struct *body = e->operation->body;

  return e->operation->body_kind == HWC_BODY_NESTED &&
         hwcL_find_field(body->fields, body->field_count, name) != NULL;
}

/* True for the members of hwc.CallOptions. */
static bool is_call_option(struct hwc_text name)
{
  static const char *const options[] = {
    "deadline", "headers",     "progress", "rate_limit", "retry",
    "to",       "send_before", "timeout",  "validate",
  };

  for (size_t i = 0; i < HWC_COUNT(options); i++)
    if (hwc_text_equal(hwc_text_of(options[i]), name))
      return true;
  return false;
}

bool hwcL_refuse_unknown(const struct hwcL_encoder *e,
                         const struct hwcL_names *names,
                         const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  struct hwcL_path member = {.up = path};

  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING) {
      hwcL_refuse(e, path, "named members, got a table with other keys");
      return true;
    }
    struct hwc_text name;
    name.data = lua_tolstring(L, -1, &name.length);
    if (!hwcL_is_known(names, name) &&
        (member.name.data == NULL || hwc_text_compare(name, member.name) < 0))
      member.name = name;
  }
  if (member.name.data == NULL)
    return false;
  const char *known = nearest(names, member.name);
  if (path == NULL && e->operation != NULL && is_call_option(member.name))
    hwcL_refuse(e, &member,
                "unknown member; the call option of that name belongs in the "
                "second table");
  else if (path == NULL && e->operation != NULL && is_in_body(e, member.name))
    hwcL_refuse(e, &member, "unknown member; it belongs in body = { ... }");
  else if (known != NULL)
    hwcL_refuse(e, &member, "unknown member, the nearest known one is %s",
                known);
  else
    hwcL_refuse(e, &member, "unknown member");
  return true;
}

bool hwcL_refuse_required(const struct hwcL_encoder *e,
                          const struct hwcL_names *names,
                          const struct hwcL_path *above,
                          const struct hwcL_path *path, int index)
{
  if (hwcL_refuse_unknown(e, names, above, index))
    return false;
  return hwcL_refuse(e, path, "required, got nothing");
}

bool hwcL_check_gateway(const struct hwcL_encoder *e,
                        const struct hwc_field *field,
                        const struct hwcL_path *path)
{
  if (hwc_gateway_has(field->gateway, e->gateway) || !e->validate)
    return true;
  const struct hwc_gateway *gateways = e->service->gateways;
  return hwcL_refuse(
    e, path, "only with gateway = \"%s\", got gateway = \"%s\"",
    gateways[field->gateway - 1].name, gateways[e->gateway].name);
}
