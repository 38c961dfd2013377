#include "app/scene/markdown.h"

#include "app/base/text.h"

#include <md4c.h>

#include <charconv>
#include <new>
#include <utility>

namespace halfstep {
namespace {

/// "&amp;" as the character that it is; what is not known stays as it is written.
std::string entity_text(std::string_view entity) {
    static constexpr std::pair<std::string_view, std::string_view> named[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", no_break_space}};
    for (const auto& [name, character] : named)
        if (entity == name) return std::string(character);
    if (entity.size() < 4 || entity[1] != '#') return std::string(entity);
    const bool hex = entity[2] == 'x' || entity[2] == 'X';
    const char* const from = entity.data() + (hex ? 3 : 2);
    const char* const to = entity.data() + entity.size() - 1;
    unsigned code = 0;
    const auto [end, error] = std::from_chars(from, to, code, hex ? 16 : 10);
    std::string text;
    append_utf8(text, error == std::errc() && end == to && code > 0 ? code : 0xFFFDu);
    return text;
}

std::string attribute_text(const MD_ATTRIBUTE& attribute) {
    std::string text;
    for (std::size_t i = 0; attribute.text && attribute.substr_offsets[i] < attribute.size; ++i) {
        const MD_OFFSET from = attribute.substr_offsets[i], to = attribute.substr_offsets[i + 1];
        const std::string_view part(attribute.text + from, to - from);
        text += attribute.substr_types[i] == MD_TEXT_ENTITY ? entity_text(part) : part;
    }
    return text;
}

/// What md4c reports, one thing after the other, gathered into blocks.
class Gatherer {
public:
    Markdown document;

    void enter(MD_BLOCKTYPE type, const void* detail) {
        switch (type) {
        case MD_BLOCK_UL: lists_.push_back(bulleted); break;
        case MD_BLOCK_OL: lists_.push_back(static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start); break;
        case MD_BLOCK_QUOTE: lists_.push_back(quoted); break;
        case MD_BLOCK_LI: begin_item(); break;
        case MD_BLOCK_H:
            begin(TextBlock::Kind::heading).level =
                static_cast<int>(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level);
            break;
        case MD_BLOCK_P: begin(TextBlock::Kind::paragraph); break;
        case MD_BLOCK_HTML:
        case MD_BLOCK_CODE: begin(TextBlock::Kind::code); break;
        case MD_BLOCK_HR: begin(TextBlock::Kind::rule); break;
        case MD_BLOCK_TABLE: begin(TextBlock::Kind::table); break;
        case MD_BLOCK_TR: document.back().table.emplace_back(); break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD: document.back().table.back().emplace_back(); break;
        default: break;
        }
    }
    void leave(MD_BLOCKTYPE type) {
        if (type == MD_BLOCK_UL || type == MD_BLOCK_OL || type == MD_BLOCK_QUOTE) lists_.pop_back();
        if (type == MD_BLOCK_LI) {
            if (!marker_.empty()) begin(TextBlock::Kind::paragraph); // nothing was in it
            open_ = false;
        }
        const bool lines = type == MD_BLOCK_CODE || type == MD_BLOCK_HTML;
        if (lines && document.back().code.ends_with('\n')) document.back().code.pop_back();
        if (type == MD_BLOCK_H || type == MD_BLOCK_P || type == MD_BLOCK_TABLE || type == MD_BLOCK_HR || lines)
            open_ = false;
    }
    void enter(MD_SPANTYPE type, const void* detail) {
        switch (type) {
        case MD_SPAN_EM: ++italic_; break;
        case MD_SPAN_STRONG: ++bold_; break;
        case MD_SPAN_CODE: ++code_; break;
        case MD_SPAN_LATEXMATH:
        case MD_SPAN_LATEXMATH_DISPLAY: ++symbol_; break;
        case MD_SPAN_A: links_.push_back(attribute_text(static_cast<const MD_SPAN_A_DETAIL*>(detail)->href)); break;
        case MD_SPAN_IMG:
            links_.push_back(attribute_text(static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src));
            ++picture_;
            break;
        default: break;
        }
    }
    void leave(MD_SPANTYPE type) {
        switch (type) {
        case MD_SPAN_EM: --italic_; break;
        case MD_SPAN_STRONG: --bold_; break;
        case MD_SPAN_CODE: --code_; break;
        case MD_SPAN_LATEXMATH:
        case MD_SPAN_LATEXMATH_DISPLAY: --symbol_; break;
        case MD_SPAN_A: links_.pop_back(); break;
        case MD_SPAN_IMG:
            links_.pop_back();
            --picture_;
            break;
        default: break;
        }
    }
    void text(MD_TEXTTYPE type, std::string_view text) {
        if (!open_) begin(TextBlock::Kind::paragraph); // an item of a tight list has no paragraph of its own
        TextBlock& block = document.back();
        if (block.kind == TextBlock::Kind::code)
            block.code += type == MD_TEXT_NULLCHAR ? "�" : text;
        else if (block.kind == TextBlock::Kind::table)
            add(block.table.back().back(), in_cell(words(type, text)));
        else
            add(block.text, words(type, text));
    }

private:
    static constexpr unsigned bulleted = ~0u, quoted = ~0u - 1; ///< in the place of an item's number

    static std::string words(MD_TEXTTYPE type, std::string_view text) {
        switch (type) {
        case MD_TEXT_NULLCHAR: return "�";
        case MD_TEXT_BR: return "\n";
        case MD_TEXT_SOFTBR: return " ";
        case MD_TEXT_ENTITY: return entity_text(text);
        default: return std::string(text);
        }
    }
    /// A bar in a cell is escaped in code, too, where no other character is.
    std::string in_cell(std::string words) const {
        if (code_ > 0)
            for (std::size_t at = 0; (at = words.find("\\|", at)) != std::string::npos; ++at) words.erase(at, 1);
        return words;
    }
    void begin_item() {
        unsigned& number = lists_.back();
        marker_ = number == bulleted ? "•" : std::to_string(number++) + ".";
        open_ = false;
    }
    TextBlock& begin(TextBlock::Kind kind) {
        TextBlock block;
        block.kind = kind;
        block.depth = static_cast<int>(lists_.size());
        block.marker = std::exchange(marker_, {});
        document.push_back(std::move(block));
        open_ = true;
        return document.back();
    }
    void add(Spans& spans, std::string words) {
        Span span{std::move(words), bold_ > 0,    italic_ > 0,
                  code_ > 0,        picture_ > 0, links_.empty() ? "" : links_.back(),
                  symbol_ > 0};
        if (!spans.empty()) {
            Span same = spans.back();
            same.text = span.text;
            if (same == span) {
                spans.back().text += span.text;
                return;
            }
        }
        spans.push_back(std::move(span));
    }

    std::vector<unsigned> lists_; ///< around what comes: the number of the next item, bulleted or quoted
    std::vector<std::string> links_;
    std::string marker_;
    bool open_ = false; ///< text goes to the newest block
    int bold_ = 0, italic_ = 0, code_ = 0, picture_ = 0, symbol_ = 0;
};

} // namespace

Markdown parse_markdown(std::string_view text, Dollars dollars) {
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | (dollars == Dollars::symbols ? MD_FLAG_LATEXMATHSPANS : 0u);
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* data) {
        return static_cast<Gatherer*>(data)->enter(type, detail), 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* data) {
        return static_cast<Gatherer*>(data)->leave(type), 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* data) {
        return static_cast<Gatherer*>(data)->enter(type, detail), 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* data) {
        return static_cast<Gatherer*>(data)->leave(type), 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* from, MD_SIZE size, void* data) {
        return static_cast<Gatherer*>(data)->text(type, {from, size}), 0;
    };
    Gatherer all;
    if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &all) != 0) throw std::bad_alloc();
    return std::move(all.document);
}

std::string plain_text(const Spans& spans) {
    std::string text;
    for (const Span& span : spans) text += span.text;
    return text;
}

} // namespace halfstep
