#pragma once

// The time zones that the program carries with it, as TZif files (RFC 8536) of the IANA data that
// the build machine had. Embedded, because neither wasm nor a bare server has a zone database,
// and because a replica and its hub must agree on every summer-time rule. The definitions are
// generated at build time; the list of zones is in cmake/zone_data.py.

namespace retour {

struct EmbeddedZone {
  const char* name;            // IANA name, e.g. "Europe/Moscow"
  const unsigned char* bytes;  // one whole TZif file
  unsigned size;
};

extern const EmbeddedZone embedded_zones[];  // in ascending byte order of name
extern const unsigned embedded_zone_count;
extern const char* const embedded_zone_version;  // of the IANA data, e.g. "2025b"

}  // namespace retour
