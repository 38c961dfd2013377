#include "app/model/window_file.h"

#include "app/base/base64.h"
#include "app/base/hash.h"
#include "app/base/text.h"
#include "app/scene/network_file.h"
#include "app/scene/recorded_file.h"
#include "app/scene/scene.h"
#include "app/scene/scene_path.h"
#include "app/scene/view_text.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace halfstep {
namespace {

using WindowJson = nlohmann::json;

constexpr const char *window_kind_mark = "halfstep window ", *window_file_mark = "halfstep window 1 ";
constexpr std::size_t check_digits = 16;
constexpr std::size_t most_history_bytes = 64 << 20; ///< of texts, networks and clouds: the oldest steps go

std::string hex_check(std::string_view bytes) {
    char text[check_digits + 1];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash_of(bytes)));
    return text;
}

/// What a cloud is written as where its points are kept elsewhere: the reader wants some.
std::vector<double> stand_in_points(int columns) {
    std::vector<double> points(static_cast<std::size_t>(2 * columns), 0.0);
    points.back() = 1;
    return points;
}

std::string_view raw_numbers(const std::vector<double>& numbers) {
    return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double)};
}

std::vector<double> numbers_in(std::string_view raw) {
    std::vector<double> numbers(raw.size() / sizeof(double));
    std::memcpy(numbers.data(), raw.data(), numbers.size() * sizeof(double));
    return numbers;
}

std::string kept_view_text(const Experiment& experiment, const View& view) {
    try {
        return view_text(experiment, view);
    } catch (const std::exception&) { // of an experiment that cannot be
        return "";
    }
}

/// JSON is text, and the path of the scene beside this one may be none.
void add_view(WindowJson& json, const Experiment& experiment, const View& view) {
    json["view"] = kept_view_text(experiment, view);
    if (!why_not_named(view.compare).empty()) json["compare_bytes"] = base64(view.compare);
}

/// The parts of an image, each of them once.
class WindowWriter {
public:
    explicit WindowWriter(SceneTexts& texts) : before_(texts) {}

    WindowJson moment(const std::shared_ptr<const Moment>& moment) {
        const auto known = before_.find(moment);
        std::string text = known != before_.end() ? known->second : bare_text(moment->experiment);
        WindowJson json = scene(moment->experiment, text);
        json["document"] = document(moment->document);
        json["learned"] = moment->learned;
        texts_[moment] = std::move(text);
        return json;
    }
    std::size_t bytes() const { return text_bytes_ + blobs_.size(); }
    /// And gives the texts back for the next time.
    std::string finish(WindowJson json) {
        json["documents"] = documents_;
        json["blobs"] = sizes_;
        before_ = std::move(texts_);
        std::string rest = json.dump(-1, ' ', false, WindowJson::error_handler_t::replace) + "\n" + blobs_;
        return window_file_mark + hex_check(rest) + "\n" + rest;
    }

private:
    static std::string bare_text(Experiment experiment) {
        experiment.denoiser.network = nullptr;
        for (SamplerSpec& sampler : experiment.samplers) sampler.recorded = {};
        TargetSpec& target = experiment.target;
        if (target.kind == TargetKind::points) {
            target.points = stand_in_points(target.columns);
            target.weights.clear();
            target.labels.clear();
        }
        return write_scene(experiment);
    }
    WindowJson scene(const Experiment& experiment, const std::string& text) {
        text_bytes_ += text.size();
        WindowJson json{{"scene", text}};
        const auto& network = experiment.denoiser.network;
        if (network) json["network"] = blob(network.get(), [&] { return network_bytes(*network); });
        for (const SamplerSpec& sampler : experiment.samplers)
            if (const RecordedStates* states = sampler.recorded.get())
                json["recorded"].push_back(
                    {&sampler - experiment.samplers.data(), blob(states, [&] { return recorded_bytes(*states); })});
        const TargetSpec& target = experiment.target;
        if (target.kind != TargetKind::points) return json;
        json["points"] = cloud(raw_numbers(target.points));
        if (!target.weights.empty()) json["weights"] = cloud(raw_numbers(target.weights));
        std::string labels;
        for (const std::string& label : target.labels) labels += label + '\0';
        if (!labels.empty()) json["labels"] = cloud(labels);
        return json;
    }
    template <class Make>
    std::size_t blob(const void* of, Make make) {
        const auto [at, news] = networks_.try_emplace(of, sizes_.size());
        if (news) add(make());
        return at->second;
    }
    std::size_t cloud(std::string_view raw) {
        const auto [at, news] = clouds_.try_emplace(hash_of(raw), sizes_.size());
        if (news) add(raw);
        return at->second;
    }
    void add(std::string_view bytes) {
        sizes_.push_back(bytes.size());
        blobs_ += bytes;
    }
    std::size_t document(const std::shared_ptr<OpenDocument>& of) {
        const auto [at, news] = document_numbers_.try_emplace(of.get(), documents_.size());
        if (!news) return at->second;
        documents_.push_back(nullptr);
        WindowJson json = scene(of->experiment, bare_text(of->experiment));
        // JSON is text, and a path may be none.
        json["path"] = clean_text(of->path);
        if (json["path"] != of->path) json["path_bytes"] = base64(of->path);
        json["lesson"] = of->lesson;
        json["step"] = of->step;
        json["stored"] = of->stored;
        add_view(json, of->experiment, of->view);
        json["file"] = {of->file.there, of->file.bytes, of->file.modified, of->file.hash};
        json["remarks"] = of->remarks;
        documents_[at->second] = std::move(json);
        return at->second;
    }

    SceneTexts &before_, texts_;
    std::map<const void*, std::size_t> networks_;
    std::map<std::uint64_t, std::size_t> clouds_;
    std::map<const void*, std::size_t> document_numbers_;
    WindowJson documents_ = WindowJson::array();
    std::vector<std::size_t> sizes_;
    std::string blobs_;
    std::size_t text_bytes_ = 0;
};

class WindowReader {
public:
    WindowReader(WindowJson json, std::string_view blobs) : json_(std::move(json)) {
        std::size_t at = 0;
        for (const WindowJson& size : json_.at("blobs")) {
            const auto bytes = size.get<std::size_t>();
            if (bytes > blobs.size() - at) throw std::runtime_error("it is truncated");
            blobs_.push_back(blobs.substr(at, bytes));
            at += bytes;
        }
        networks_.resize(blobs_.size());
        for (const WindowJson& one : json_.at("documents")) documents_.push_back(document(one));
    }

    std::shared_ptr<const Moment> moment(const WindowJson& json) {
        auto moment = std::make_shared<Moment>();
        moment->experiment = scene(json);
        moment->document = documents_.at(json.at("document").get<std::size_t>());
        moment->learned = json.at("learned").get<bool>();
        return moment;
    }
    /// From the newest step to the oldest that is understood; the newest comes last.
    History::Steps steps(const char* key) {
        History::Steps steps;
        const WindowJson& list = json_.at(key);
        try {
            for (auto one = list.rbegin(); one != list.rend(); ++one) steps.push_back(moment(*one));
        } catch (const std::exception&) { // of another version of the program
        }
        return {steps.rbegin(), steps.rend()};
    }

private:
    Experiment scene(const WindowJson& json) {
        Experiment experiment = parse_unchecked(json.at("scene").get<std::string>(), "scene");
        if (json.contains("network")) experiment.denoiser.network = network(json["network"].get<std::size_t>());
        if (json.contains("recorded"))
            for (const WindowJson& one : json["recorded"])
                experiment.samplers.at(one.at(0).get<std::size_t>()).recorded = recorded(one.at(1).get<std::size_t>());
        TargetSpec& target = experiment.target;
        const auto blob_of = [&](const char* key) {
            return json.contains(key) ? blobs_.at(json[key].get<std::size_t>()) : std::string_view();
        };
        if (json.contains("points")) target.points = numbers_in(blob_of("points"));
        if (json.contains("weights")) target.weights = numbers_in(blob_of("weights"));
        std::string_view labels = blob_of("labels");
        while (!labels.empty()) {
            const std::size_t end = std::min(labels.find('\0'), labels.size());
            target.labels.emplace_back(labels.substr(0, end));
            labels.remove_prefix(std::min(end + 1, labels.size()));
        }
        return experiment;
    }
    std::shared_ptr<const Network> network(std::size_t number) {
        std::shared_ptr<const Network>& known = networks_.at(number);
        if (!known) known = std::make_shared<const Network>(parse_network(blobs_.at(number), "the network"));
        return known;
    }
    Recorded recorded(std::size_t number) {
        Recorded& known = recorded_[number];
        if (!known) known = parse_recorded(blobs_.at(number));
        return known;
    }
    std::shared_ptr<OpenDocument> document(const WindowJson& json) {
        auto of = std::make_shared<OpenDocument>();
        of->experiment = scene(json);
        of->path = json.at("path").get<std::string>();
        if (json.contains("path_bytes")) of->path = from_base64(json["path_bytes"].get<std::string>());
        of->lesson = json.at("lesson").get<std::string>();
        of->step = json.value("step", 0);
        of->stored = json.at("stored").get<bool>();
        of->view = lasting_view(view(json, of->experiment));
        const WindowJson& file = json.at("file");
        of->file = {file.at(0).get<bool>(), file.at(1).get<std::int64_t>(), file.at(2).get<std::int64_t>(),
                    file.at(3).get<std::uint64_t>()};
        of->remarks = json.at("remarks").get<bool>();
        return of;
    }

public:
    static View view(const WindowJson& json, const Experiment& experiment) {
        const std::string text = json.at("view").get<std::string>();
        View view = text.empty() ? View{} : parse_view(text, experiment, "view");
        if (json.contains("compare_bytes")) view.compare = from_base64(json["compare_bytes"].get<std::string>());
        return view;
    }

private:
    WindowJson json_;
    std::vector<std::string_view> blobs_;
    std::vector<std::shared_ptr<const Network>> networks_;
    std::map<std::size_t, Recorded> recorded_;
    std::vector<std::shared_ptr<OpenDocument>> documents_;
};

struct CheckedParts {
    WindowJson json;
    std::string_view blobs;
};

/// "halfstep window 2 ", with a number that is not ours.
bool is_of_other_version(std::string_view bytes) {
    if (!bytes.starts_with(window_kind_mark) || bytes.starts_with(window_file_mark)) return false;
    const std::string_view number = bytes.substr(std::strlen(window_kind_mark), 6);
    const std::size_t digits = number.find_first_not_of("0123456789");
    return digits != 0 && digits != number.npos && number[digits] == ' ';
}

CheckedParts checked_parts(std::string_view bytes) {
    if (is_of_other_version(bytes)) throw OtherVersion("it is of another version of Halfstep");
    const std::size_t head = std::strlen(window_file_mark) + check_digits + 1;
    if (!bytes.starts_with(window_file_mark) || bytes.size() < head) throw std::runtime_error("it is of no window");
    const std::string_view rest = bytes.substr(head);
    if (bytes.substr(std::strlen(window_file_mark), check_digits) != hex_check(rest))
        throw std::runtime_error("it is truncated or garbled");
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    return {WindowJson::parse(rest.substr(0, end)), rest.substr(std::min(end + 1, rest.size()))};
}

WindowSummary summary_in(const WindowJson& json) {
    return {json.at("title").get<std::string>(), json.at("closed").get<bool>(), json.at("edited").get<bool>(),
            json.at("written").get<std::int64_t>()};
}

} // namespace

std::string window_bytes(const WindowImage& image, SceneTexts& texts) {
    WindowWriter out(texts);
    const Experiment& experiment = image.session.now->experiment;
    WindowJson json{{"title", experiment.title},
                    {"closed", image.closed},
                    {"edited", image.edited},
                    {"written", image.written},
                    {"place", {image.place.x, image.place.y, image.place.width, image.place.height}},
                    {"scale", image.scale},
                    {"screen_scale", image.screen_scale},
                    {"now", out.moment(image.session.now)}};
    add_view(json, experiment, image.session.view);
    const auto add = [&](const char* key, const History::Steps& steps) {
        std::vector<WindowJson> newest_first;
        for (auto step = steps.rbegin(); step != steps.rend() && out.bytes() < most_history_bytes; ++step)
            newest_first.push_back(out.moment(*step));
        json[key] = std::vector<WindowJson>(newest_first.rbegin(), newest_first.rend());
    };
    add("past", image.session.past);
    add("future", image.session.future);
    return out.finish(std::move(json));
}

WindowImage parse_window(std::string_view bytes) {
    const CheckedParts parts = checked_parts(bytes);
    WindowReader in(parts.json, parts.blobs);
    const WindowJson& json = parts.json;
    WindowImage image;
    image.session.past = in.steps("past");
    image.session.future = in.steps("future");
    try {
        image.session.now = in.moment(json.at("now"));
    } catch (const SceneError&) { // the step before is better than nothing
        if (image.session.past.empty()) throw;
        image.session.now = image.session.past.back();
        image.session.past.pop_back();
        image.session.future.clear();
    }
    image.session.view = WindowReader::view(json, image.session.now->experiment);
    const WindowJson& place = json.at("place");
    image.place = {place.at(0).get<int>(), place.at(1).get<int>(), place.at(2).get<int>(), place.at(3).get<int>()};
    image.scale = json.at("scale").get<float>();
    image.screen_scale = json.value("screen_scale", 0.f);
    const WindowSummary summary = summary_in(json);
    image.closed = summary.closed;
    image.edited = summary.edited;
    image.written = summary.written;
    return image;
}

WindowSummary parse_window_summary(std::string_view bytes) { return summary_in(checked_parts(bytes).json); }

} // namespace halfstep
