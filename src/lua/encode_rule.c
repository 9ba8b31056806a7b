/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules across the members of a table. */
#include "lua/encode_parts.h"
#include "lua/lua_secret.h"
#include <stdio.h>
#include <string.h>

/* --- Rules across members ----------------------------------------------- */

/* Pushes the value at "a.b.c" below the table at `index`, or nil. */
static int get_deep(lua_State *L, int index, const char *name)
{
  lua_pushvalue(L, index);
  for (;;) {
    size_t length = strcspn(name, ".");
    if (lua_type(L, -1) != LUA_TTABLE) {
      lua_pop(L, 1);
      lua_pushnil(L);
      return LUA_TNIL;
    }
    lua_pushlstring(L, name, length);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    if (!name[length])
      return lua_type(L, -1);
    name += length + 1;
  }
}

bool hwcL_is_given(lua_State *L, int index, const char *name)
{
  int type = get_deep(L, index, name);

  lua_pop(L, 1);
  return type != LUA_TNIL;
}

/* Whether member `when` of the table is there, and whether it is `is`. */
static void compare(lua_State *L, int index, const struct hwc_rule *rule,
                    bool *given, bool *equal)
{
  struct hwc_text text;

  *given = get_deep(L, index, rule->when) != LUA_TNIL;
  *equal = *given && hwcL_totext(L, -1, &text) &&
           hwc_text_equal(text, hwc_text_of(rule->is));
  lua_pop(L, 1);
}

static bool check_bounds(const struct hwcL_encoder *e,
                         const struct hwc_rule *rule,
                         const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  const struct hwc_field *field = &rule->field;
  struct hwc_violation violation;
  struct hwc_text text;
  bool fine = true;
  char condition[120] = "";

  if (rule->when)
    snprintf(condition, sizeof condition, " where %s is \"%s\"", rule->when,
             rule->is);
  if (get_deep(L, index, field->name) == LUA_TNIL) {
    lua_pop(L, 1);
    if (field->flags & HWC_REQUIRED)
      return hwcL_refuse(e, path, "required%s, got nothing", condition);
    return true;
  }
  int top = lua_gettop(L);
  if (hwcL_totext(L, top, &text)) {
    ptrdiff_t characters = hwc_text_characters(text);
    fine = characters < 0 ||
           hwc_check_text(field, text, (size_t)characters, &violation);
  } else if (lua_isinteger(L, top)) {
    fine = hwc_check_integer(field, lua_tointeger(L, top), &violation);
  } else if (lua_type(L, top) == LUA_TTABLE && field->type == HWC_ARRAY) {
    fine = hwc_check_count(field, (size_t)lua_rawlen(L, top), &violation);
  }
  if (!fine)
    return hwcL_refuse(e, path, "%s%s, got %s", violation.rule, condition,
                       violation.got);
  lua_pop(L, 1);
  return true;
}

static bool fail_names(const struct hwcL_encoder *e,
                       const struct hwc_rule *rule,
                       const struct hwcL_path *above, const char *got)
{
  struct hwcL_path path = hwcL_named(above, rule->names[0]);
  struct hwc_buffer words = HWC_BUFFER_INIT;
  char rule_words[200];

  hwc_append_rule(&words, rule);
  snprintf(rule_words, sizeof rule_words, "%s",
           words.data ? words.data : "a rule");
  hwc_buffer_done(&words);
  return hwcL_refuse(e, &path, "%s, got %s", rule_words, got);
}

static bool check_rule(const struct hwcL_encoder *e,
                       const struct hwc_rule *rule,
                       const struct hwcL_path *above, int index)
{
  lua_State *L = e->L;
  bool given = true;
  bool equal = true;
  size_t count = 0;

  if (rule->when)
    compare(L, index, rule, &given, &equal);
  switch (rule->kind) {
  case HWC_EXACTLY_ONE:
  case HWC_AT_LEAST_ONE:
    for (size_t i = 0; i < HWC_COUNT(rule->names) && rule->names[i]; i++)
      count += hwcL_is_given(L, index, rule->names[i]);
    if (count == 0)
      return fail_names(e, rule, above, "none");
    if (count > 1 && rule->kind == HWC_EXACTLY_ONE)
      return fail_names(e, rule, above, count == 2 ? "two" : "three");
    return true;
  case HWC_NEEDS:
    if (hwcL_is_given(L, index, rule->names[0]) &&
        !hwcL_is_given(L, index, rule->names[1])) {
      struct hwcL_path path = hwcL_named(above, rule->names[1]);
      return hwcL_refuse(e, &path, "required with %s, got nothing",
                         rule->names[0]);
    }
    return true;
  case HWC_ONLY_WHEN:
    if (given && !equal && hwcL_is_given(L, index, rule->names[0])) {
      struct hwcL_path path = hwcL_named(above, rule->names[0]);
      return hwcL_refuse(e, &path, "only where %s is \"%s\", got another one",
                         rule->when, rule->is);
    }
    return true;
  case HWC_WHEN:
    if (equal && (e->twin || !(rule->field.flags & HWC_TWIN_ONLY))) {
      struct hwcL_path path = hwcL_named(above, rule->field.name);
      return check_bounds(e, rule, &path, index);
    }
    return true;
  }
  return true;
}

bool hwcL_check_rules(const struct hwcL_encoder *e,
                      const struct hwc_rule *rules, size_t count,
                      const struct hwcL_path *above, int index)
{
  for (size_t i = 0; e->validate && i < count; i++)
    if (!check_rule(e, &rules[i], above, index))
      return false;
  return true;
}
