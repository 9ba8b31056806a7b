/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: flavors and images. */
#include "api/devserver/rows.h"

static const struct hwc_field image_parameters[] = {
  PROJECT_ID,
  STRING("id", "Image ID", PATH, .format = HWC_UUID_RFC),
};

static const struct hwc_field list_flavors_parameters[] = {
  PROJECT_ID,
  STRING("server_type", "Kind of server", QUERY),
  STRING("arch", "CPU architecture", QUERY),
  STRING("charging_mode", "Billing mode", QUERY),
};

static const struct hwc_field flavor_fields[] = {
  STRING("arch", "CPU architecture"),
  STRING("availability_zone", "Availability zone"),
  STRING("charging_mode", "Billing mode"),
  INTEGER("count", "Number of items"),
  STRING("flavor", "Flavor name"),
  STRING("flavor_type", "Flavor type"),
  INTEGER("roce_num", "Number of RoCE ports"),
  STRING("server_type", "Kind of server"),
  STRING("sku_code", "Billing code"),
  STRING("specification", "Flavor details"),
  STRING("status", "State"),
  BOOLEAN("is_sold_out", "Sold out"),
};
STRUCT(flavor, "ServerFlavorinstanceResponse");

static const struct hwc_field list_flavors_reply_fields[] = {
  PAGE_FIELDS,
  OBJECTS("data", flavor, "Number of records in this page"),
};
STRUCT(list_flavors_reply, "ListDevServerFlavorsResponse");

static const struct hwc_field list_images_parameters[] = {
  PROJECT_ID,
  STRING("server_type", "Kind of server", QUERY),
  STRING("flavor_name", "Flavor name", QUERY, .min = 1, .max = 128),
};

static const struct hwc_field list_images_reply_fields[] = {
  PAGE_FIELDS,
  OBJECTS("data", hwc_devserver_image, "Number of records in this page"),
};
STRUCT(list_images_reply, "ListDevServerImagesResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "get_dev_server_image",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/images/{id}",
    HWC_PARAMETERS(image_parameters),
    .reply = &hwc_devserver_image,
    .success_status = 200,
    .doc = "Shows an image.",
  },
  {
    .name = "list_dev_server_flavors",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/flavors",
    HWC_PARAMETERS(list_flavors_parameters),
    .reply = &list_flavors_reply,
    .doc = "Lists flavors of instances.",
  },
  {
    .name = "list_dev_server_images",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/images",
    HWC_PARAMETERS(list_images_parameters),
    .reply = &list_images_reply,
    .doc = "Lists images of instances.",
  },
};
TABLE(hwc_devserver_catalogue);
