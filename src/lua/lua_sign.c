/* SPDX-License-Identifier: Apache-2.0
 *
 * hwc.sign, and functions for verifying signatures. Texts of the caller are
 * used in place: everything that Lua must allocate is allocated before they are
 * read from tables. */
#include "lua/lua_sign.h"

#include "api/check.h"
#include "core/signer.h"
#include "core/uri.h"
#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include "lua/pairs.h"
#include "lua/raw_table.h"
#include <lauxlib.h>
#include <openssl/rand.h>
#include <string.h>
#include <time.h>

#define SIGNING_MT "hwc.signing"

enum { MAX_RANDOM = 65536, MAX_ADDED = 6 };

/* The functions that accept an option. */
enum { IN_SIGN = 1, IN_SIGNATURE = 2, IN_BOTH = IN_SIGN | IN_SIGNATURE };

enum {
  METHOD,
  URL,
  TARGET,
  QUERY,
  HEADERS,
  BODY,
  AK,
  SK,
  SECURITY_TOKEN,
  PROJECT_ID,
  DOMAIN_ID,
  ALGORITHM,
  REGION,
  SERVICE,
  DATE,
  OPTION_COUNT
};

static const struct option {
  const char *name;
  int where;
  bool pairs; /* names and values, see lua/pairs.h; else a text */
  bool required;
} options[OPTION_COUNT] = {
  [METHOD] = {.name = "method", .where = IN_BOTH, .required = true},
  [URL] = {.name = "url", .where = IN_SIGN, .required = true},
  [TARGET] = {.name = "target", .where = IN_SIGNATURE, .required = true},
  [QUERY] = {.name = "query", .where = IN_SIGN, .pairs = true},
  [HEADERS] = {.name = "headers", .where = IN_BOTH, .pairs = true},
  [BODY] = {.name = "body", .where = IN_BOTH},
  [AK] = {.name = "ak", .where = IN_BOTH, .required = true},
  [SK] = {.name = "sk", .where = IN_BOTH, .required = true},
  [SECURITY_TOKEN] = {.name = "security_token", .where = IN_SIGN},
  [PROJECT_ID] = {.name = "project_id", .where = IN_SIGN},
  [DOMAIN_ID] = {.name = "domain_id", .where = IN_SIGN},
  [ALGORITHM] = {.name = "algorithm", .where = IN_BOTH},
  [REGION] = {.name = "region", .where = IN_BOTH},
  [SERVICE] = {.name = "service", .where = IN_BOTH},
  [DATE] = {.name = "date", .where = IN_BOTH},
};

/* Option i is in stack slot OPTIONS + 1 + i. */
enum { OPTIONS = 1 };

static int slot(int option)
{
  return OPTIONS + 1 + option;
}

/* Memory owned by C while signing. */
struct signing {
  struct hwc_signer *signer;
  struct hwc_signature stages;
  struct hwc_buffer target;
};

static void signing_done(struct signing *signing)
{
  hwc_signer_free(signing->signer);
  signing->signer = NULL;
  hwc_signature_done(&signing->stages);
  hwc_buffer_done(&signing->target);
}

static int signing_gc(lua_State *L)
{
  signing_done(luaL_checkudata(L, 1, SIGNING_MT));
  return 0;
}

static struct signing *push_signing(lua_State *L)
{
  struct signing *signing = lua_newuserdatauv(L, sizeof *signing, 0);
  memset(signing, 0, sizeof *signing);
  luaL_setmetatable(L, SIGNING_MT);
  return signing;
}

static bool read_string(lua_State *L, int index, struct hwc_text *text)
{
  if (lua_type(L, index) != LUA_TSTRING)
    return false;
  text->data = lua_tolstring(L, index, &text->length);
  return true;
}

static int unknown_option(lua_State *L, const char *function, int where,
                          struct hwc_text name)
{
  const char *nearest = NULL;
  size_t least = SIZE_MAX;

  for (int i = 0; i < OPTION_COUNT; i++)
    if ((options[i].where & where) != 0)
      hwc_nearest_try(name, options[i].name, &nearest, &least);
  hwcL_push_line(L, name, 60);
  const char *shown = lua_tostring(L, -1);
  if (nearest == NULL)
    return luaL_error(L, "%s: unknown option \"%s\"", function, shown);
  return luaL_error(L, "%s: unknown option \"%s\", did you mean \"%s\"?",
                    function, shown, nearest);
}

/* Puts the options into their slots; validates names and types. */
static void read_options(lua_State *L, const char *function, int where,
                         struct hwc_text texts[OPTION_COUNT])
{
  lua_settop(L, OPTIONS);
  if (lua_type(L, OPTIONS) != LUA_TTABLE)
    luaL_error(L, "%s: the options have to be a table, got %s", function,
               luaL_typename(L, OPTIONS));
  luaL_checkstack(L, OPTION_COUNT + 20, NULL);
  const char *event = hwcL_finds_more(L, OPTIONS);
  if (event != NULL)
    luaL_error(L,
               "%s: the options have to be a plain table, got one whose "
               "metatable has %s",
               function, event);

  for (lua_pushnil(L); lua_next(L, OPTIONS); lua_pop(L, 1)) {
    struct hwc_text name;
    int i = 0;
    if (!read_string(L, -2, &name))
      luaL_error(L, "%s: unknown option of type %s", function,
                 luaL_typename(L, -2));
    while (i < OPTION_COUNT &&
           ((options[i].where & where) == 0 ||
            !hwc_text_equal(hwc_text_of(options[i].name), name)))
      i++;
    if (i == OPTION_COUNT)
      unknown_option(L, function, where, name);
  }

  for (int i = 0; i < OPTION_COUNT; i++) {
    lua_pushstring(L, options[i].name);
    lua_rawget(L, OPTIONS); /* slot(i) */
    texts[i] = (struct hwc_text){0};
    if ((options[i].where & where) == 0)
      continue;
    if (lua_isnil(L, -1)) {
      if (options[i].required)
        luaL_error(L, "%s: option \"%s\" is missing", function,
                   options[i].name);
    } else if (options[i].pairs ? !lua_istable(L, -1)
                                : !hwcL_totext(L, -1, &texts[i])) {
      luaL_error(L, "%s: option \"%s\" has to be a %s, got %s", function,
                 options[i].name, options[i].pairs ? "table" : "string",
                 luaL_typename(L, -1));
    }
  }
}

/* Counts the pairs of an option; raises an error if it is malformed. */
static size_t count_pairs(lua_State *L, const char *function, int option)
{
  size_t count;

  if (!hwcL_count_pairs(L, slot(option), options[option].name, &count))
    luaL_error(L, "%s: %s", function, lua_tostring(L, -1));
  return count;
}

static struct hwc_pair *push_pairs(lua_State *L, size_t count)
{
  if (count > SIZE_MAX / sizeof(struct hwc_pair))
    luaL_error(L, "not enough memory");
  return lua_newuserdatauv(L, (count + 1) * sizeof(struct hwc_pair), 0);
}

static const struct hwc_text *find_header(const struct hwc_pair *headers,
                                          size_t count, const char *name)
{
  for (size_t i = 0; i < count; i++)
    if (hwc_text_equal_nocase(headers[i].name, hwc_text_of(name)))
      return &headers[i].value;
  return NULL;
}

static int invalid(lua_State *L, int option, const char *what)
{
  hwcL_fail(L, HWC_KIND_VALIDATION, "%s: %s", options[option].name, what);
  hwcL_set_string(L, "field", options[option].name);
  return 2;
}

/* Returns 0 if the algorithm is known. */
static int read_algorithm(lua_State *L, struct hwc_text name,
                          enum hwc_algorithm *algorithm)
{
  *algorithm = HWC_SDK_HMAC_SHA256;
  if (name.data == NULL || hwc_algorithm_find(algorithm, name))
    return 0;
  return invalid(L, ALGORITHM,
                 "one of SDK-HMAC-SHA256, SDK-HMAC-SM3, V11-HMAC-SHA256");
}

static bool starts_with(struct hwc_text text, struct hwc_text prefix)
{
  return text.length >= prefix.length &&
         memcmp(text.data, prefix.data, prefix.length) == 0;
}

/* Like the official clients: only JSON and BSON bodies are hashed, and
 * Content-Type must be spelled exactly so. */
static bool is_unsigned_type(const struct hwc_pair *headers, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (hwc_text_equal(headers[i].name, HWC_TEXT("Content-Type")))
      return !starts_with(headers[i].value, HWC_TEXT("application/json")) &&
             !starts_with(headers[i].value, HWC_TEXT("application/bson"));
  return false;
}

static void add(struct hwc_pair *headers, size_t *count, const char *name,
                struct hwc_text value)
{
  if (find_header(headers, *count, name) == NULL)
    headers[(*count)++] = (struct hwc_pair){hwc_text_of(name), value};
}

static void add_headers(struct hwc_pair *headers, size_t *count,
                        const struct hwc_text texts[OPTION_COUNT],
                        enum hwc_algorithm algorithm, struct hwc_text authority)
{
  bool unsigned_body = is_unsigned_type(headers, *count);

  if (texts[PROJECT_ID].data != NULL)
    add(headers, count, "X-Project-Id", texts[PROJECT_ID]);
  if (texts[DOMAIN_ID].data != NULL)
    add(headers, count, "X-Domain-Id", texts[DOMAIN_ID]);
  if (texts[SECURITY_TOKEN].data != NULL)
    add(headers, count, "X-Security-Token", texts[SECURITY_TOKEN]);
  if (unsigned_body)
    add(headers, count, hwc_algorithm_content_header(algorithm),
        HWC_TEXT("UNSIGNED-PAYLOAD"));
  add(headers, count, "X-Sdk-Date", texts[DATE]);
  add(headers, count, "Host", authority);
}

/* Returns 0 if all IDs are valid header values. */
static int check_ids(lua_State *L, const struct hwc_text texts[OPTION_COUNT])
{
  static const int names[] = {SECURITY_TOKEN, PROJECT_ID, DOMAIN_ID};

  for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
    struct hwc_text text = texts[names[n]];
    if (text.data == NULL)
      continue;
    if (text.length == 0)
      return invalid(L, names[n], "must not be empty");
    if (hwc_text_find_control(text) != NULL ||
        hwc_text_find_any(text, " ") != NULL)
      return invalid(L, names[n], "must not contain spaces or control bytes");
  }
  return 0;
}

/* Writes path?query as sent: that of the URL, then the pairs. */
static enum hwc_status write_target(struct hwc_buffer *target,
                                    const struct hwc_uri *uri,
                                    const struct hwc_pair *query, size_t count)
{
  if (uri->path.length == 0)
    hwc_buffer_append_char(target, '/');
  hwc_buffer_append_text(target, uri->path);
  if (uri->has_query || count > 0)
    hwc_buffer_append_char(target, '?');
  hwc_buffer_append_text(target, uri->query);
  if (uri->query.length > 0 && count > 0)
    hwc_buffer_append_char(target, '&');
  enum hwc_status status = hwc_uri_append_query(target, query, count);
  return status != HWC_OK ? status : target->status;
}

static enum hwc_status sign_with(struct signing *signing,
                                 enum hwc_algorithm algorithm,
                                 const struct hwc_text texts[OPTION_COUNT],
                                 const struct hwc_signing *request,
                                 struct hwc_error *error)
{
  struct hwc_signer_options keys = {
    .algorithm = algorithm,
    .ak = texts[AK],
    .sk = texts[SK],
    .region = texts[REGION],
    .service = texts[SERVICE],
  };
  enum hwc_status status = hwc_signer_new(&signing->signer, &keys, error);
  if (status != HWC_OK)
    return status;
  return hwc_signer_sign(signing->signer, request, &signing->stages, error);
}

static void push_stages(lua_State *L, const struct hwc_signature *stages)
{
  lua_createtable(L, 0, 7);
  hwcL_set_text(L, "canonical_request",
                hwc_buffer_text(&stages->canonical_request));
  hwcL_set_text(L, "string_to_sign", hwc_buffer_text(&stages->string_to_sign));
  hwcL_set_text(L, "signed_headers", hwc_buffer_text(&stages->signed_headers));
  hwcL_set_string(L, "signature", stages->signature);
  hwcL_set_text(L, "authorization", hwc_buffer_text(&stages->authorization));
}

static void push_pair(lua_State *L, struct hwc_text name, struct hwc_text value)
{
  lua_createtable(L, 2, 0);
  lua_pushlstring(L, name.data, name.length);
  lua_rawseti(L, -2, 1);
  lua_pushlstring(L, value.data, value.length);
  lua_rawseti(L, -2, 2);
}

/* The added headers refer to literals, options in their slots and `date`, never
 * to values inside of tables. */
static void push_added(lua_State *L, const struct hwc_pair *added, size_t count,
                       const struct hwc_signature *stages)
{
  lua_createtable(L, (int)count + 1, 0);
  for (size_t i = 0; i < count; i++) {
    push_pair(L, added[i].name, added[i].value);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  push_pair(L, HWC_TEXT("Authorization"),
            hwc_buffer_text(&stages->authorization));
  lua_rawseti(L, -2, (lua_Integer)count + 1);
}

/* sign{...} -> stages | nil, err */
static int sign(lua_State *L)
{
  static const char function[] = "hwc.sign";
  struct hwc_text texts[OPTION_COUNT];
  struct hwc_error error = {0};
  struct hwc_uri uri;
  enum hwc_algorithm algorithm;
  char now[17];

  read_options(L, function, IN_SIGN, texts);
  if (read_algorithm(L, texts[ALGORITHM], &algorithm) != 0 ||
      check_ids(L, texts) != 0)
    return 2;
  if (hwc_uri_parse(&uri, texts[URL], &error) != HWC_OK)
    return invalid(L, URL, error.message);
  hwcL_convert_values(L, slot(QUERY));
  size_t query_count = count_pairs(L, function, QUERY);
  size_t given = count_pairs(L, function, HEADERS);
  struct signing *signing = push_signing(L);
  struct hwc_pair *query = push_pairs(L, query_count);
  struct hwc_pair *headers = push_pairs(L, given + MAX_ADDED);
  hwcL_read_pairs(L, slot(QUERY), query, query_count);
  hwcL_read_pairs(L, slot(HEADERS), headers, given);

  if (find_header(headers, given, "Authorization") != NULL)
    return invalid(L, HEADERS, "Authorization is set by signing");
  const struct hwc_text *set = find_header(headers, given, "X-Sdk-Date");
  if (set != NULL && texts[DATE].data != NULL &&
      !hwc_text_equal(hwc_text_trim(*set), texts[DATE]))
    return invalid(L, DATE, "the header X-Sdk-Date has a different date");
  if (set != NULL)
    texts[DATE] = hwc_text_trim(*set);
  if (texts[DATE].data == NULL) {
    hwc_signer_date(now, (int64_t)time(NULL));
    texts[DATE] = hwc_text_of(now);
  }
  size_t count = given;
  add_headers(headers, &count, texts, algorithm, uri.authority);
  enum hwc_status status =
    write_target(&signing->target, &uri, query, query_count);
  struct hwc_signing request = {
    .method = texts[METHOD],
    .target = hwc_buffer_text(&signing->target),
    .headers = headers,
    .header_count = count,
    .body = texts[BODY],
    .date = texts[DATE],
  };
  if (status == HWC_OK)
    status = sign_with(signing, algorithm, texts, &request, &error);
  if (status != HWC_OK) {
    signing_done(signing);
    return hwcL_fail_status(L, status, HWC_KIND_CREDENTIALS, &error);
  }

  push_stages(L, &signing->stages);
  hwcL_set_text(L, "target", hwc_buffer_text(&signing->target));
  push_added(L, headers + given, count - given, &signing->stages);
  lua_setfield(L, -2, "headers");
  signing_done(signing);
  return 1;
}

/* signature{...} -> stages | nil, err */
static int signature(lua_State *L)
{
  static const char function[] = "signature";
  struct hwc_text texts[OPTION_COUNT];
  struct hwc_error error = {0};
  enum hwc_algorithm algorithm;

  read_options(L, function, IN_SIGNATURE, texts);
  if (read_algorithm(L, texts[ALGORITHM], &algorithm) != 0)
    return 2;
  size_t count = count_pairs(L, function, HEADERS);
  struct signing *signing = push_signing(L);
  struct hwc_pair *headers = push_pairs(L, count);
  hwcL_read_pairs(L, slot(HEADERS), headers, count);

  const struct hwc_text *set = find_header(headers, count, "X-Sdk-Date");
  if (texts[DATE].data == NULL && set != NULL)
    texts[DATE] = hwc_text_trim(*set);
  struct hwc_signing request = {
    .method = texts[METHOD],
    .target = texts[TARGET],
    .headers = headers,
    .header_count = count,
    .body = texts[BODY],
    .date = texts[DATE],
    .with_underscores = true,
  };
  enum hwc_status status =
    sign_with(signing, algorithm, texts, &request, &error);
  if (status != HWC_OK) {
    signing_done(signing);
    return hwcL_fail_status(L, status, HWC_KIND_CREDENTIALS, &error);
  }
  push_stages(L, &signing->stages);
  signing_done(signing);
  return 1;
}

static struct hwc_text check_text(lua_State *L, int arg)
{
  struct hwc_text text;

  if (!hwcL_totext(L, arg, &text))
    luaL_typeerror(L, arg, "string");
  return text;
}

/* body_hash(algorithm, body) -> hex | nil, err */
static int body_hash(lua_State *L)
{
  enum hwc_algorithm algorithm;
  char hex[65];
  struct hwc_text name = check_text(L, 1);
  struct hwc_text body = check_text(L, 2);

  if (read_algorithm(L, name, &algorithm) != 0)
    return 2;
  enum hwc_status status = hwc_algorithm_hash(hex, algorithm, body);
  if (status != HWC_OK)
    return hwcL_fail_status(L, status, HWC_KIND_CREDENTIALS, NULL);
  lua_pushstring(L, hex);
  return 1;
}

/* equal(a, b) -> boolean */
static int equal(lua_State *L)
{
  struct hwc_text a = check_text(L, 1);
  struct hwc_text b = check_text(L, 2);

  lua_pushboolean(L, hwc_text_equal_constant_time(a, b));
  return 1;
}

/* random(n) -> bytes */
static int random_bytes(lua_State *L)
{
  lua_Integer count = luaL_checkinteger(L, 1);
  luaL_Buffer buffer;

  luaL_argcheck(L, count >= 1 && count <= MAX_RANDOM, 1,
                "must be from 1 to 65536");
  char *bytes = luaL_buffinitsize(L, &buffer, (size_t)count);
  if (RAND_priv_bytes((unsigned char *)bytes, (int)count) != 1)
    return luaL_error(L, "libcrypto cannot provide random bytes");
  luaL_pushresultsize(&buffer, (size_t)count);
  return 1;
}

/* parse_date(text) -> seconds | nil */
static int parse_date(lua_State *L)
{
  int64_t seconds;

  if (hwc_signer_parse_date(&seconds, check_text(L, 1)))
    lua_pushinteger(L, (lua_Integer)seconds);
  else
    lua_pushnil(L);
  return 1;
}

void hwcL_open_sign(lua_State *L)
{
  static const luaL_Reg metamethods[] = {{"__gc", signing_gc}, {NULL, NULL}};
  static const luaL_Reg functions[] = {
    {"sign", sign},
    {"signature", signature},
    {"body_hash", body_hash},
    {"equal", equal},
    {"random", random_bytes},
    {"parse_date", parse_date},
    {"list_pairs", hwcL_list_pairs},
    {NULL, NULL},
  };

  /* Also filled if it exists: an earlier attempt may have run out of memory. */
  luaL_newmetatable(L, SIGNING_MT);
  luaL_setfuncs(L, metamethods, 0);
  lua_pop(L, 1);
  luaL_setfuncs(L, functions, 0);
}
