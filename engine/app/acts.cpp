// Acts of several ops: a bulk edit of a price list, a doctor with her room and her shifts.
//
// What a person does in one press is undone in one press, however many ops it took. A short act is
// one transaction. A long one runs as a job whose slices are committed one by one, since no slice
// may hold input and no transaction may cross a pause:
//
//   slice 1   slice 2   slice 3 refused           slice 1   slice 2 ... slice n accepted
//   commit    commit    withdraw 2, withdraw 1    commit    commit      commit, one Undoable
//
// A crash between two slices leaves the first ones: each is whole by itself (a service has its new
// type or its old one). Staging the whole act in one op was turned down: it would exceed the size
// of an op.
#include <algorithm>

#include "app/clinic.hpp"
#include "app/per_card.hpp"
#include "base/check.hpp"

namespace retour::app {
namespace {

bool is_accepted(const Result<Outcome>& outcome) {
  return outcome.has_value() && std::holds_alternative<Accepted>(*outcome);
}

/// The ops of an act as one entry.
Undoable as_one(std::vector<Undoable> made) {
  Undoable act = std::move(made.back());
  made.pop_back();
  for (const Undoable& one : made) {
    act.before.push_back(one.op);
    act.holds_slots |= one.holds_slots;
  }
  return act;
}

}  // namespace

Result<Outcome> Clinic::submit_act(std::span<const Draft> drafts) {
  RETOUR_CHECK(drafts.size() <= drafts_per_act_max);
  if (drafts.empty()) return Outcome(Accepted{});
  std::vector<Draft> pieces;
  for (const Draft& draft : drafts) {
    RETOUR_ASSIGN(std::vector<Draft> per_card, drafts_per_card(tables_, draft));
    std::ranges::move(per_card, std::back_inserter(pieces));
  }
  Result<Outcome> outcome = submit_all(pieces, {}, store::Sync::now);
  if (!made_.empty()) remember({as_one(std::exchange(made_, {}))});
  return outcome;
}

void Clinic::start_act(std::vector<Draft> drafts, ActEnd end) {
  RETOUR_CHECK(drafts.size() <= drafts_per_act_max);
  jobs_.start("job.act", [&](JobControl& control) {
    return act_slices(control, std::move(drafts), std::move(end));
  });
}

void Clinic::start_undo(OpId op, ActEnd end) {
  const auto act = std::ranges::find(undo_list_, op, &Undoable::op);
  std::vector<OpId> ops;
  const bool holds_slots = act != undo_list_.end() && act->holds_slots;
  if (act != undo_list_.end()) ops = act->before;
  ops.push_back(op);
  jobs_.start("job.undo", [&](JobControl& control) {
    return holds_slots ? undo_at_once(control, op, std::move(end))
                       : undo_slices(control, std::move(ops), std::move(end));
  });
}

Job Clinic::undo_at_once(JobControl& control, OpId op, ActEnd end) {
  co_await control.breathe();
  end(undo(op));
}

Job Clinic::act_slices(JobControl& control, std::vector<Draft> drafts, ActEnd end) {
  control.total = static_cast<std::int64_t>(drafts.size());
  std::vector<Undoable> made;
  Result<Outcome> outcome = Outcome(Accepted{});
  for (const Draft& draft : drafts) {
    outcome = submit_all({&draft, 1}, {}, store::Sync::now);
    std::ranges::move(std::exchange(made_, {}), std::back_inserter(made));
    if (!is_accepted(outcome)) break;
    ++control.done;
    co_await control.breathe();
  }
  if (is_accepted(outcome)) {
    if (!made.empty()) remember({as_one(std::move(made))});
    end(std::move(outcome));
    co_return;
  }
  while (!made.empty()) {
    const OpId op = made.back().op;
    made.pop_back();
    if (const Result<Outcome> back = withdraw_ops({&op, 1}); !is_accepted(back)) {
      outcome = back;  // What could not be taken back is the graver news.
      break;
    }
    co_await control.breathe();
  }
  end(std::move(outcome));
}

Job Clinic::undo_slices(JobControl& control, std::vector<OpId> ops, ActEnd end) {
  control.total = static_cast<std::int64_t>(2 * ops.size());
  for (const OpId op : ops) {
    const Result<std::optional<Refusal>> refusal = check_undo(op, ops);
    if (!refusal || *refusal) {
      end(refusal ? Result<Outcome>(Outcome(**refusal)) : std::unexpected(refusal.error()));
      co_return;
    }
    ++control.done;
    co_await control.breathe();
  }
  Result<Outcome> outcome = Outcome(Accepted{});
  while (!ops.empty() && is_accepted(outcome)) {
    const OpId op = ops.back();
    ops.pop_back();
    outcome = withdraw_ops({&op, 1});
    ++control.done;
    if (is_accepted(outcome)) co_await control.breathe();
  }
  end(std::move(outcome));
}

}  // namespace retour::app
