#include "wire/frame.hpp"

namespace retour::wire {
namespace {

/// A count that is within the limit and that the remaining bytes can hold at all.
std::size_t bounded_count(ByteReader& in) {
  const std::uint64_t count = in.unsigned_number();
  if (count > ops_per_frame_max || count > in.left()) in.set_failed();
  return in.ok() ? static_cast<std::size_t>(count) : 0;
}

Verdict verdict_of(ByteReader& in) {
  const std::uint8_t number = in.byte();
  if (number >= EnumNames<Verdict>::names.size()) in.set_failed();
  return in.ok() ? static_cast<Verdict>(number) : Verdict::accepted;
}

Bytes owned_block(ByteReader& in) {
  const ByteView bytes = in.block();
  return Bytes(bytes.begin(), bytes.end());
}

bool opens(ByteReader& in) {
  return in.byte() == frame_version && in.ok();
}

}  // namespace

Bytes encode(const Request& request) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.put_byte(frame_version);
  out.put_id(request.clinic);
  out.put_id(request.replica);
  out.put_unsigned(request.epoch);
  out.put_unsigned(request.since_seq);
  out.put_unsigned(request.ops.size());
  for (const Bytes& op : request.ops) out.put_block(op);
  return bytes;
}

Bytes encode(const Answer& answer) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.put_byte(frame_version);
  out.put_unsigned(answer.epoch);
  out.put_unsigned(answer.head_seq);
  out.put_unsigned(answer.rulings.size());
  for (const Ruling& ruling : answer.rulings) {
    out.put_id(ruling.op);
    out.put_unsigned(ruling.seq);
    out.put_byte(static_cast<std::uint8_t>(ruling.verdict));
    out.put_unsigned(ruling.at.packed);
  }
  out.put_unsigned(answer.deliveries.size());
  for (const Delivery& delivery : answer.deliveries) {
    out.put_unsigned(delivery.seq);
    out.put_byte(static_cast<std::uint8_t>(delivery.verdict));
    out.put_unsigned(delivery.at.packed);
    out.put_block(delivery.op);
  }
  out.put_byte(answer.more ? 1 : 0);
  return bytes;
}

Result<Request> parse_request(ByteView bytes) {
  if (bytes.size() > frame_bytes_max) return fail(FailureCode::limit, "request is too long");
  ByteReader in(bytes);
  Request request;
  if (!opens(in)) return fail(FailureCode::malformed, "request of an unknown version");
  request.clinic = ClinicId(in.id());
  request.replica = ReplicaId(in.id());
  request.epoch = in.unsigned_number();
  request.since_seq = in.unsigned_number();
  for (std::size_t left = bounded_count(in); left > 0 && in.ok(); --left)
    request.ops.push_back(owned_block(in));
  if (!in.ok() || !in.at_end()) return fail(FailureCode::malformed, "request does not decode");
  return request;
}

Result<Answer> parse_answer(ByteView bytes) {
  if (bytes.size() > frame_bytes_max) return fail(FailureCode::limit, "answer is too long");
  ByteReader in(bytes);
  Answer answer;
  if (!opens(in)) return fail(FailureCode::malformed, "answer of an unknown version");
  answer.epoch = in.unsigned_number();
  answer.head_seq = in.unsigned_number();
  for (std::size_t left = bounded_count(in); left > 0 && in.ok(); --left) {
    Ruling& ruling = answer.rulings.emplace_back();
    ruling.op = OpId(in.id());
    ruling.seq = in.unsigned_number();
    ruling.verdict = verdict_of(in);
    ruling.at.packed = in.unsigned_number();
  }
  std::uint64_t last = 0;
  for (std::size_t left = bounded_count(in); left > 0 && in.ok(); --left) {
    Delivery& delivery = answer.deliveries.emplace_back();
    delivery.seq = in.unsigned_number();
    delivery.verdict = verdict_of(in);
    delivery.at.packed = in.unsigned_number();
    delivery.op = owned_block(in);
    if (delivery.seq <= last) in.set_failed();
    last = delivery.seq;
  }
  const std::uint8_t more = in.byte();
  answer.more = more == 1;
  if (more > 1 || !in.ok() || !in.at_end())
    return fail(FailureCode::malformed, "answer does not decode");
  return answer;
}

}  // namespace retour::wire
