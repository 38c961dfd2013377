#include "app/model/beside.h"

#include "app/scene/scene.h"

#include <chrono>
#include <map>
#include <sstream>

namespace halfstep {
namespace {

/// "sampler[1].eta" -> "0.5", of a scene as it is written.
std::map<std::string, std::string> values_by_key(const Experiment& experiment) {
    std::map<std::string, std::string> values;
    std::map<std::string, int> tables;
    std::istringstream lines(write_scene(experiment));
    std::string table;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("[[", 0) == 0) {
            const std::string name = line.substr(2, line.find("]]") - 2);
            table = name + "[" + std::to_string(++tables[name]) + "].";
        } else if (line.rfind('[', 0) == 0) {
            table = line.substr(1, line.find(']') - 1) + ".";
        } else if (const std::size_t at = line.find(" = "); at != std::string::npos && line[0] != ' ') {
            std::string key = line.substr(0, at);
            key.erase(key.find_last_not_of(' ') + 1);
            values[table + key] = line.substr(at + 3);
        }
    }
    return values;
}

} // namespace

std::string differing_keys(Experiment one, Experiment other, int most) {
    if (one.target == other.target) one.target = other.target = {}; // which may be long
    if (one.denoiser == other.denoiser) one.denoiser = other.denoiser = {};
    const auto here = values_by_key(one), there = values_by_key(other);
    std::string text;
    int count = 0;
    for (const auto& [key, value] : here) {
        const auto same = there.find(key);
        if (key == "title" || key == "note" || (same != there.end() && same->second == value)) continue;
        if (++count > most) return text + ", …";
        constexpr std::size_t most_letters = 24;
        text += (text.empty() ? "" : ", ") + key + " = " + (value.size() > most_letters ? "…" : value);
    }
    return text;
}

Beside::Beside(Given given, const Experiment& first, std::function<void()> wake)
    : given_(std::move(given)), wake_(wake), mistake_(given_.mistake), simulator_(std::move(wake)) {
    if (mistake_.empty()) follow(first);
}

Beside::~Beside() {
    cancel_ = true;
    if (job_.valid()) job_.wait();
}

void Beside::follow(const Experiment& first) {
    if (!given_.mistake.empty()) return;
    constexpr int most_changes = 3;
    changes_ = kept() ? differing_keys(given_.experiment, first, most_changes) : "";
    mistake_.clear();
    try {
        check_beside(given_.experiment, first);
        Experiment next = beside(given_.experiment, first);
        if (next == experiment_) return;
        experiment_ = std::move(next);
        simulator_.request(make_problem(experiment_));
    } catch (const Error& error) {
        mistake_ = std::string("The scene beside this one ") + error.what();
        experiment_ = {};
        run_ = nullptr;
        comparison_ = nullptr;
    }
}

bool Beside::take_job() {
    if (!job_.valid() || job_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
    std::shared_ptr<const Comparison> done;
    try {
        done = job_.get();
    } catch (const std::exception& error) {
        mistake_ = std::string("The comparison failed: ") + error.what();
    }
    if (done && mistake_.empty()) comparison_ = std::move(done);
    return true;
}

bool Beside::compared(const Run& first, bool distances) const {
    return comparison_ && comparison_->first.shares_with(first.samplers) &&
           comparison_->second->samplers.shares_with(run_->samplers) && comparison_->with_distances >= distances;
}

void Beside::start_job(const Run& first, bool distances) {
    job_ = std::async(std::launch::async, [this, first, second = run_, distances] {
        auto done = compare(first, second, {.distances = distances, .cancel = &cancel_});
        wake_();
        return done;
    });
}

/// Of full runs at once what costs little, then the distances, too.
bool Beside::update(const std::shared_ptr<const Run>& first, bool coarse) {
    if (!given_.mistake.empty()) return false;
    bool news = false;
    Result result = simulator_.take();
    if (!result.failure.empty()) {
        mistake_ = "The simulation of the scene beside this one failed: " + result.failure;
        news = true;
    }
    if (result.run && mistake_.empty()) {
        run_ = result.run;
        coarse_ = result.coarse;
        news = true;
    }
    news = take_job() || news;
    lacks_ = false;
    if (!mistake_.empty() || !run_ || !first || first->target().dim() != run_->target().dim()) return news;
    const bool full = !coarse && !coarse_;
    lacks_ = !compared(*first, full);
    if (lacks_ && !job_.valid()) start_job(*first, full && compared(*first, false));
    return news;
}

bool Beside::busy() const {
    return mistake_.empty() && (simulator_.busy() || !run_ || coarse_ || job_.valid() || lacks_);
}

} // namespace halfstep
