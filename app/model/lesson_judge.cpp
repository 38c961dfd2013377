#include "app/model/lesson_judge.h"

#include "core/run/simulate.h"

#include <algorithm>

namespace halfstep {
namespace {

/// Every text of a step that may have live numbers.
std::vector<const LiveText*> texts_of(const LessonStep& step) {
    std::vector<const LiveText*> all = {&step.text};
    if (step.ask) {
        all.push_back(&step.ask->question);
        all.push_back(&step.ask->reveal);
        for (const LiveText& choice : step.ask->choices) all.push_back(&choice);
    }
    for (const Claim& claim : step.claims) all.push_back(&claim.says);
    return all;
}

std::vector<const LiveSpan*> live_numbers_of(const LessonStep& step) {
    std::vector<const LiveSpan*> all;
    for (const LiveText* text : texts_of(step))
        for (const LiveSpan* span : spans_of(*text))
            if (span->kind == LiveSpan::Kind::number || span->kind == LiveSpan::Kind::drag) all.push_back(span);
    return all;
}

/// What an expression needs that cannot be worked out is nothing: it says so itself, later.
QuantityNeeds needs_of_step(const LessonStep& step, const std::shared_ptr<const Problem>& problem) {
    Quantities quantities(problem);
    QuantityNeeds needs;
    const auto add = [&](const std::string& expression) {
        try {
            needs = needs | quantities.check(expression);
        } catch (const ExpressionError&) {}
    };
    for (const LiveSpan* span : live_numbers_of(step))
        if (span->kind == LiveSpan::Kind::number) add(span->span.text);
    if (step.ask && !step.ask->number.text.empty()) add(step.ask->number.text);
    for (const Claim& claim : step.claims) add(claim.value.text), add(claim.target.text);
    return needs;
}

bool tracks_all(const Run& run) {
    return std::all_of(run.samplers.begin(), run.samplers.end(),
                       [&](const SamplerRun& one) { return one.paths.particles == run.particles; });
}

} // namespace

std::optional<StepNumbers> numbers_of(const std::shared_ptr<const LessonFile>& file, int index,
                                      const std::shared_ptr<const Run>& run, const std::atomic<bool>* cancel) {
    const LessonStep& step = file->steps[static_cast<std::size_t>(index)];
    const QuantityNeeds needs = needs_of_step(step, run->problem);
    Run measured = *run;
    if (!measured.measures.have(needs.measures) || (needs.every_state && !tracks_all(measured))) {
        SimulateOptions options = options_for(needs, run->experiment());
        options.cancel = cancel;
        measured = simulate(run->problem, options);
        if (!measured.complete) return std::nullopt;
    }
    StepNumbers numbers{.file = file, .step = index, .run = run};
    Quantities quantities(measured);
    for (const LiveSpan* span : live_numbers_of(step)) {
        LiveNumber& number = numbers.numbers[span];
        try {
            number.text = live_number_text(*span, quantities);
        } catch (const ExpressionError& error) {
            number.why = error.what();
        }
    }
    if (step.ask && !step.ask->number.text.empty()) try {
            numbers.answer = quantities.evaluate(step.ask->number.text).value;
        } catch (const ExpressionError&) { // the answer is then neither right nor wrong
        }
    for (const Claim& claim : step.claims) {
        if (cancel && *cancel) return std::nullopt;
        numbers.verdicts.push_back(judge(claim, quantities, step.problem->experiment));
    }
    return numbers;
}

LessonJudge::~LessonJudge() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
        cancel_ = true;
    }
    changed_.notify_all();
    if (worker_.joinable()) worker_.join();
}

/// The first time that something is asked: most windows never do.
void LessonJudge::start() {
    if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
    changed_.notify_all();
}

void LessonJudge::ask(const std::shared_ptr<const LessonFile>& file, int step, const std::shared_ptr<const Run>& run) {
    const std::lock_guard lock(mutex_);
    const auto same = [&](const std::optional<Order>& order) {
        return order && order->file == file && order->step == step && order->run &&
               order->run->samplers.shares_with(run->samplers);
    };
    if (same(wanted_) || (!wanted_ && same(under_way_))) return;
    if (!wanted_ && !(under_way_ && under_way_->run) && newest_ && newest_->is_of(file.get(), step, *run)) return;
    wanted_ = Order{file, step, run};
    if (under_way_) cancel_ = true;
    start();
}

void LessonJudge::call_off() {
    const std::lock_guard lock(mutex_);
    wanted_.reset();
    if (under_way_ && under_way_->run) cancel_ = true;
}

void LessonJudge::ask_trend(const std::shared_ptr<const LessonFile>& file, int step, int claim) {
    const std::lock_guard lock(mutex_);
    if (trends_of_ != file) trends_.clear();
    trends_of_ = file;
    trend_wanted_ = Order{.file = file, .step = step, .trend = claim};
    start();
}

std::shared_ptr<const StepNumbers> LessonJudge::newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
}

std::optional<Verdict> LessonJudge::trend(const Claim& claim) const {
    const std::lock_guard lock(mutex_);
    const auto found = trends_.find(&claim);
    return found == trends_.end() ? std::nullopt : std::optional(found->second);
}

bool LessonJudge::trend_is_under_way(const Claim& claim) const {
    const std::lock_guard lock(mutex_);
    const auto is_it = [&](const std::optional<Order>& order) {
        return order && order->trend >= 0 &&
               &order->file->steps[static_cast<std::size_t>(order->step)]
                       .claims[static_cast<std::size_t>(order->trend)] == &claim;
    };
    return is_it(trend_wanted_) || is_it(under_way_);
}

bool LessonJudge::busy() const {
    const std::lock_guard lock(mutex_);
    return wanted_ || trend_wanted_ || under_way_;
}

void LessonJudge::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return quit_ || wanted_ || trend_wanted_; });
        if (quit_) return;
        under_way_ = std::exchange(wanted_ ? wanted_ : trend_wanted_, std::nullopt);
        cancel_ = false;
        const Order order = *under_way_;
        lock.unlock();
        carry_out(order);
        wake_();
        lock.lock();
    }
}

void LessonJudge::carry_out(const Order& order) {
    std::optional<StepNumbers> numbers;
    std::optional<Verdict> verdict;
    const Claim* claim = nullptr;
    if (order.trend < 0) {
        numbers = numbers_of(order.file, order.step, order.run, &cancel_);
    } else {
        const LessonStep& step = order.file->steps[static_cast<std::size_t>(order.step)];
        claim = &step.claims[static_cast<std::size_t>(order.trend)];
        verdict = judge_trend(*claim, step.problem->experiment, {.cancel = &cancel_});
    }
    const std::lock_guard lock(mutex_);
    under_way_.reset();
    if (numbers) newest_ = std::make_shared<const StepNumbers>(std::move(*numbers));
    if (!verdict || trends_of_ != order.file) return;
    if (cancel_) // numbers come first; it is taken up again behind them
        trend_wanted_ = trend_wanted_ ? trend_wanted_ : std::optional(order);
    else
        trends_[claim] = std::move(*verdict);
}

} // namespace halfstep
