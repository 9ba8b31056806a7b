/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses to listen on. */
#ifndef HWC_SANDBOX_ADDRESS_H
#define HWC_SANDBOX_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include <netinet/in.h>
#include <sys/socket.h>

/* Numeric addresses only; names are not resolved here. */
bool address_parse(const char *text, uint16_t port,
                   struct sockaddr_storage *address);

/* Why no socket can be bound to the address, an errno; 0: one can. */
int address_bind_error(const struct sockaddr *address);

/* The address by which other machines reach this one, of the family of a
 * wildcard address. Nothing is sent. False: there is no route to others. */
bool address_outward(int family, char text[INET6_ADDRSTRLEN]);

#endif
