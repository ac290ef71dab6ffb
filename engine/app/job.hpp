// Jobs: long work (import, statistics, verification) in slices that never hold input.
//
//   Job import(JobControl& control, ...) {
//     for (...) {
//       ... one bounded batch, committed ...
//       co_await control.breathe();      // suspends when the slice is used up
//     }
//   }
//
// Invariants: no transaction and no open statement crosses a `breathe` (CHECKed by the queue); a
// cancelled job is destroyed at its next breath, and everything it committed stays consistent.
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.hpp"

namespace retour::app {

/// What a job tells the screen and asks of its slice.
class JobControl {
 public:
  std::int64_t done = 0;
  std::int64_t total = 0;  ///< 0: unknown.
  std::string name;        ///< Text id of what is going on.

  [[nodiscard]] bool is_cancelled() const { return cancelled_; }

  struct Breath {
    JobControl& control;
    [[nodiscard]] bool await_ready() const {
      return !control.cancelled_ && control.now_microseconds_() < control.slice_end_microseconds_;
    }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
  };
  /// Suspends when the slice is used up.
  [[nodiscard]] Breath breathe() { return Breath{*this}; }

  /// How long the present slice may hold the thread: short while somebody is at the controls, long
  /// while nobody is. Jobs whose work is cheaper in large pieces size them by it.
  [[nodiscard]] std::int64_t slice_microseconds() const { return slice_microseconds_; }

  /// The monotonic clock of the slices, for jobs that size their batches by it.
  [[nodiscard]] std::int64_t now_microseconds() const { return now_microseconds_(); }

 private:
  friend class JobQueue;
  bool cancelled_ = false;
  std::int64_t slice_end_microseconds_ = 0;
  std::int64_t slice_microseconds_ = 0;
  std::function<std::int64_t()> now_microseconds_;
};

/// How many pieces of work one step of a job takes, so that a step holds the thread for about as
/// long as wanted: by what the last step took, at most twofold at once, so that one lucky step does
/// not make a frame late.
class StepSize {
 public:
  struct Limits {
    std::size_t min = 1;
    std::size_t max = 1;
    std::int64_t wanted_microseconds = 0;  ///< Of one step; 0: always as many as at first.
  };
  StepSize(std::size_t first, Limits limits)
      : limits_(limits), pieces_(std::clamp(first, limits.min, limits.max)) {}

  [[nodiscard]] std::size_t pieces() const { return pieces_; }
  /// Steps may take so long from now on. Shorter ones shrink at once, longer ones grow as they go.
  void want(std::int64_t wanted_microseconds) {
    if (limits_.wanted_microseconds == 0) return;
    if (wanted_microseconds < limits_.wanted_microseconds)
      pieces_ = std::max(
          limits_.min, static_cast<std::size_t>(static_cast<std::int64_t>(pieces_) *
                                                wanted_microseconds / limits_.wanted_microseconds));
    limits_.wanted_microseconds = std::max<std::int64_t>(1, wanted_microseconds);
  }
  /// The last step, of `pieces()`, took so long.
  void note(std::int64_t took_microseconds) {
    if (limits_.wanted_microseconds == 0) return;
    const auto fitting =
        static_cast<std::size_t>(static_cast<std::int64_t>(pieces_) * limits_.wanted_microseconds /
                                 std::max<std::int64_t>(1, took_microseconds));
    pieces_ = std::clamp(std::min(fitting, pieces_ * 2), limits_.min, limits_.max);
  }

 private:
  Limits limits_;
  std::size_t pieces_;
};

/// The coroutine of a job. Starts suspended.
class Job {
 public:
  struct promise_type {
    Job get_return_object() {
      return Job(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };

  Job(Job&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Job& operator=(Job&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~Job() {
    if (handle_) handle_.destroy();
  }

  [[nodiscard]] bool is_done() const { return !handle_ || handle_.done(); }
  void resume() { handle_.resume(); }

 private:
  explicit Job(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

/// Jobs one after another; a later one waits for the earlier.
class JobQueue {
 public:
  /// `now_microseconds` is a monotonic clock; `is_quiet` tells that nothing of the database is
  /// open.
  JobQueue(std::function<std::int64_t()> now_microseconds, std::function<bool()> is_quiet)
      : now_microseconds_(std::move(now_microseconds)), is_quiet_(std::move(is_quiet)) {}

  static constexpr std::size_t jobs_max = 16;

  /// Puts a job at the end. `make` gets the control that lives as long as the job.
  void start(std::string name, const std::function<Job(JobControl&)>& make) {
    RETOUR_CHECK(jobs_.size() < jobs_max);
    auto control = std::make_unique<JobControl>();
    control->name = std::move(name);
    control->now_microseconds_ = now_microseconds_;
    Job job = make(*control);
    jobs_.push_back({std::move(control), std::move(job)});
  }

  /// Runs for at most `budget_microseconds` (plus the last step of a job).
  void run(std::int64_t budget_microseconds) {
    const std::int64_t end = now_microseconds_() + budget_microseconds;
    do {
      if (jobs_.empty()) return;
      Running& first = jobs_.front();
      first.control->slice_end_microseconds_ = end;
      first.control->slice_microseconds_ = budget_microseconds;
      if (!first.job.is_done() && !first.control->cancelled_) first.job.resume();
      RETOUR_CHECK(is_quiet_());
      if (first.job.is_done() || first.control->cancelled_) jobs_.pop_front();
    } while (now_microseconds_() < end);
  }

  [[nodiscard]] bool is_empty() const { return jobs_.empty(); }
  /// The job that runs now; null when there is none.
  [[nodiscard]] const JobControl* current() const {
    return jobs_.empty() ? nullptr : jobs_.front().control.get();
  }
  [[nodiscard]] bool has(std::string_view name) const {
    return std::ranges::any_of(jobs_,
                               [&](const Running& job) { return job.control->name == name; });
  }
  /// Stops the jobs of this name at their next breath; one that waits never begins.
  void cancel(std::string_view name) {
    for (Running& job : jobs_)
      if (job.control->name == name) job.control->cancelled_ = true;
  }
  /// Stops the current job at its next breath.
  void cancel_current() {
    if (!jobs_.empty()) jobs_.front().control->cancelled_ = true;
  }

 private:
  struct Running {
    std::unique_ptr<JobControl> control;
    Job job;
  };
  std::function<std::int64_t()> now_microseconds_;
  std::function<bool()> is_quiet_;
  std::deque<Running> jobs_;
};

}  // namespace retour::app
