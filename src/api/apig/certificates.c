/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: certificates and the domains they
 * serve. */
#include "api/apig/rows.h"

static const struct hwc_field certificate_parameters[] = {
  PROJECT_ID,
  STRING("certificate_id", "Certificate ID", PATH),
};

static const struct hwc_field attached_domain_fields[] = {
  STRING("domain", "Domain", REQUIRED),
  STRINGS("instance_ids", "Instance IDs"),
  BOOLEAN("verified_client_certificate_enabled", "Verify client certificates"),
};
STRUCT(attached_domain, "AttachOrDetachDomainInfo");

static const struct hwc_field attached_domains_request_fields[] = {
  OBJECTS("domains", attached_domain, "Domains", REQUIRED),
};
STRUCT(attached_domains_request, "AttachOrDetachDomainsReqBody");

static const struct hwc_field certificate_form_fields[] = {
  STRING("name", "Certificate name", REQUIRED),
  STRING("cert_content", "Certificate PEM text", REQUIRED),
  STRING("private_key", "Private key PEM text",
         .flags = HWC_REQUIRED | HWC_SECRET),
  STRING("type",
         "Certificate visibility: instance or global; cannot be changed by an "
         "update",
         .values = hwc_apig_ssl_types),
  STRING("instance_id", "Instance ID"),
  STRING("trusted_root_ca", "Trusted root CA"),
  STRING("algorithm_type", "Certificate algorithm",
         .values = hwc_apig_algorithm_types),
  STRING("cert_content_sign", "Signing certificate, for SM2"),
  STRING("private_key_sign", "Signing private key, for SM2",
         .flags = HWC_SECRET),
};
static const struct hwc_rule certificate_form_rules[] = {
  {.kind = HWC_NEEDS, .names = {"cert_content_sign", "private_key_sign"}},
  {.kind = HWC_NEEDS, .names = {"private_key_sign", "cert_content_sign"}},
};
STRUCT_WITH_RULES(certificate_form, "CertificateForm");

static const struct hwc_field list_attached_domains_parameters[] = {
  PROJECT_ID,
  STRING("certificate_id", "Certificate ID", PATH),
  PAGE_PARAMETERS,
  STRING("url_domain", "host:port of the backend", QUERY),
};

static const struct hwc_field url_domain_ref_fields[] = {
  STRING("url_domain", "host:port of the backend"),
  STRING("id", "Custom domain ID"),
  INTEGER("status",
          "CNAME resolution state: 1 not resolved, 2 resolving, 3 resolved, "
          "4 failed"),
  STRING("min_ssl_version", "Minimum TLS version: TLSv1.1 or TLSv1.2"),
  BOOLEAN("is_http_redirect_to_https", "Redirect http to https"),
  BOOLEAN("verified_client_certificate_enabled", "Verify client certificates"),
  STRING("ssl_id", "Certificate ID"),
  STRING("ssl_name", "Certificate name"),
  STRING("api_group_id", "API group ID"),
  STRING("api_group_name", "API group name"),
  STRING("instance_id", "Instance ID"),
  INTEGER("ingress_http_port", "Port for http", .gateway = HWC_GATEWAY_APIG),
  INTEGER("ingress_https_port", "Port for https", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(url_domain_ref, "UrlDomainRefInfo");

static const struct hwc_field list_attached_domains_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("bound_domains", url_domain_ref, "Bound domains"),
};
STRUCT(list_attached_domains_reply, "ListAttachedDomainsV2Response");

static const struct hwc_field list_certificates_parameters[] = {
  PROJECT_ID,
  PAGE_PARAMETERS,
  STRING("name", "Certificate name", QUERY),
  STRING("common_name", "Certificate domain", QUERY),
  STRING("signature_algorithm", "Signature algorithm of the certificate",
         QUERY),
  STRING("type", "Type", QUERY, .values = hwc_apig_ssl_types),
  STRING("instance_id", "Instance ID", QUERY, REQUIRED),
  STRING("algorithm_type", "Certificate algorithm", QUERY,
         .values = hwc_apig_algorithm_types),
};

static const struct hwc_field cert_base_fields[] = {
  STRING("id", "Certificate ID"),
  STRING("name", "Certificate name"),
  STRING("type", "Certificate visibility: instance or global",
         .values = hwc_apig_certificate_types),
  STRING("instance_id", "Instance ID"),
  STRING("project_id", "Project ID"),
  STRING("common_name", "Certificate domain"),
  STRINGS("san", "Subject alternative names"),
  TIMESTAMP("not_after", "Valid until"),
  STRING("signature_algorithm", "Signature algorithm of the certificate"),
  TIMESTAMP("create_time", "Creation"),
  TIMESTAMP("update_time", "Last change"),
  STRING("algorithm_type", "Certificate algorithm",
         .values = hwc_apig_algorithm_types),
  BOOLEAN("is_has_trusted_root_ca", "A trusted root CA exists"),
};
STRUCT(cert_base, "CertBase");

static const struct hwc_field list_certificates_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("certs", cert_base, "Certificates"),
};
STRUCT(list_certificates_reply, "ListCertificatesV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_associate_domains",
    .method = "POST",
    .path = "/v2/{project_id}/apic/certificates"
            "/{certificate_id}/domains/attach",
    HWC_PARAMETERS(certificate_parameters),
    .body = &attached_domains_request,
    .success_status = 204,
    .doc = "Binds domains to a certificate.",
  },
  {
    .name = "batch_disassociate_domains",
    .method = "POST",
    .path = "/v2/{project_id}/apic/certificates"
            "/{certificate_id}/domains/detach",
    HWC_PARAMETERS(certificate_parameters),
    .body = &attached_domains_request,
    .success_status = 204,
    .doc = "Unbinds domains from a certificate.",
  },
  {
    .name = "create_certificate",
    .method = "POST",
    .path = "/v2/{project_id}/apic/certificates",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &certificate_form,
    .reply = &hwc_apig_certificate,
    .success_status = 200,
    .doc = "Creates a certificate.",
  },
  {
    .name = "delete_certificate",
    .method = "DELETE",
    .path = "/v2/{project_id}/apic/certificates/{certificate_id}",
    HWC_PARAMETERS(certificate_parameters),
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a certificate.",
  },
  {
    .name = "list_attached_domains",
    .method = "GET",
    .path = "/v2/{project_id}/apic/certificates"
            "/{certificate_id}/attached-domains",
    HWC_PARAMETERS(list_attached_domains_parameters),
    .reply = &list_attached_domains_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the domains that a certificate serves.",
  },
  {
    .name = "list_certificates",
    .method = "GET",
    .path = "/v2/{project_id}/apic/certificates",
    HWC_PARAMETERS(list_certificates_parameters),
    .reply = &list_certificates_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists certificates.",
  },
  {
    .name = "show_details_of_certificate",
    .method = "GET",
    .path = "/v2/{project_id}/apic/certificates/{certificate_id}",
    HWC_PARAMETERS(certificate_parameters),
    .reply = &hwc_apig_certificate,
    .doc = "Shows a certificate.",
  },
  {
    .name = "update_certificate",
    .method = "PUT",
    .path = "/v2/{project_id}/apic/certificates/{certificate_id}",
    HWC_PARAMETERS(certificate_parameters),
    .body = &certificate_form,
    .reply = &hwc_apig_certificate,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a certificate.",
  },
};
TABLE(hwc_apig_certificates);
