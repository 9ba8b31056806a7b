/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking OpenSSL, where libcurl uses the same one. */
#include "core/tls.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <string.h>

/* Set once, while libcurl is started. */
static bool shared;

/* libcurl says "OpenSSL/3.0.19", with other libraries around it where it has
 * several. */
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
