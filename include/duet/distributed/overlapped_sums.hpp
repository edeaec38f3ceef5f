// Gradients that are summed over the ranks while the backward pass goes on.
#pragma once

#include "duet/distributed/communicator.hpp"
#include "duet/layers/batch_part.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace duet {

/// Starts the sum over all ranks of each layer's gradients as soon as they are final, neighbours in the buffer together until they are a bucket.
/// PyTorch equivalent: the buckets of `DistributedDataParallel`. Source: Li et al., "PyTorch Distributed", VLDB 2020.
template <class T>
class OverlappedSums final : public Ranks<T> {
public:
    /// Of all `gradients`, in buckets of at least so many values.
    OverlappedSums(Communicator& ranks, std::span<T> gradients, std::size_t bucket) : ranks_(ranks), gradients_(gradients), bucket_(bucket) {}

    void sum(std::span<T> values) override { ranks_.sum(values, "the statistics of a batch"); }

    void finished(std::span<T> part) override {
        for (Communicator::Request& request : requests_) ranks_.done(request, what);
        if (part.data() + part.size() == next_.data()) {
            next_ = {part.data(), part.size() + next_.size()};
        } else if (next_.data() + next_.size() == part.data()) {
            next_ = {next_.data(), next_.size() + part.size()};
        } else {
            start(next_);
            next_ = part;
        }
        if (next_.size() < bucket_) return;
        start(next_);
        next_ = {};
    }

    /// Collective. Behind the backward pass: returns when all gradients are summed, those of layers that have not said that they are finished, too.
    void finish() {
        start(next_);
        next_ = {};
        std::ranges::sort(started_, {}, [](std::span<T> part) { return part.data(); });
        const std::size_t count = started_.size();
        T* end = gradients_.data();
        for (std::size_t i = 0; i <= count; ++i) {
            const std::span<T> part = i < count ? started_[i] : gradients_.last(0);
            start({end, part.data()});
            end = part.data() + part.size();
        }
        for (Communicator::Request& request : requests_) ranks_.wait(request, what);
        requests_.clear();
        started_.clear();
    }

private:
    static constexpr std::string_view what = "the sum of the gradients";

    void start(std::span<T> part) {
        if (part.empty()) return;
        started_.push_back(part);
        requests_.push_back(ranks_.start_sum(part));
    }

    Communicator& ranks_;
    std::span<T> gradients_;
    std::size_t bucket_;
    std::span<T> next_; // not started: not yet a bucket
    std::vector<std::span<T>> started_;
    std::vector<Communicator::Request> requests_;
};

} // namespace duet
