/* SPDX-License-Identifier: Apache-2.0
 *
 * IAM: projects. */
#include "api/iam/rows.h"

static const struct hwc_field list_projects_parameters[] = {
  STRING("domain_id", "Account ID", QUERY),
  STRING("name", "Project name, such as the region ID", QUERY),
  STRING("parent_id", "Parent ID", QUERY),
  BOOLEAN("enabled", "Only usable projects", QUERY),
  BOOLEAN("is_domain", "Leave out", QUERY),
  INTEGER("page", "Page number, with per_page", QUERY, .min = 1),
  INTEGER("per_page", "Page size, with page", QUERY, .min = 1, .max = 5000),
  STRING("X-Auth-Token", "Caller's token, if requests are not signed",
         HEADER, .flags = HWC_SECRET | HWC_CLIENT),
};

static const struct hwc_field list_auth_projects_parameters[] = {
  STRING("X-Auth-Token", "Caller's token; the client's by default", HEADER,
         .flags = HWC_REQUIRED | HWC_SECRET | HWC_CLIENT),
};

static const struct hwc_field links_fields[] = {
  STRING("self", "This page"),
  STRING("previous", "Previous page, or null"),
  STRING("next", "Next page, or null"),
};
STRUCT(links, "Links");

static const struct hwc_field project_fields[] = {
  STRING("id", "Project ID"),
  STRING("name", "Name; the region ID for the default project"),
  STRING("domain_id", "Account ID"),
  STRING("parent_id", "Account ID, or the region's project"),
  BOOLEAN("enabled", "Usable"),
  BOOLEAN("is_domain", "Always false"),
  STRING("description", "Description"),
  OBJECT("links", links, "Links"),
};
STRUCT(project, "Project");

static const struct hwc_field project_list_fields[] = {
  OBJECTS("projects", project, "Projects"),
  OBJECT("links", links, "Links to other pages"),
};
STRUCT(project_list, "ProjectList");

static const struct hwc_operation operations[] = {
  {
    .name = "keystone_list_auth_projects",
    .method = "GET",
    .path = "/v3/auth/projects",
    HWC_PARAMETERS(list_auth_projects_parameters),
    .reply = &project_list,
    .success_status = 200,
    .doc = "Lists the projects that the caller can use.",
  },
  {
    .name = "keystone_list_projects",
    .method = "GET",
    .path = "/v3/projects",
    HWC_PARAMETERS(list_projects_parameters),
    .reply = &project_list,
    .success_status = 200,
    .paging = HWC_PAGE,
    .item_id = "id",
    .doc = "Lists projects, optionally by name; the region ID is the name of "
           "its project.",
  },
};
TABLE(hwc_iam_projects);
