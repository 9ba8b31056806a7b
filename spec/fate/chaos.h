/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans drawn at random. */
#ifndef SPEC_FATE_CHAOS_H
#define SPEC_FATE_CHAOS_H

#include <stddef.h>
#include <stdint.h>

/* Appends the steps of a connection that mostly serves a few requests and then
 * fails in one of many ways. */
void chaos_plan(char *plan, size_t size, uint64_t *random);

/* The same, of a server that mostly speaks HTTP/2 but sometimes does not. */
void chaos_h2_plan(char *plan, size_t size, uint64_t *random);

#endif
