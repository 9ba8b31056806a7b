/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls whose identity or date the service refuses. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/attempts.h"

#include <math.h>

/* --- Clocks and identities --- */

static void signs_by_the_clock_of_the_service(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE}};
  struct attempts test;

  for (int ahead = 0; ahead < 2; ahead++) {
    attempts_begin(&test, script, COUNT(script));
    test.unix_time += ahead ? 1000 : -1000;
    attempts_perform(&test, "POST", "{}");
    CHECK_STRING(ahead ? "1 401 APIGW.0301, +0 clock, 2 200, clock -1000, "
                       : "1 401 APIGW.0301, +0 clock, 2 200, clock +1000, ",
                 test.log);
    CHECK(strncmp(attempts_signed_date(&test, 0),
                  ahead ? "20261122T081640Z" : "20261122T074320Z", 16) == 0);
    CHECK(strncmp(attempts_signed_date(&test, 1), "20261122T080000Z", 16) == 0);
    /* The next call is correct at once. */
    attempts_perform(&test, "POST", "{}");
    CHECK_STRING("1 200, ", test.log);
    CHECK(strncmp(attempts_signed_date(&test, 2), "20261122T080000Z", 16) == 0);
    attempts_finish(&test);
  }
}

/* The local clock is set while the client exists. */
static void forgets_an_offset_that_is_right_no_more(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.unix_time -= 1000;
  attempts_perform(&test, "POST", "{}");
  CHECK(fabs(test.shared.clock_offset - 1000) < 1);
  test.unix_time = SERVER_TIME;
  attempts_perform(&test, "POST", "{}");
  CHECK(test.call.result->status == 200);
  CHECK(fabs(test.shared.clock_offset) < 1);
  CHECK(strncmp(attempts_signed_date(&test, 3), "20261122T080000Z", 16) == 0);
  attempts_finish(&test);
}

/* Only a refused identity indicates that the date of the signature was
 * wrong. */
static void takes_the_time_from_no_other_response(void)
{
  static const char *const statuses[] = {"200", "404", "429", "502", "503"};
  static const double offs[] = {-61, 1000, -1e6};
  struct attempts test;
  char text[200];

  for (size_t i = 0; i < COUNT(statuses) * COUNT(offs); i++) {
    const struct raw_reply script[] = {{text, RAW_CLOSE}};
    snprintf(text, sizeof text, "HTTP/1.1 %s X\r\n" SERVER_DATE "%s\r\n{}",
             statuses[i % COUNT(statuses)], "Connection: close\r\n");
    attempts_begin(&test, script, COUNT(script));
    test.unix_time += offs[i / COUNT(statuses)];
    test.call.options.attempts = 2;
    attempts_perform(&test, "GET", NULL);
    CHECK(test.shared.clock_offset == 0);
    CHECK(strstr(test.log, "clock") == NULL);
    attempts_finish(&test);
  }
}

/* The offset is kept only if the attempt signed with it is accepted. */
static void drops_an_offset_that_did_not_help(void)
{
  static const char *const responses[] = {REFUSED_BY("APIGW.0301", SERVER_DATE),
                                          RESPONSE("502", "", ""),
                                          RESPONSE("429", "", ""), NULL};
  struct attempts test;

  for (size_t i = 0; i < COUNT(responses); i++) {
    const struct raw_reply script[] = {
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    test.unix_time -= 1000;
    test.call.options.attempts = 2;
    attempts_perform(&test, "POST", "{}");
    CHECK(attempts_seen(&test) == 2);
    CHECK(strncmp(attempts_signed_date(&test, 1), "20261122T080000Z", 16) == 0);
    CHECK(test.shared.clock_offset == 0);
    CHECK(strstr(test.log, "clock +") == NULL);
    attempts_finish(&test);
  }
}

/* A Date more than a day away is ignored. */
static void takes_no_offset_beyond_a_day(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE}};
  static const struct {
    double off;
    size_t seen;
  } cases[] = {{-86399, 2}, {86399, 2}, {-86401, 1}, {86401, 1}, {3e8, 1}};
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases); i++) {
    attempts_begin(&test, script, COUNT(script));
    test.unix_time += cases[i].off;
    attempts_perform(&test, "POST", "{}");
    CHECK(attempts_seen(&test) == cases[i].seen);
    CHECK(test.shared.clock_offset == (cases[i].seen == 2 ? -cases[i].off : 0));
    attempts_finish(&test);
  }
}

/* The service locks keys after 5 failures. */
static void stops_after_three_refusals_of_the_same_keys(void)
{
  const struct raw_reply script[] = {{REFUSED_BY("APIGW.0301", ""), RAW_CLOSE},
                                     {REFUSED_BY("APIG.9", ""), RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {OK, RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {OK, RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  for (size_t i = 1; i <= 3; i++) {
    attempts_perform(&test, "GET", NULL);
    CHECK(test.call.result->status == 401);
    CHECK(attempts_seen(&test) == i);
  }
  for (int i = 0; i < 10; i++) {
    attempts_perform(&test, "POST", "{}");
    CHECK(attempts_seen(&test) == 3);
    CHECK(test.call.result->error.kind == HWC_KIND_CREDENTIALS);
    CHECK(test.call.result->status == 0);
    CHECK(test.call.result->attempts == 0);
    CHECK(!test.call.result->sent);
    CHECK(test.call.result->fate == HWC_FATE_NOT_SENT);
    CHECK(!test.call.result->retryable);
    CHECK(fabs(test.call.result->retry_after - (60 - 5 * i)) <= 1);
    CHECK(strstr(test.call.result->error.message, "status 401") != NULL);
    test.now += 5;
  }
  test.now += 9.9;
  attempts_perform(&test, "GET", NULL);
  CHECK(attempts_seen(&test) == 3);
  /* One more try after the breaker was open. */
  test.now += 0.2;
  attempts_perform(&test, "GET", NULL);
  CHECK(attempts_seen(&test) == 4);
  attempts_perform(&test, "GET", NULL);
  CHECK(attempts_seen(&test) == 4);
  test.now += 61;
  attempts_perform(&test, "GET", NULL);
  CHECK(test.call.result->status == 200);
  /* A success resets the count. */
  for (size_t i = 6; i <= 11; i++) {
    attempts_perform(&test, "GET", NULL);
    CHECK(attempts_seen(&test) == i);
  }
  attempts_perform(&test, "GET", NULL);
  CHECK(attempts_seen(&test) == 11);
  attempts_finish(&test);
}

/* Wrong keys and a wrong clock: the refusal of the request signed again counts,
 * too, however the call continues. */
static void counts_each_refusal_though_the_clock_is_wrong(void)
{
  static const char *const responses[] = {REFUSED_BY("APIGW.0301", SERVER_DATE),
                                          RESPONSE("503", "", ""),
                                          RESPONSE("429", "", ""), NULL};
  struct attempts test;

  for (size_t i = 0; i < COUNT(responses); i++) {
    const struct raw_reply script[] = {
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE},
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE},
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE},
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    test.unix_time -= 1000;
    test.call.options.attempts = 2;
    for (int j = 0; j < 10; j++)
      attempts_perform(&test, "POST", "{}");
    CHECK(test.call.result->error.kind == HWC_KIND_CREDENTIALS);
    CHECK(!test.call.result->sent);
    /* every second attempt was not refused */
    CHECK(attempts_seen(&test) <= (i == 0 ? 4 : 8));
    attempts_finish(&test);
  }
}

/* Other keys are sent; refusals explained by the clock, and tokens that are
 * renewed, are counted separately. */
static void counts_refusals_for_the_keys_alone(void)
{
  static const struct {
    double off;
    int attempts;
    const char *response;
    size_t seen;
  } clocks[] = {
    /* The retry by the service's clock is refused as well. */
    {-1000, 3, REFUSED_BY("APIGW.0301", SERVER_DATE), 4},
    {-1000, 1, REFUSED_BY("APIGW.0301", SERVER_DATE), 3},
    {-1000, 3, REFUSED_BY("APIG.9", SERVER_DATE), 3},
    {2e5, 3, REFUSED_BY("APIGW.0301", SERVER_DATE), 3},
  };
  const struct raw_reply late[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, late, COUNT(late));
  for (size_t i = 0; i < 3; i++)
    attempts_perform(&test, "GET", NULL);
  CHECK(attempts_seen(&test) == 3);
  struct hwc_credentials *refused = test.call.credentials;
  test.call.credentials = call_new_keys(HWC_SDK_HMAC_SHA256, NULL);
  test.call.options.credentials = test.call.credentials;
  attempts_perform(&test, "GET", NULL);
  CHECK(attempts_seen(&test) == 4);
  hwc_credentials_unref(refused);
  attempts_finish(&test);

  /* A wrong clock explains nothing if its correction does not help. */
  for (size_t i = 0; i < COUNT(clocks); i++) {
    const struct raw_reply script[] = {{clocks[i].response, RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    test.unix_time += clocks[i].off;
    test.call.options.attempts = clocks[i].attempts;
    for (int j = 0; j < 8; j++)
      attempts_perform(&test, "POST", "{}");
    CHECK(attempts_seen(&test) == clocks[i].seen);
    attempts_finish(&test);
  }
}

/* Responses that do not concern the identity neither reset the count of
 * refusals nor prove a clock offset. */
static void takes_few_responses_for_acceptance(void)
{
  static const char *const others[] = {
    RESPONSE("302", "Location: /\r\n", ""), RESPONSE("408", "", ""),
    RESPONSE("429", "Retry-After: 60\r\n", ""), RESPONSE("500", "", ""),
    /* Gateways also send these before they check the identity. */
    RESPONSE("400", "", ""), RESPONSE("403", "", ""), RESPONSE("404", "", "")};
  struct attempts test;

  for (size_t i = 0; i < COUNT(others); i++) {
    const struct raw_reply script[] = {{RESPONSE("401", "", ""), RAW_CLOSE},
                                       {others[i], RAW_CLOSE},
                                       {RESPONSE("401", "", ""), RAW_CLOSE},
                                       {others[i], RAW_CLOSE},
                                       {RESPONSE("401", "", ""), RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    for (int j = 0; j < 9; j++)
      attempts_perform(&test, "POST", "{}");
    CHECK(attempts_seen(&test) == 5);
    attempts_finish(&test);
  }
  static const char *const unproven[] = {
    RESPONSE("302", "Location: /\r\n", ""), RESPONSE("403", "", ""),
    RESPONSE("404", "", ""), RESPONSE("408", "", "")};
  for (size_t i = 0; i < COUNT(unproven); i++) {
    const struct raw_reply script[] = {
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {unproven[i], RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    test.unix_time -= 1000;
    test.call.options.attempts = 2;
    attempts_perform(&test, "POST", "{}");
    CHECK(attempts_seen(&test) == 2);
    CHECK(test.shared.clock_offset == 0);
    attempts_finish(&test);
  }
}

/* A request that was refused for its date, then accepted but refused for its
 * content, does not indicate wrong keys. */
static void counts_no_refusal_that_the_clock_explains(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.unix_time -= 1000;
  test.call.options.attempts = 2;
  for (size_t i = 1; i <= 4; i++) {
    attempts_perform(&test, "POST", "{}");
    CHECK(attempts_seen(&test) == 2 * i);
    CHECK(test.call.result->status == 404);
  }
  attempts_finish(&test);
}

static void repeats_a_wrong_date_once_and_explains_the_rest(void)
{
  static const struct {
    const char *response;
    double off;
    size_t seen;
    const char *hint;
  } cases[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), -1000, 2,
     "the clock of this machine is 1000 s behind that of the service, which is "
     "already corrected when signing"},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), -30, 1,
     "the service does not know the access key"},
    {REFUSED_BY("APIG.1002", ""), -1000, 1,
     "the service does not know the access key"},
    {REFUSED_BY("CPS.0001", SERVER_DATE), -1000, 1,
     "1000 s behind that of the service, and signatures are valid for 15 "
     "minutes"},
  };
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct raw_reply script[] = {{cases[i].response, RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    test.unix_time += cases[i].off;
    attempts_perform(&test, "POST", "{}");
    CHECK(test.call.result->status == 401);
    CHECK(!test.call.result->retryable);
    CHECK(attempts_seen(&test) == cases[i].seen);
    if (strstr(test.call.result->hint, cases[i].hint) == NULL)
      CHECK_STRING(cases[i].hint, test.call.result->hint);
    attempts_finish(&test);
  }
  /* One attempt only. */
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE}};
  attempts_begin(&test, script, COUNT(script));
  test.unix_time -= 1000;
  test.call.options.attempts = 1;
  attempts_perform(&test, "GET", NULL);
  CHECK(attempts_seen(&test) == 1);
  CHECK(strstr(test.call.result->hint, "1000 s behind") != NULL);
  attempts_finish(&test);
}

static void leaves_tokens_to_who_can_renew_them(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0307", SERVER_DATE), RAW_CLOSE}};
  const struct hwc_signer_options none = {0};
  struct hwc_error error = {0};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  hwc_credentials_unref(test.call.credentials);
  REQUIRE(hwc_credentials_new(&test.call.credentials, &none, hwc_text_of(NULL),
                              HWC_TEXT("a-token"), &error) == HWC_OK);
  test.call.options.credentials = test.call.credentials;
  test.unix_time -= 1000;
  attempts_perform(&test, "GET", NULL);
  CHECK_STRING("1 401 APIGW.0307, ", test.log);
  CHECK(attempts_seen(&test) == 1);
  CHECK(test.shared.clock_offset == 0);
  CHECK(strstr(test.call.result->hint, "the token has expired") != NULL);
  attempts_finish(&test);
}

int main(void)
{
  signs_by_the_clock_of_the_service();
  forgets_an_offset_that_is_right_no_more();
  takes_the_time_from_no_other_response();
  drops_an_offset_that_did_not_help();
  takes_no_offset_beyond_a_day();
  stops_after_three_refusals_of_the_same_keys();
  counts_each_refusal_though_the_clock_is_wrong();
  counts_refusals_for_the_keys_alone();
  takes_few_responses_for_acceptance();
  counts_no_refusal_that_the_clock_explains();
  repeats_a_wrong_date_once_and_explains_the_rest();
  leaves_tokens_to_who_can_renew_them();
  return check_failures();
}
