/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: phone images, and the projects they are shared with. */
#include "api/cph/rows.h"

static const char *const image_types[] = {
  "public", "private", "share", "all", NULL};
static const char *const list_images_image_types[] = {"private", "share", NULL};
static const char *const statuses[] = {"accepted", "rejected", NULL};

static const struct hwc_field image_parameters[] = {
  PROJECT_ID,
  STRING("image_id", "Phone image ID", PATH_ID),
};

static const struct hwc_field add_image_member_request_fields[] = {
  STRING("member", "Project ID that the image is shared with"),
};
STRUCT(add_image_member_request, "AddImageMemberRequestBody");

static const struct hwc_field member_parameters[] = {
  PROJECT_ID,
  STRING("image_id", "Phone image ID", PATH_ID),
  STRING("member_id", "Project ID that the image is shared with", PATH),
};

static const struct hwc_field phone_images_parameters[] = {
  PROJECT_ID,
  STRING("image_type", "Visibility of the image", QUERY,
         .values = image_types),
};

static const struct hwc_field phone_image_fields[] = {
  STRING("image_name", "Image name"),
  STRING("os_type", "Operating system type of the image"),
  INTEGER("is_public", "Public or private image: 1 public, 2 private"),
  STRING("os_name", "Operating system of the phone"),
  STRING("image_label", "Server family that the image is for"),
  STRING("image_id", "Phone image ID"),
  BOOLEAN("is_support_encrypt", "The image supports file level encryption"),
};
STRUCT(phone_image, "PhoneImage");

static const struct hwc_field phone_images_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("phone_images", phone_image, "Phone images"),
};
STRUCT(phone_images_reply, "ListCloudPhoneImagesResponse");

static const struct hwc_field image_member_fields[] = {
  LONG("create_time", "Time of sharing"),
  LONG("update_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
  STRING("image_id", "Phone image ID"),
  STRING("member_id", "Project ID that the image is shared with"),
};
STRUCT(image_member, "ListImageMembersView");

static const struct hwc_field list_image_members_reply_fields[] = {
  OBJECTS("members", image_member, "Projects that the image is shared with"),
};
STRUCT(list_image_members_reply, "ListImageMembersResponse");

static const struct hwc_field list_images_parameters[] = {
  PROJECT_ID,
  STRING("image_type", "Visibility of the image", QUERY,
         .values = list_images_image_types),
  INTEGER("status", "Status: 0 creating, 1 usable, 2 creation failed", QUERY),
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
  STRING("image_id", "Image ID", QUERY),
  STRING("image_name", "Image name", QUERY),
  LONG("create_since", "Created at or after this timestamp", QUERY),
  LONG("create_until", "Created at or before this timestamp", QUERY),
  STRING("src_project_id",
         "Project that shared the image; only if image_type is share",
         QUERY),
};

static const struct hwc_field image_fields[] = {
  STRING("domain_id", "Tenant that owns the image"),
  STRING("image_name", "Image name"),
  STRING("update_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
  STRING("create_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
  LONG("image_size", "Image size in bytes"),
  STRING("project_id", "Owning project; only if image_type is private"),
  STRING("image_id", "Phone image ID"),
  STRING("image_version", "AOSP version of the image"),
  STRING("image_type", "Visibility of the image"),
  INTEGER("status", "Status: 0 creating, 1 usable, 2 creation failed"),
  STRING("src_project_id",
         "Project that shared the image; only if image_type is share"),
};
STRUCT(image, "ListImagesView");

static const struct hwc_field list_images_reply_fields[] = {
  OBJECTS("image_infos", image, "Images"),
  INTEGER("total", "Number of records that match the query"),
  STRING("request_id", "ID of this request, for list_jobs"),
};
STRUCT(list_images_reply, "ListImagesResponse");

static const struct hwc_field update_image_member_request_fields[] = {
  STRING("status", "accepted or rejected", REQUIRED, .values = statuses),
};
STRUCT(update_image_member_request, "UpdateImageMemberRequestBody");

static const struct hwc_operation operations[] = {
  {
    .name = "add_image_member",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/images/{image_id}/members",
    HWC_PARAMETERS(image_parameters),
    .body = &add_image_member_request,
    .reply = &hwc_cph_outcome,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Shares an image with another project of the region; at most 10.",
  },
  {
    .name = "delete_image",
    .method = "DELETE",
    .path = "/v1/{project_id}/cloud-phone/images/{image_id}",
    HWC_PARAMETERS(image_parameters),
    .reply = &hwc_cph_outcome,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a private image.",
  },
  {
    .name = "delete_image_member",
    .method = "DELETE",
    .path = "/v1/{project_id}/cloud-phone/images"
            "/{image_id}/members/{member_id}",
    HWC_PARAMETERS(member_parameters),
    .reply = &hwc_cph_outcome,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "a retry finds no member to remove",
    .doc = "Stops sharing an image with a project.",
  },
  {
    .name = "list_cloud_phone_images",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/phone-images",
    HWC_PARAMETERS(phone_images_parameters),
    .reply = &phone_images_reply,
    .success_status = 200,
    .doc = "Lists phone images that the project can use.",
  },
  {
    .name = "list_image_members",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/images/{image_id}/members",
    HWC_PARAMETERS(image_parameters),
    .reply = &list_image_members_reply,
    .success_status = 200,
    .doc = "Lists the projects that an image is shared with.",
  },
  {
    .name = "list_images",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/images",
    HWC_PARAMETERS(list_images_parameters),
    .reply = &list_images_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "image_id",
    .doc = "Lists private and shared images.",
  },
  {
    .name = "update_image_member",
    .method = "PUT",
    .path = "/v1/{project_id}/cloud-phone/images/{image_id}/members",
    HWC_PARAMETERS(image_parameters),
    .body = &update_image_member_request,
    .reply = &hwc_cph_receipt,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets a fixed value: a retry changes nothing more",
    .doc = "Accepts or rejects a shared image.",
  },
};
TABLE(hwc_cph_images);
