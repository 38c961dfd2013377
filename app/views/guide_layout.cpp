#include "app/views/guide_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halfstep {
namespace {

constexpr float ascent_per_em = 0.967f; // of both faces
constexpr float line_box_per_em = 1.21f;
constexpr float code_margin = 3;     // at scale 1, of the ground of code within other text
constexpr float letters_a_line = 90; // what is comfortable to read

/// Blanks, words and breaks of a line, as they come.
struct Atom {
    std::string text;
    const Span* span = nullptr;
    PageFace face = PageFace::text;
    float width = 0;
    float before = 0, after = 0; ///< of the width: what the ground of code has beside it
    enum class Kind { word, blank, end_of_line } kind = Kind::word;
};

PageFace face_of(const Span& span, PageFace base) {
    if (base == PageFace::title || base == PageFace::heading) return base;
    if (span.code) return PageFace::code;
    return span.bold && base == PageFace::text ? PageFace::bold : base;
}

std::vector<Atom> atoms_of(const Spans& spans, PageFace base, const Typesetting& type) {
    std::vector<Atom> atoms;
    for (const Span& span : spans) {
        const PageFace face = face_of(span, base);
        const std::size_t first = atoms.size();
        for (std::string_view left_over = span.text; !left_over.empty();) {
            const bool blank = left_over[0] == ' ', end = left_over[0] == '\n';
            const std::size_t size = blank || end ? 1 : std::min(left_over.find_first_of(" \n"), left_over.size());
            const std::string text(left_over.substr(0, size));
            Atom atom{text, &span, face};
            if (blank || end) atom.kind = blank ? Atom::Kind::blank : Atom::Kind::end_of_line;
            if (!end) atom.width = type.width(text, face);
            atoms.push_back(std::move(atom));
            left_over.remove_prefix(size);
        }
        if (face != PageFace::code || atoms.size() == first) continue;
        atoms[first].width += atoms[first].before = code_margin * type.scale;
        atoms.back().width += atoms.back().after = code_margin * type.scale;
    }
    return atoms;
}

/// As many characters of a word as fit, at least one.
std::size_t fitting(std::string_view text, PageFace face, float width, const Typesetting& type) {
    std::size_t fits = 0;
    for (std::size_t at = 0; at < text.size();) {
        do ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
        if (fits > 0 && type.width(text.substr(0, at), face) > width) break;
        fits = at;
    }
    return fits;
}

/// Fills lines from the left, and starts another where a word does not fit.
class LineSetter {
public:
    LineSetter(const SpanStyle& style, const TextColumn& column, const Typesetting& type, PlacedPart& part)
        : base_(style.face), at_(column.at), width_(column.width), type_(type), part_(part), quiet_(style.quiet) {}

    float set(const std::vector<Atom>& atoms) {
        for (std::size_t i = 0; i < atoms.size();) {
            if (atoms[i].kind == Atom::Kind::end_of_line) {
                new_line();
                ++i;
            } else if (atoms[i].kind == Atom::Kind::blank) {
                if (x_ > 0) blanks_ += ' ', blank_ = &atoms[i];
                ++i;
            } else {
                std::size_t end = i;
                float wide = 0;
                for (; end < atoms.size() && atoms[end].kind == Atom::Kind::word; ++end) wide += atoms[end].width;
                if (x_ > 0 && x_ + blanks_width() + wide > width_) new_line();
                for (; i < end; ++i) put_word(atoms[i]);
            }
        }
        return (static_cast<float>(line_) + 1) * line_height(base_, type_);
    }

private:
    void new_line() {
        ++line_;
        x_ = 0;
        blanks_.clear();
    }
    float blanks_width() const { return blanks_.empty() ? 0 : blank_->width * static_cast<float>(blanks_.size()); }
    void put_word(const Atom& word) {
        if (!blanks_.empty()) {
            if (blank_->span == word.span)
                put(word, blanks_, blanks_width(), 0, 0);
            else
                x_ += blanks_width();
            blanks_.clear();
        }
        std::string text = word.text;
        float width = word.width, before = word.before;
        while (x_ + width > width_) { // it is wider than a line
            const float room = width_ - x_ - before;
            const std::size_t fits = fitting(text, word.face, room, type_);
            const std::string part = text.substr(0, fits);
            if (x_ > 0 && (fits == text.size() || type_.width(part, word.face) > room)) {
                new_line();
                continue;
            }
            if (fits == text.size()) break;
            put(word, part, before + type_.width(part, word.face), std::exchange(before, 0.f), 0);
            text.erase(0, fits);
            width = type_.width(text, word.face) + word.after;
            new_line();
        }
        put(word, text, width, before, word.after);
    }
    /// Goes on with the text before where that is of the same kind.
    void put(const Atom& atom, const std::string& text, float width, float before, float after) {
        if (open_ == atom.span && open_line_ == line_) {
            PlacedWords& words = part_.texts.back();
            words.text += text;
            words.rect.w = at_.x + x_ + width - after - words.rect.x;
        } else {
            const float size = type_.size(atom.face), line = line_height(base_, type_);
            const float baseline = at_.y + static_cast<float>(line_) * line +
                                   (line - line_box_per_em * type_.size(base_)) / 2 + ascent_per_em * type_.size(base_);
            const Span& span = *atom.span;
            if (x_ == 0 && before == 0 && atom.face == PageFace::code) x_ += code_margin * type_.scale;
            part_.texts.push_back(
                {{at_.x + x_ + before, baseline - ascent_per_em * size, width - before - after, line_box_per_em * size},
                 text,
                 atom.face,
                 span.italic || span.picture,
                 quiet_ || span.picture,
                 atom.face == PageFace::code,
                 span.link});
            open_ = atom.span;
            open_line_ = line_;
        }
        x_ += width;
    }

    PageFace base_;
    Point at_;
    float width_;
    const Typesetting& type_;
    PlacedPart& part_;
    bool quiet_;
    float x_ = 0;
    int line_ = 0, open_line_ = -1;
    std::string blanks_;          ///< before the next word, if that is on the same line
    const Atom* blank_ = nullptr; ///< the newest of them
    const Span* open_ = nullptr;  ///< of the newest text
};

/// One document, from the top down.
class PageSetter {
public:
    PageSetter(PlacedPage& page, int column, Point at, float width, const Typesetting& type)
        : page_(page), column_(column), at_(at), width_(width), type_(type) {}

    void set(const Markdown& document) {
        for (std::size_t i = 0; i < document.size(); ++i) {
            const TextBlock& block = document[i];
            const bool item = block.depth > 0 && i > 0 && document[i - 1].depth > 0;
            if (i > 0) at_.y += type_.scale * (block.kind == TextBlock::Kind::heading ? 20 : item ? 5 : 11);
            PlacedPart part{column_, static_cast<int>(i), 0, {at_.x, at_.y, width_, 0}};
            switch (block.kind) {
            case TextBlock::Kind::heading:
            case TextBlock::Kind::paragraph: set_text(block, std::move(part)); break;
            case TextBlock::Kind::code: set_code(block, part); break;
            case TextBlock::Kind::table:
                at_.y += place_table(block.table, {{at_.x + indent(block), at_.y}, width_ - indent(block)}, type_, part,
                                     page_.parts);
                break;
            case TextBlock::Kind::rule:
                part.shapes.push_back({{at_.x, at_.y, width_, 1}, Shade::rule});
                page_.parts.push_back(std::move(part));
            }
        }
        page_.height = std::max(page_.height, at_.y);
    }
    float bottom() const { return at_.y; }

private:
    float indent(const TextBlock& block) const { return 18 * type_.scale * static_cast<float>(block.depth); }

    void set_text(const TextBlock& block, PlacedPart part) {
        const bool heading = block.kind == TextBlock::Kind::heading;
        const PageFace face = !heading ? PageFace::text : block.level == 1 ? PageFace::title : PageFace::heading;
        const float in = indent(block), width = std::min(width_ - in, comfortable());
        if (!block.marker.empty()) {
            const float wide = type_.width(block.marker, PageFace::text);
            place_spans({{.text = block.marker}}, {face, true},
                        {{at_.x + in - wide - 6 * type_.scale, at_.y}, 2 * wide}, type_, part);
        }
        part.rect.h = place_spans(block.text, {face}, {{at_.x + in, at_.y}, width}, type_, part);
        part.rect.w = in + width;
        at_.y += part.rect.h;
        page_.parts.push_back(std::move(part));
    }

    /// Lines as they are: in smaller type where some are too long, and broken where that is not enough.
    void set_code(const TextBlock& block, const PlacedPart& like) {
        const float pad = 12 * type_.scale, left = at_.x + indent(block), room = width_ - indent(block) - 2 * pad;
        const int rows = static_cast<int>(1 + std::count(block.code.begin(), block.code.end(), '\n'));
        const auto longest = [&](PageFace face) {
            float width = 0;
            for (std::string_view left_over = block.code;; left_over.remove_prefix(left_over.find('\n') + 1)) {
                width = std::max(width, type_.width(left_over.substr(0, left_over.find('\n')), face));
                if (left_over.find('\n') == left_over.npos) return width;
            }
        };
        const PageFace face = longest(PageFace::code) > room ? PageFace::small_code : PageFace::code;
        const float ground =
            std::clamp(longest(face) + 2 * pad, std::min(comfortable(), room + 2 * pad), room + 2 * pad);
        const float above = std::round(0.7f * pad);
        std::string_view left_over = block.code;
        at_.y = std::round(at_.y);
        for (int row = 0; row < rows;
             ++row, left_over.remove_prefix(std::min(left_over.find('\n'), left_over.size() - 1) + 1)) {
            PlacedPart part = like;
            part.row = row;
            const float top = at_.y;
            if (row == 0) at_.y += above;
            set_line(left_over.substr(0, left_over.find('\n')), face, left + pad, room, part);
            if (row + 1 == rows) at_.y += above;
            part.rect = {left, top, ground, at_.y - top};
            part.shapes.push_back({part.rect, Shade::code});
            page_.parts.push_back(std::move(part));
            if (left_over.empty()) break;
        }
    }

    void set_line(std::string_view line, PageFace face, float x, float room, PlacedPart& part) {
        const float height = std::ceil(1.5f * type_.size(face)), box = line_box_per_em * type_.size(face);
        do {
            const std::size_t fits = fitting(line, face, room, type_);
            const std::string_view text = line.substr(0, fits);
            part.texts.push_back(
                {{x, at_.y + (height - box) / 2, type_.width(text, face), box}, std::string(text), face});
            line.remove_prefix(fits);
            at_.y += height;
        } while (!line.empty());
    }

    float comfortable() const {
        constexpr std::string_view sample = "the quick brown fox jumps over the lazy dog ";
        return letters_a_line / static_cast<float>(sample.size()) * type_.width(sample, PageFace::text);
    }

    PlacedPage& page_;
    int column_;
    Point at_;
    float width_;
    const Typesetting& type_;
};

} // namespace

float line_height(PageFace face, const Typesetting& type) {
    return std::round((face == PageFace::title || face == PageFace::heading ? 1.3f : 1.5f) * type.size(face));
}

float place_spans(const Spans& spans, const SpanStyle& style, const TextColumn& column, const Typesetting& type,
                  PlacedPart& part) {
    return LineSetter(style, column, type, part).set(atoms_of(spans, style.face, type));
}

SpanWidths measure_spans(const Spans& spans, PageFace face, const Typesetting& type) {
    SpanWidths widths;
    float word = 0;
    for (const Atom& atom : atoms_of(spans, face, type)) {
        widths.line += atom.width;
        word = atom.kind == Atom::Kind::word ? word + atom.width : 0;
        widths.word = std::max(widths.word, word);
    }
    return widths;
}

PlacedPage place_page(const std::vector<Markdown>& columns, float width, const Typesetting& type) {
    PlacedPage page;
    page.width = width;
    const float gap = 40 * type.scale, least = 340 * type.scale; // of a column
    const float count = static_cast<float>(columns.size()), column_width = (width + gap) / count - gap;
    const bool abreast = column_width >= least;
    float top = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        // Side by side, what follows stands level with what comes after the first one's title.
        const Point at = abreast ? Point{static_cast<float>(i) * (column_width + gap), top} : Point{0, page.height};
        const std::size_t first = page.parts.size();
        PageSetter setter(page, static_cast<int>(i), at, abreast ? column_width : width, type);
        setter.set(columns[i]);
        if (i == 0 && abreast && page.parts.size() > first + 1) top = page.parts[first + 1].rect.y;
        if (!abreast && i + 1 < columns.size()) page.height += 20 * type.scale;
    }
    return page;
}

} // namespace halfstep
