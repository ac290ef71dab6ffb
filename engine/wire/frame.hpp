// Frames of the exchange between a replica and the hub. One request, one answer; both are whole.
//
//   request = version clinic(16) replica(16) epoch since-seq  op-count { op-block }*
//   answer  = version epoch head-seq  verdict-count { op-id(16) seq verdict at }*
//             op-count { seq verdict at op-block }*  more
//
// The hub selects what the replica lacks before it takes what the replica brought, so that an
// answer never contains an op of its own request. A lost answer is asked for again with the same
// ops: the hub knows their ids. A higher `epoch` in the answer says that the server was restored
// from a backup: the replica then offers everything above the hub's head again.
#pragma once

#include <vector>

#include "ops/op_codec.hpp"

namespace retour::wire {

inline constexpr std::uint8_t frame_version = 1;
inline constexpr std::size_t ops_per_frame_max = 1000;
inline constexpr std::size_t frame_bytes_max = 8 << 20;

/// What a replica asks and brings.
struct Request {
  ClinicId clinic;
  ReplicaId replica;
  std::uint64_t epoch = 0;
  std::uint64_t since_seq = 0;  ///< The replica has everything up to here.
  std::vector<Bytes> ops;       ///< Serialized ops that have no number yet, oldest first.
  bool operator==(const Request&) const = default;
};

/// The hub's word on one op of the request.
struct Ruling {
  OpId op;
  std::uint64_t seq = 0;
  Verdict verdict = Verdict::accepted;
  HybridTime at;
  bool operator==(const Ruling&) const = default;
};

/// One numbered op that the replica lacked.
struct Delivery {
  std::uint64_t seq = 0;
  Verdict verdict = Verdict::accepted;
  HybridTime at;
  Bytes op;
  bool operator==(const Delivery&) const = default;
};

struct Answer {
  std::uint64_t epoch = 0;
  std::uint64_t head_seq = 0;
  std::vector<Ruling> rulings;
  std::vector<Delivery> deliveries;  ///< Ascending by seq.
  bool more = false;                 ///< Ask again at once.
  bool operator==(const Answer&) const = default;
};

[[nodiscard]] Bytes encode(const Request& request);
[[nodiscard]] Bytes encode(const Answer& answer);

/// `malformed` on anything but exactly one frame, `limit` beyond the bounds above. All input is
/// hostile: nothing is allocated by a length that the bytes do not cover.
[[nodiscard]] Result<Request> parse_request(ByteView bytes);
[[nodiscard]] Result<Answer> parse_answer(ByteView bytes);

}  // namespace retour::wire
