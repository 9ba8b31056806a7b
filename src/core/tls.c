/* SPDX-License-Identifier: Apache-2.0
 *
 * Asks OpenSSL, if libcurl uses the same copy of it. */
#include "core/tls.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <string.h>

/* Set while libcurl is initialised. */
static bool shared;

/* libcurl reports "OpenSSL/3.0.19", among other libraries if it has several. */
void hwc_tls_start(void)
{
  static const char name[] = "OpenSSL/";
  const char *theirs = curl_version_info(CURLVERSION_NOW)->ssl_version;
  const char *ours = OpenSSL_version(OPENSSL_VERSION_STRING);
  size_t length = sizeof name - 1;

  shared = theirs != NULL && strncmp(theirs, name, length) == 0 &&
           strcmp(theirs + length, ours) == 0;
}

bool hwc_tls_may_have_input(CURL *easy)
{
  struct curl_tlssessioninfo *session = NULL;

  if (!shared ||
      curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK ||
      session->backend != CURLSSLBACKEND_OPENSSL || session->internals == NULL)
    return true;
  return SSL_has_pending(session->internals) != 0;
}
