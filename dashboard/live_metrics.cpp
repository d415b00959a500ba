#include "dashboard/live_metrics.hpp"

#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

void append_head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out += "# HELP ";
  out += name;
  out += ' ';
  out += help;
  out += "\n# TYPE ";
  out += name;
  out += ' ';
  out += type;
  out += '\n';
}

template <class T>
void append_one(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                T value) {
  append_head(out, name, type, help);
  out += name;
  out += ' ';
  if constexpr (std::is_integral_v<T>) {
    append_integer(out, value);
  } else {
    append_number(out, value);
  }
  out += '\n';
}

}  // namespace

void append_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                   std::uint64_t value) {
  append_one(out, name, type, help, value);
}

void append_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                   double value) {
  append_one(out, name, type, help, value);
}

void Histogram::observe(std::chrono::steady_clock::duration took) {
  const double seconds = std::chrono::duration<double>(took).count();
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  micros_.fetch_add(static_cast<std::uint64_t>(us < 0 ? 0 : us), std::memory_order_relaxed);
}

void Histogram::append(std::string& out, std::string_view name, std::string_view help) const {
  append_head(out, name, "histogram", help);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i <= kBounds.size(); ++i) {
    sum += buckets_[i].load(std::memory_order_relaxed);
    out += name;
    out += "_bucket{le=\"";
    if (i < kBounds.size()) {
      append_number(out, kBounds[i]);
    } else {
      out += "+Inf";
    }
    out += "\"} ";
    append_integer(out, sum);
    out += '\n';
  }
  out += name;
  out += "_sum ";
  append_number(out, static_cast<double>(micros_.load(std::memory_order_relaxed)) / 1e6);
  out += '\n';
  out += name;
  out += "_count ";
  append_integer(out, sum);
  out += '\n';
}

void LiveMetrics::append(std::string& out) const {
  const auto gauge = [&out](std::string_view name, const std::atomic<std::uint64_t>& value,
                            std::string_view help) {
    append_metric(out, name, "gauge", help, value.load(std::memory_order_relaxed));
  };
  const auto counter = [&out](std::string_view name, const std::atomic<std::uint64_t>& value,
                              std::string_view help) {
    append_metric(out, name, "counter", help, value.load(std::memory_order_relaxed));
  };
  gauge("gridhall_live_viewers", viewers, "Live dashboard connections.");
  gauge("gridhall_live_subscriptions", subscriptions, "Subscriptions of all viewers.");
  gauge("gridhall_live_channels", channels, "Distinct views, filters and wants among the subscriptions.");
  gauge("gridhall_live_position", position, "Sequence that viewers were last told of.");
  counter("gridhall_live_deltas_total", deltas, "Delta frames sent.");
  counter("gridhall_live_snapshots_total", snapshots, "Snapshots begun for viewers.");
  counter("gridhall_live_snapshot_pages_total", snapshot_pages, "Snapshot pages sent.");
  counter("gridhall_live_resumes_total", resumes, "Subscriptions resumed without a snapshot.");
  counter("gridhall_live_resumes_refused_total", resumes_refused,
          "Resumes that had to be answered with a snapshot.");
  counter("gridhall_light_changes_total", light_changes, "Deadline lights that the clock alone has changed.");
  counter("gridhall_live_alerts_total", alerts, "Alert frames queued for viewers.");
  counter("gridhall_live_lags_total", lags, "Times that a viewer was told it had fallen behind.");
  counter("gridhall_live_too_slow_total", too_slow, "Viewers closed because they did not take their alerts.");
  counter("gridhall_live_bad_messages_total", bad_messages,
          "Messages of viewers that were answered with an error.");
  counter("gridhall_live_bytes_total", bytes, "Bytes of frames handed to connections.");
  tick.append(out, "gridhall_live_tick_seconds", "Time to put one tick together.");
  snapshot_time.append(out, "gridhall_live_snapshot_seconds", "Time to copy the rows of a snapshot.");
  query_time.append(out, "gridhall_query_seconds", "Time of an HTTP query in the pool.");
}

}  // namespace gridhall::dashboard
