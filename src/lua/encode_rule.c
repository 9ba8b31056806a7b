/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules across the members of a table. */
#include "lua/encode_parts.h"
#include "lua/lua_secret.h"
#include <stdio.h>
#include <string.h>

/* Pushes the value at "a.b.c" of the table at `index`, or nil. Returns its
 * type.
 */
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

/* The member that a condition tests. Consecutive rules often test the same one,
 * so it is read once. */
struct condition {
  const char *when; /* its name; NULL: nothing was read yet */
  bool given;
  struct hwc_text value; /* valid while the table holds the member */
  char digits[24];       /* `value` of an integer */
};

static void read_condition(lua_State *L, int index, const struct hwc_rule *rule,
                           struct condition *condition)
{
  if (condition->when == rule->when)
    return;
  condition->when = rule->when;
  condition->value = (struct hwc_text){NULL, 0};
  condition->given = get_deep(L, index, rule->when) != LUA_TNIL;
  if (!hwcL_totext(L, -1, &condition->value)) {
    if (lua_type(L, -1) == LUA_TBOOLEAN) {
      condition->value = hwc_text_of(lua_toboolean(L, -1) ? "true" : "false");
    } else if (lua_type(L, -1) == LUA_TNUMBER) {
      int is_integer;
      lua_Integer value = lua_tointegerx(L, -1, &is_integer);
      if (is_integer) {
        snprintf(condition->digits, sizeof condition->digits, "%lld",
                 (long long)value);
        condition->value = hwc_text_of(condition->digits);
      }
    }
  }
  lua_pop(L, 1);
}

/* Rejects the value at `path` by a rule that may have a condition. */
static bool refuse_where(const struct hwcL_encoder *e,
                         const struct hwc_rule *rule,
                         const struct hwcL_path *path, const char *words,
                         const char *got)
{
  if (rule->when == NULL)
    return hwcL_refuse(e, path, "%s, got %s", words, got);
  return hwcL_refuse(e, path, "%s if %s is \"%s\", got %s", words, rule->when,
                     rule->is, got);
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

  if (get_deep(L, index, field->name) == LUA_TNIL) {
    lua_pop(L, 1);
    if (field->flags & HWC_REQUIRED)
      return refuse_where(e, rule, path, "required", "nothing");
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
    return refuse_where(e, rule, path, violation.rule, violation.got);
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
           words.data != NULL ? words.data : "a rule");
  hwc_buffer_done(&words);
  return hwcL_refuse(e, &path, "%s, got %s", rule_words, got);
}

/* True if number `a` is less than `b`, or if one of them is absent. */
static bool is_less(lua_State *L, int index, const char *a, const char *b)
{
  bool less = true;

  get_deep(L, index, a);
  get_deep(L, index, b);
  if (lua_type(L, -2) == LUA_TNUMBER && lua_type(L, -1) == LUA_TNUMBER)
    less = lua_tonumber(L, -2) < lua_tonumber(L, -1);
  lua_pop(L, 2);
  return less;
}

static bool check_rule(const struct hwcL_encoder *e,
                       const struct hwc_rule *rule,
                       const struct hwcL_path *above, int index,
                       struct condition *condition)
{
  lua_State *L = e->L;
  bool equal = true;
  size_t count = 0;

  if (rule->when != NULL) {
    read_condition(L, index, rule, condition);
    equal = condition->given &&
            hwc_text_equal(condition->value, hwc_text_of(rule->is));
  }
  switch (rule->kind) {
  case HWC_EXACTLY_ONE:
  case HWC_AT_LEAST_ONE:
    for (size_t i = 0; i < HWC_COUNT(rule->names) && rule->names[i] != NULL;
         i++)
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
    if (condition->given && !equal && hwcL_is_given(L, index, rule->names[0])) {
      struct hwcL_path path = hwcL_named(above, rule->names[0]);
      return hwcL_refuse(e, &path, "only if %s is \"%s\", got another one",
                         rule->when, rule->is);
    }
    return true;
  case HWC_LESS:
    if (!is_less(L, index, rule->names[0], rule->names[1])) {
      struct hwcL_path path = hwcL_named(above, rule->names[0]);
      return hwcL_refuse(e, &path, "less than %s, got as much or more",
                         rule->names[1]);
    }
    return true;
  case HWC_WHEN:
    if (equal && hwc_gateway_has(rule->field.gateway, e->gateway)) {
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
  struct condition condition = {.when = NULL};

  for (size_t i = 0; e->validate && i < count; i++)
    if (!check_rule(e, &rules[i], above, index, &condition))
      return false;
  return true;
}
