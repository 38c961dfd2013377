#include "app/lesson/live_text.h"

#include "app/base/text.h"

#include <algorithm>

namespace halfstep {
namespace {

// Braces are cut out before Markdown is read, so that no star or line in an expression means emphasis to it. What
// stands in their place is a number between two characters that nobody writes.
constexpr std::string_view mark_begin = "\uE000", mark_end = "\uE001";

/// Reads a text from its beginning, and cuts the braces out.
class BraceCutter {
public:
    BraceCutter(std::string_view text, int line) : text_(text), line_(line) {}

    std::string cut() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\\')
                copy(2);
            else if (c == '`')
                copy(code_length());
            else if (c == '$')
                copy(symbol_length());
            else if (c == '{')
                take_brace();
            else if (c == '}')
                throw TextError{"} without its {; allowed: {expression}, or \\} for the character", line_};
            else
                copy(1);
        }
        return std::move(out_);
    }
    std::vector<LiveSpan> spans;

private:
    void copy(std::size_t length) {
        const std::string_view part = text_.substr(at_, length);
        line_ += static_cast<int>(std::count(part.begin(), part.end(), '\n'));
        out_ += part;
        at_ += part.size();
    }
    /// Of code between as many backticks as here; of these alone where it does not end.
    std::size_t code_length() const {
        const std::size_t ticks = std::min(text_.find_first_not_of('`', at_), text_.size()) - at_;
        const std::string fence(ticks, '`');
        const std::size_t end = text_.find(fence, at_ + ticks);
        return end == text_.npos ? ticks : end + ticks - at_;
    }
    /// Of what stands between dollars, in one paragraph; of the dollar alone where there is no second one.
    std::size_t symbol_length() const {
        const std::size_t end = std::min(text_.find('$', at_ + 1), text_.find("\n\n", at_));
        return end == text_.npos || text_[end] != '$' ? 1 : end + 1 - at_;
    }
    void take_brace() {
        bool quoted = false;
        std::size_t end = at_ + 1;
        while (end < text_.size() && (quoted || text_[end] != '}')) {
            if (text_[end] == '"') quoted = !quoted;
            if (text_[end] == '{' && !quoted) break;
            ++end;
        }
        if (end == text_.size() || text_[end] != '}')
            throw TextError{"{ without its }; allowed: {expression}, or \\{ for the character", line_};
        LiveSpan span = parsed(text_.substr(at_ + 1, end - at_ - 1));
        span.line = line_;
        out_ += std::string(mark_begin) + std::to_string(spans.size()) + std::string(mark_end);
        spans.push_back(std::move(span));
        const std::string_view brace = text_.substr(at_, end + 1 - at_);
        line_ += static_cast<int>(std::count(brace.begin(), brace.end(), '\n'));
        at_ = end + 1;
    }
    LiveSpan parsed(std::string_view inside) const {
        LiveSpan span{.kind = LiveSpan::Kind::number};
        const std::size_t colon = inside.rfind(':');
        std::string_view format = colon == inside.npos ? std::string_view() : trimmed(inside.substr(colon + 1));
        const bool drag = format == "drag";
        if (drag) {
            span.kind = LiveSpan::Kind::drag;
        } else if (!format.empty() && format.find_first_not_of("0123456789%") == format.npos) {
            span.percent = format.ends_with('%');
            if (span.percent) format.remove_suffix(1);
            if (!format.empty() && (format.size() > 1 || format[0] < '1' || format[0] > '9'))
                throw TextError{"{" + std::string(inside) +
                                    "}: no way to show a number; allowed: {expression:3} with 1 to 9 " +
                                    "significant digits, {expression:2%}, {key:drag}",
                                line_};
            if (!format.empty()) span.digits = format[0] - '0';
        } else {
            format = {};
        }
        const std::string_view what =
            trimmed(drag || !format.empty() || span.percent ? inside.substr(0, colon) : inside);
        if (what.empty()) throw TextError{"{}: nothing is in the braces; allowed: {expression}, {key:drag}", line_};
        span.span.text = std::string(what);
        std::replace(span.span.text.begin(), span.span.text.end(), '\n', ' ');
        return span;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::string out_;
};

/// Where words stand in the file: they are looked for one after the other.
class LineFinder {
public:
    LineFinder(std::string_view source, int line) : source_(source), line_(line) {}
    int line_of(std::string_view words) {
        const std::string_view first = trimmed(words.substr(0, words.find_first_of(mark_begin.substr(0, 1))));
        const std::string_view word = first.substr(0, first.find(' '));
        const std::size_t found = word.empty() ? source_.npos : source_.find(word, at_);
        if (found != source_.npos) {
            line_ += static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 source_.begin() + static_cast<std::ptrdiff_t>(found), '\n'));
            at_ = found;
        }
        return line_;
    }

private:
    std::string_view source_;
    std::size_t at_ = 0;
    int line_;
};

/// One span of Markdown as live ones.
void add_live(const Span& span, const std::vector<LiveSpan>& cut, LineFinder& lines, LiveSpans& out) {
    const auto add_words = [&](std::string_view words) {
        if (words.empty()) return;
        LiveSpan live{.kind = span.symbol ? LiveSpan::Kind::symbol : LiveSpan::Kind::text, .span = span};
        live.span.text = std::string(words);
        live.line = lines.line_of(words);
        out.push_back(std::move(live));
    };
    std::string_view rest = span.text;
    for (std::size_t begin; (begin = rest.find(mark_begin)) != rest.npos;) {
        const std::size_t end = rest.find(mark_end, begin);
        if (end == rest.npos) break;
        add_words(rest.substr(0, begin));
        const std::string number(rest.substr(begin + mark_begin.size(), end - begin - mark_begin.size()));
        const LiveSpan& taken = cut[static_cast<std::size_t>(std::atoi(number.c_str()))];
        LiveSpan live = taken;
        live.span = span;
        live.span.text = taken.span.text;
        out.push_back(std::move(live));
        rest.remove_prefix(end + mark_end.size());
    }
    add_words(rest);
}

} // namespace

LiveText parse_live_text(std::string_view text, int line) {
    if (text.find(mark_begin) != text.npos || text.find(mark_end) != text.npos)
        throw TextError{"a character of nobody's, U+E000 or U+E001", line};
    BraceCutter cutter(text, line);
    const std::string plain = cutter.cut();
    LineFinder lines(plain, line);
    const auto live = [&](const Spans& spans) {
        LiveSpans out;
        for (const Span& span : spans) add_live(span, cutter.spans, lines, out);
        return out;
    };
    LiveText made;
    for (TextBlock& block : parse_markdown(plain, Dollars::symbols)) {
        LiveBlock& added = made.blocks.emplace_back();
        added.kind = block.kind;
        added.level = block.level;
        added.depth = block.depth;
        added.marker = std::move(block.marker);
        added.code = std::move(block.code);
        added.text = live(block.text);
        for (const TextRow& row : block.table) {
            added.table.emplace_back();
            for (const Spans& cell : row) added.table.back().push_back(live(cell));
        }
    }
    return made;
}

std::vector<const LiveSpan*> spans_of(const LiveText& text) {
    std::vector<const LiveSpan*> spans;
    for (const LiveBlock& block : text.blocks) {
        for (const LiveSpan& span : block.text) spans.push_back(&span);
        for (const auto& row : block.table)
            for (const LiveSpans& cell : row)
                for (const LiveSpan& span : cell) spans.push_back(&span);
    }
    return spans;
}

} // namespace halfstep
