// Threads that fail: what one throws comes out where all were called.

#include "core/base/parallel.h"

#include <doctest/doctest.h>

#include <barrier>
#include <new>
#include <stdexcept>
#include <vector>

using namespace halfstep;

TEST_SUITE("parallel") {
    TEST_CASE("every task is done once, by however many threads") {
        for (const int threads : {0, 1, 2, 7}) {
            std::vector<int> done(100);
            parallel_for(done.size(), threads, [&](std::size_t i) { ++done[i]; });
            CHECK(done == std::vector<int>(100, 1));
        }
    }

    TEST_CASE("an exception of any task comes out, and no other task is begun") {
        for (const int threads : {1, 2, 7})
            for (const std::size_t bad : {std::size_t{0}, std::size_t{5}, std::size_t{99'999}}) {
                std::atomic<std::size_t> begun{0};
                const auto task = [&](std::size_t i) {
                    ++begun;
                    if (i == bad) throw std::bad_alloc();
                };
                CHECK_THROWS_AS(parallel_for(100'000, threads, task), std::bad_alloc);
                if (threads == 1) CHECK(begun == bad + 1);
            }
    }

    TEST_CASE("all workers know how many they are before one of them begins") {
        std::size_t told = 0;
        std::vector<std::size_t> seen(4);
        on_threads(
            4, [&](std::size_t workers) { told = workers; },
            [&](std::size_t worker, std::size_t workers) { seen[worker] = workers; });
        CHECK(told >= 1);
        for (std::size_t worker = 0; worker < told; ++worker) CHECK(seen[worker] == told);
    }

    TEST_CASE("nobody works where the preparation fails") {
        std::atomic<int> worked{0};
        CHECK_THROWS_AS(
            on_threads(
                4, [](std::size_t) { throw std::runtime_error("no"); }, [&](std::size_t, std::size_t) { ++worked; }),
            std::runtime_error);
        CHECK(worked == 0);
    }
}
