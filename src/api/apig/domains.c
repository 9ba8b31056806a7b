/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: custom domains of API groups and their
 * certificates. */
#include "api/apig/rows.h"

static const struct hwc_field domain_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("group_id", "API group ID", PATH),
  STRING("domain_id", "Domain ID", PATH),
};

static const struct hwc_field cert_form_fields[] = {
  STRING("name", "Certificate name", REQUIRED, .min = 4, .max = 50),
  STRING("cert_content", "Certificate PEM text", REQUIRED),
  STRING("private_key", "Private key PEM text",
         .flags = HWC_REQUIRED | HWC_SECRET),
  STRING("type", "Certificate visibility: instance or global",
         .values = hwc_apig_ssl_types,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("instance_id", "Instance ID", .gateway = HWC_GATEWAY_ROMA),
  STRING("trusted_root_ca", "Trusted root CA", .gateway = HWC_GATEWAY_ROMA),
};
STRUCT(cert_form, "CertForm");

#define DOMAIN_FIELDS                                                          \
  STRING("url_domain", "host:port of the backend"),                            \
  STRING("id", "Custom domain ID"),                                            \
  INTEGER("status",                                                            \
          "CNAME resolution state: 1 not resolved, 2 resolving, 3 resolved, "  \
          "4 failed"),                                                         \
  STRING("min_ssl_version", "Minimum TLS version: TLSv1.1 or TLSv1.2"),        \
  BOOLEAN("is_http_redirect_to_https", "Redirect http to https"),              \
  BOOLEAN("verified_client_certificate_enabled", "Verify client certificates")

static const struct hwc_field associate_certificate_reply_fields[] = {
  DOMAIN_FIELDS,
  STRING("ssl_name", "Certificate name"),
  STRING("ssl_id", "Certificate ID"),
  OBJECTS("ssl_infos", hwc_apig_ssl, "Certificates"),
};
STRUCT(associate_certificate_reply, "AssociateCertificateV2Response");

static const struct hwc_field url_domain_create_fields[] = {
  STRING("min_ssl_version", "Minimum TLS version: TLSv1.1 or TLSv1.2",
         .values = hwc_apig_min_ssl_versions),
  BOOLEAN("is_http_redirect_to_https", "Redirect http to https"),
  STRING("url_domain", "host:port of the backend, or a custom domain",
         EXPECTED, .max = 255),
  INTEGER("ingress_http_port", "Port for http", .gateway = HWC_GATEWAY_APIG),
  INTEGER("ingress_https_port", "Port for https", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(url_domain_create, "UrlDomainCreate");

static const struct hwc_field associate_domain_reply_fields[] = {
  DOMAIN_FIELDS,
  INTEGER("ingress_http_port", "Port for http", .gateway = HWC_GATEWAY_APIG),
  INTEGER("ingress_https_port", "Port for https", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(associate_domain_reply, "AssociateDomainV2Response");

static const struct hwc_field certificate_ids_fields[] = {
  STRINGS("certificate_ids", "Certificate IDs", REQUIRED),
  BOOLEAN("verified_client_certificate_enabled", "Verify client certificates"),
};
STRUCT(certificate_ids, "AttachOrDetachCertsReqBody");

static const struct hwc_field certificate_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("group_id", "API group ID", PATH),
  STRING("domain_id", "Domain ID", PATH),
  STRING("certificate_id", "Certificate ID", PATH),
};

static const struct hwc_field url_domain_modify_fields[] = {
  STRING("min_ssl_version", "Minimum TLS version: TLSv1.1 or TLSv1.2",
         .values = hwc_apig_min_ssl_versions),
  BOOLEAN("is_http_redirect_to_https", "Redirect http to https"),
  BOOLEAN("verified_client_certificate_enabled", "Verify client certificates"),
  INTEGER("ingress_http_port", "Port for http", .gateway = HWC_GATEWAY_APIG),
  INTEGER("ingress_https_port", "Port for https", .gateway = HWC_GATEWAY_APIG),
};
static const struct hwc_rule url_domain_modify_rules[] = {
  {.kind = HWC_WHEN,
   .field = {.name = "min_ssl_version",
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_APIG}},
};
STRUCT_WITH_RULES(url_domain_modify, "UrlDomainModify");

static const struct hwc_operation operations[] = {
  {
    .name = "associate_certificate",
    .method = "POST",
    .path = INSTANCE_PATH
            "/api-groups/{group_id}/domains/{domain_id}/certificate",
    HWC_PARAMETERS(domain_parameters),
    .body = &cert_form,
    .body_kind = HWC_BODY_NESTED,
    .reply = &associate_certificate_reply,
    .success_status = 201,
    .doc = "Binds a new certificate to a domain.",
  },
  {
    .name = "associate_domain",
    .method = "POST",
    .path = INSTANCE_PATH "/api-groups/{group_id}/domains",
    HWC_PARAMETERS(hwc_apig_group_parameters),
    .body = &url_domain_create,
    .reply = &associate_domain_reply,
    .success_status = 201,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Binds a custom domain to an API group.",
  },
  {
    .name = "batch_associate_certs",
    .method = "POST",
    .path = INSTANCE_PATH
            "/api-groups/{group_id}/domains/{domain_id}/certificates/attach",
    HWC_PARAMETERS(domain_parameters),
    .body = &certificate_ids,
    .success_status = 204,
    .doc = "Binds an existing certificate to a domain; the list has one item.",
  },
  {
    .name = "batch_disassociate_certs",
    .method = "POST",
    .path = INSTANCE_PATH
            "/api-groups/{group_id}/domains/{domain_id}/certificates/detach",
    HWC_PARAMETERS(domain_parameters),
    .body = &certificate_ids,
    .success_status = 204,
    .doc = "Unbinds a certificate from a domain; the list has one item.",
  },
  {
    .name = "disassociate_certificate",
    .method = "DELETE",
    .path = INSTANCE_PATH "/api-groups/{group_id}/domains/{domain_id}"
            "/certificate/{certificate_id}",
    HWC_PARAMETERS(certificate_parameters),
    .success_status = 204,
    .doc = "Removes the certificate of a domain.",
  },
  {
    .name = "disassociate_domain",
    .method = "DELETE",
    .path = INSTANCE_PATH "/api-groups/{group_id}/domains/{domain_id}",
    HWC_PARAMETERS(domain_parameters),
    .success_status = 204,
    .doc = "Unbinds a custom domain.",
  },
  {
    .name = "show_details_of_domain_name_certificate",
    .method = "GET",
    .path = INSTANCE_PATH "/api-groups/{group_id}/domains/{domain_id}"
            "/certificate/{certificate_id}",
    HWC_PARAMETERS(certificate_parameters),
    .reply = &hwc_apig_certificate,
    .success_status = 200,
    .doc = "Shows the certificate of a domain.",
  },
  {
    .name = "update_domain",
    .method = "PUT",
    .path = INSTANCE_PATH "/api-groups/{group_id}/domains/{domain_id}",
    HWC_PARAMETERS(domain_parameters),
    .body = &url_domain_modify,
    .reply = &associate_domain_reply,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a custom domain.",
  },
};
TABLE(hwc_apig_domains);
