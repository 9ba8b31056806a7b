/* SPDX-License-Identifier: Apache-2.0
 *
 * Random plans. */
#ifndef SPEC_FATE_CHAOS_H
#define SPEC_FATE_CHAOS_H

#include <stddef.h>
#include <stdint.h>

/* Appends the steps of a connection that usually serves a few requests and then
 * fails in one of many ways. */
void chaos_plan(char *plan, size_t size, uint64_t *random);

/* Like chaos_plan(), for a server that usually speaks HTTP/2. */
void chaos_h2_plan(char *plan, size_t size, uint64_t *random);

#endif
