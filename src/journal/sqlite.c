/* SPDX-License-Identifier: Apache-2.0
 *
 * Journals in a file, by SQLite: one machine, any number of processes. */
#include "journal/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Prepared statements that are kept. A journal has fewer different ones. */
#define KEPT_STATEMENTS 128

/* Commits wait for the disk. 32 MB of pages are kept: ids come in no order, so
 * that each is on another page of their index. */
static const char WRITING[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA cache_size = -32000;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA foreign_keys = ON";

struct kept {
  char *text;
  sqlite3_stmt *statement;
};

struct journal_database {
  sqlite3 *handle;
  struct kept kept[KEPT_STATEMENTS];
  size_t kept_count;
  sqlite3_stmt *current; /* one of `kept`; NULL: none */
  bool at_row;           /* `current` is at a row that was not read yet */
};

static enum journal_failure failure_of(int code)
{
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return JOURNAL_BUSY;
  case SQLITE_FULL:
    return JOURNAL_FULL;
  case SQLITE_NOMEM:
    return JOURNAL_NO_MEMORY;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
    return JOURNAL_LOST;
  default:
    return JOURNAL_REFUSED;
  }
}

static bool fail(struct journal_database *d, struct journal_error *error)
{
  int code = sqlite3_extended_errcode(d->handle);

  error->failure = failure_of(code);
  snprintf(error->code, sizeof error->code, "%d", code);
  journal_set_message(error, sqlite3_errmsg(d->handle));
  return false;
}

static void reset(struct journal_database *d)
{
  if (d->current != NULL) {
    sqlite3_reset(d->current);
    sqlite3_clear_bindings(d->current);
  }
  d->current = NULL;
  d->at_row = false;
}

static void close_database(struct journal_database *d)
{
  if (d == NULL)
    return;
  reset(d);
  for (size_t i = 0; i < d->kept_count; i++) {
    sqlite3_finalize(d->kept[i].statement);
    free(d->kept[i].text);
  }
  sqlite3_close(d->handle);
  free(d);
}

/* "$1" is a name to SQLite, and its number that of its first use; "?1" is a
 * number. Returns memory of the caller; NULL: none left. */
static char *numbered(const char *statement)
{
  char *text = strdup(statement);

  for (char *at = text; at != NULL && *at != '\0'; at++)
    if (at[0] == '$' && at[1] >= '1' && at[1] <= '9')
      *at = '?';
  return text;
}

static bool prepare(struct journal_database *d, const char *statement,
                    struct journal_error *error)
{
  for (size_t i = 0; i < d->kept_count; i++)
    if (strcmp(d->kept[i].text, statement) == 0) {
      d->current = d->kept[i].statement;
      return true;
    }
  if (d->kept_count == KEPT_STATEMENTS) {
    struct kept *last = &d->kept[--d->kept_count];
    sqlite3_finalize(last->statement);
    free(last->text);
  }
  struct kept made = {.text = strdup(statement)};
  char *text = numbered(statement);
  if (made.text == NULL || text == NULL) {
    free(made.text);
    free(text);
    error->failure = JOURNAL_NO_MEMORY;
    return false;
  }
  int code = sqlite3_prepare_v3(d->handle, text, -1, SQLITE_PREPARE_PERSISTENT,
                                &made.statement, NULL);
  free(text);
  if (code != SQLITE_OK) {
    free(made.text);
    return fail(d, error);
  }
  d->kept[d->kept_count++] = made;
  d->current = made.statement;
  return true;
}

static bool bind(struct journal_database *d,
                 const struct journal_value *parameters, size_t count,
                 struct journal_error *error)
{
  if ((size_t)sqlite3_bind_parameter_count(d->current) != count) {
    error->failure = JOURNAL_REFUSED;
    journal_set_message(error,
                        "the statement has another number of parameters");
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    const struct journal_value *value = &parameters[i];
    int code = SQLITE_OK;
    if (value->type == JOURNAL_INTEGER)
      code = sqlite3_bind_int64(d->current, (int)i + 1, value->integer);
    else if (value->type == JOURNAL_TEXT)
      code = sqlite3_bind_text64(d->current, (int)i + 1, value->text,
                                 value->length, SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK)
      return fail(d, error);
  }
  return true;
}

/* Runs the statement to its first row or its end. */
static bool step(struct journal_database *d, struct journal_error *error)
{
  int code = sqlite3_step(d->current);

  d->at_row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return true;
  if (code == SQLITE_DONE) {
    reset(d);
    return true;
  }
  fail(d, error);
  reset(d);
  return false;
}

static bool execute(struct journal_database *d, const char *statement,
                    const struct journal_value *parameters, size_t count,
                    struct journal_error *error)
{
  reset(d);
  if (!prepare(d, statement, error))
    return false;
  if (!bind(d, parameters, count, error)) {
    reset(d);
    return false;
  }
  return step(d, error);
}

/* The row that `step` found is given out first. */
static bool next(struct journal_database *d, bool *has_row,
                 struct journal_error *error)
{
  *has_row = false;
  if (d->current == NULL)
    return true;
  if (d->at_row) {
    d->at_row = false;
    *has_row = true;
    return true;
  }
  if (!step(d, error))
    return false;
  *has_row = d->at_row;
  d->at_row = false;
  return true;
}

static size_t column_count(struct journal_database *d)
{
  return d->current != NULL ? (size_t)sqlite3_column_count(d->current) : 0;
}

static const char *column_name(struct journal_database *d, size_t column)
{
  return sqlite3_column_name(d->current, (int)column);
}

static void column(struct journal_database *d, size_t index,
                   struct journal_value *value)
{
  int at = (int)index;

  *value = (struct journal_value){.type = JOURNAL_NULL};
  if (sqlite3_column_type(d->current, at) == SQLITE_INTEGER) {
    value->type = JOURNAL_INTEGER;
    value->integer = sqlite3_column_int64(d->current, at);
  } else if (sqlite3_column_type(d->current, at) != SQLITE_NULL) {
    const char *text = (const char *)sqlite3_column_text(d->current, at);
    value->type = JOURNAL_TEXT;
    value->text = text != NULL ? text : "";
    value->length = (size_t)sqlite3_column_bytes(d->current, at);
  }
}

static int64_t changes(struct journal_database *d)
{
  return sqlite3_changes64(d->handle);
}

/* Makes the file where there is none, for its owner alone: SQLite would make it
 * for all. False: errno says why. */
static bool create_file(const char *path)
{
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (descriptor < 0)
    return false;
  close(descriptor);
  return true;
}

static bool open_database(struct journal_database **database, const char *url,
                          const struct journal_settings *settings,
                          struct journal_error *error)
{
  struct journal_database *d = calloc(1, sizeof *d);

  if (d == NULL) {
    error->failure = JOURNAL_NO_MEMORY;
    return false;
  }
  if (!settings->read_only && !create_file(url)) {
    error->failure = JOURNAL_REFUSED;
    journal_set_message(error, strerror(errno));
    free(d);
    return false;
  }
  int access =
    settings->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  int code =
    sqlite3_open_v2(url, &d->handle, access | SQLITE_OPEN_FULLMUTEX, NULL);
  if (code == SQLITE_OK) {
    sqlite3_extended_result_codes(d->handle, 1);
    sqlite3_busy_timeout(d->handle, settings->busy_timeout);
  }
  if (code == SQLITE_OK && !settings->read_only)
    code = sqlite3_exec(d->handle, WRITING, NULL, NULL, NULL);
  if (code != SQLITE_OK) {
    fail(d, error);
    close_database(d);
    return false;
  }
  *database = d;
  return true;
}

/* A file is not lost for longer than the statement that failed. */
static bool reconnect(struct journal_database *d, struct journal_error *error)
{
  (void)error;
  reset(d);
  return true;
}

const struct journal_engine journal_sqlite = {
  .name = "sqlite",
  .begin = "BEGIN IMMEDIATE",
  .begin_reading = "BEGIN",
  .open = open_database,
  .close = close_database,
  .reconnect = reconnect,
  .execute = execute,
  .next = next,
  .column_count = column_count,
  .column_name = column_name,
  .column = column,
  .reset = reset,
  .changes = changes,
};
