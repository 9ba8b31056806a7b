/* SPDX-License-Identifier: Apache-2.0
 *
 * Journals in PostgreSQL, by libpq: any number of machines. */
#include "journal/engine.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_STATEMENTS 128

/* Most parameters of a statement. */
#define MAX_PARAMETERS 4096

/* Digits of an int64_t with sign and NUL. */
#define INTEGER_TEXT 24

/* Types of columns, from PostgreSQL's catalogue (pg_type.dat). */
enum { TYPE_BOOL = 16, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23 };

struct journal_database {
  PGconn *connection;
  PGresult *result;            /* of the last statement; NULL: none */
  int row;                     /* the next to be read */
  char *kept[KEPT_STATEMENTS]; /* texts of what is prepared; the name is "s"
                                  and the index */
  size_t kept_count;
  size_t oldest; /* the one that makes room */
};

static enum journal_failure failure_of(const char *state)
{
  if (strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0)
    return JOURNAL_LOST;
  /* serialization_failure, deadlock_detected, lock_not_available,
   * query_canceled (by statement_timeout) */
  if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0 ||
      strcmp(state, "55P03") == 0 || strcmp(state, "57014") == 0)
    return JOURNAL_BUSY;
  if (strcmp(state, "53100") == 0 || strcmp(state, "53200") == 0)
    return JOURNAL_FULL;
  return JOURNAL_REFUSED;
}

static bool fail(struct journal_database *d, const PGresult *result,
                 struct journal_error *error)
{
  const char *state =
    result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
  const char *message =
    result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

  error->failure = state != NULL ? failure_of(state) : JOURNAL_REFUSED;
  /* After a write that failed, the status may still be good: an error that did
   * not come from the server has no SQLSTATE. */
  if (PQstatus(d->connection) == CONNECTION_BAD || result == NULL ||
      (state == NULL && PQresultStatus(result) == PGRES_FATAL_ERROR))
    error->failure = JOURNAL_LOST;
  snprintf(error->code, sizeof error->code, "%s", state != NULL ? state : "");
  journal_set_message(error, message != NULL ? message
                                             : PQerrorMessage(d->connection));
  return false;
}

static void reset(struct journal_database *d)
{
  PQclear(d->result);
  d->result = NULL;
  d->row = 0;
}

static void forget_prepared(struct journal_database *d)
{
  for (size_t i = 0; i < d->kept_count; i++)
    free(d->kept[i]);
  d->kept_count = 0;
  d->oldest = 0;
}

static void close_database(struct journal_database *d)
{
  if (d == NULL)
    return;
  reset(d);
  forget_prepared(d);
  PQfinish(d->connection);
  free(d);
}

/* libpq would print notices. */
static void ignore_notice(void *user, const PGresult *result)
{
  (void)user;
  (void)result;
}

static bool has_ended_well(const PGresult *result)
{
  ExecStatusType status = PQresultStatus(result);

  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static bool make_room(struct journal_database *d, size_t index,
                      struct journal_error *error)
{
  char command[32];

  snprintf(command, sizeof command, "DEALLOCATE s%zu", index);
  PGresult *result = PQexec(d->connection, command);
  bool good = has_ended_well(result) || fail(d, result, error);
  PQclear(result);
  free(d->kept[index]);
  d->kept[index] = NULL;
  return good;
}

/* Fills `name` with that of the prepared statement. */
static bool prepare(struct journal_database *d, const char *statement,
                    char *name, size_t size, struct journal_error *error)
{
  size_t index = 0;

  while (index < d->kept_count &&
         (d->kept[index] == NULL || strcmp(d->kept[index], statement) != 0))
    index++;
  snprintf(name, size, "s%zu", index);
  if (index < d->kept_count)
    return true;
  if (d->kept_count == KEPT_STATEMENTS) {
    index = d->oldest;
    d->oldest = (d->oldest + 1) % KEPT_STATEMENTS;
    snprintf(name, size, "s%zu", index);
    if (d->kept[index] != NULL && !make_room(d, index, error))
      return false;
  }
  char *text = strdup(statement);
  if (text == NULL) {
    error->failure = JOURNAL_NO_MEMORY;
    return false;
  }
  PGresult *result = PQprepare(d->connection, name, statement, 0, NULL);
  bool good = has_ended_well(result) || fail(d, result, error);
  PQclear(result);
  if (!good) {
    free(text);
    return false;
  }
  d->kept[index] = text;
  if (index == d->kept_count)
    d->kept_count++;
  return true;
}

static bool run(struct journal_database *d, const char *name,
                const struct journal_value *parameters, size_t count,
                struct journal_error *error)
{
  const char **values = calloc(count + 1, sizeof *values);
  char(*digits)[INTEGER_TEXT] = calloc(count + 1, sizeof *digits);

  if (values == NULL || digits == NULL) {
    free(values);
    free(digits);
    error->failure = JOURNAL_NO_MEMORY;
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (parameters[i].type == JOURNAL_INTEGER) {
      snprintf(digits[i], INTEGER_TEXT, "%" PRId64, parameters[i].integer);
      values[i] = digits[i];
    } else if (parameters[i].type == JOURNAL_TEXT) {
      values[i] = parameters[i].text;
    }
  }
  d->result =
    PQexecPrepared(d->connection, name, (int)count, values, NULL, NULL, 0);
  free(values);
  free(digits);
  if (has_ended_well(d->result))
    return true;
  fail(d, d->result, error);
  reset(d);
  return false;
}

/* The server answers the COMMIT of a transaction that failed with ROLLBACK. */
static bool has_committed(struct journal_database *d, const char *statement,
                          struct journal_error *error)
{
  if (strcmp(statement, "COMMIT") != 0 ||
      strcmp(PQcmdStatus(d->result), "COMMIT") == 0)
    return true;
  error->failure = JOURNAL_REFUSED;
  journal_set_message(error, "the transaction had failed: nothing was stored");
  reset(d);
  return false;
}

static bool execute(struct journal_database *d, const char *statement,
                    const struct journal_value *parameters, size_t count,
                    struct journal_error *error)
{
  char name[INTEGER_TEXT];

  reset(d);
  if (count > MAX_PARAMETERS) {
    error->failure = JOURNAL_REFUSED;
    journal_set_message(error, "too many parameters");
    return false;
  }
  if (PQstatus(d->connection) == CONNECTION_BAD)
    return fail(d, NULL, error);
  if (PQtransactionStatus(d->connection) == PQTRANS_INERROR &&
      strcmp(statement, "ROLLBACK") == 0) {
    /* Preparing is refused in a transaction that has failed. */
    d->result = PQexec(d->connection, statement);
    return has_ended_well(d->result) || fail(d, d->result, error);
  }
  return prepare(d, statement, name, sizeof name, error) &&
         run(d, name, parameters, count, error) &&
         has_committed(d, statement, error);
}

static bool next(struct journal_database *d, bool *has_row,
                 struct journal_error *error)
{
  (void)error;
  *has_row = d->result != NULL && d->row < PQntuples(d->result);
  if (*has_row)
    d->row++;
  return true;
}

static size_t column_count(struct journal_database *d)
{
  return d->result != NULL ? (size_t)PQnfields(d->result) : 0;
}

static const char *column_name(struct journal_database *d, size_t column)
{
  return PQfname(d->result, (int)column);
}

static void column(struct journal_database *d, size_t index,
                   struct journal_value *value)
{
  int row = d->row - 1, at = (int)index;

  *value = (struct journal_value){.type = JOURNAL_NULL};
  if (PQgetisnull(d->result, row, at))
    return;
  value->type = JOURNAL_TEXT;
  value->text = PQgetvalue(d->result, row, at);
  value->length = (size_t)PQgetlength(d->result, row, at);
  switch (PQftype(d->result, at)) {
  case TYPE_INT2:
  case TYPE_INT4:
  case TYPE_INT8:
    value->type = JOURNAL_INTEGER;
    value->integer = strtoll(value->text, NULL, 10);
    break;
  case TYPE_BOOL:
    value->type = JOURNAL_INTEGER;
    value->integer = value->text[0] == 't';
    break;
  }
}

static int64_t changes(struct journal_database *d)
{
  return d->result != NULL ? strtoll(PQcmdTuples(d->result), NULL, 10) : 0;
}

/* What the URL says goes before what stands before it here, and behind what
 * stands after it. */
static PGconn *connect(const char *url, const char *password)
{
  const char *names[] = {
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "tcp_user_timeout",
    "fallback_application_name",
    "client_encoding",
    "dbname",
    password != NULL ? "password" : NULL,
    NULL,
  };
  const char *values[] = {"5",    "1", "10",     "10000", "hwc",
                          "UTF8", url, password, NULL};

  return PQconnectdbParams(names, values, 1);
}

static bool open_database(struct journal_database **database, const char *url,
                          const struct journal_settings *settings,
                          struct journal_error *error)
{
  char *problem = NULL;
  PQconninfoOption *parts = PQconninfoParse(url, &problem);

  if (parts == NULL) { /* its message may quote a password */
    PQfreemem(problem);
    error->failure = JOURNAL_REFUSED;
    journal_set_message(error, "not a URL of PostgreSQL");
    return false;
  }
  PQconninfoFree(parts);
  struct journal_database *d = calloc(1, sizeof *d);
  if (d == NULL) {
    error->failure = JOURNAL_NO_MEMORY;
    return false;
  }
  d->connection = connect(url, settings->password);
  if (d->connection == NULL || PQstatus(d->connection) != CONNECTION_OK) {
    error->failure = JOURNAL_LOST;
    if (d->connection != NULL)
      journal_set_message(error, PQerrorMessage(d->connection));
    else
      error->failure = JOURNAL_NO_MEMORY;
    close_database(d);
    return false;
  }
  PQsetNoticeReceiver(d->connection, ignore_notice, NULL);
  *database = d;
  return true;
}

static bool reconnect(struct journal_database *d, struct journal_error *error)
{
  reset(d);
  forget_prepared(d);
  PQreset(d->connection);
  return PQstatus(d->connection) == CONNECTION_OK || fail(d, NULL, error);
}

const struct journal_engine journal_postgresql = {
  .name = "postgresql",
  .begin = "BEGIN",
  .begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
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
