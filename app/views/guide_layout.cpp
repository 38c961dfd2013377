#include "app/views/guide_layout.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float ascent_per_em = 0.967f; // of both faces
constexpr float line_box_per_em = 1.21f;
constexpr float letters_a_line = 90; // what is comfortable to read

/// Blanks, words and breaks of a line, as they come.
struct Atom {
    std::string text;
    const Span* span = nullptr;
    PageFace face = PageFace::text;
    float width = 0;
    enum class Kind { word, blank, end_of_line } kind = Kind::word;
};

PageFace face_of(const Span& span, PageFace base) {
    if (span.code) return PageFace::code;
    return span.bold && base == PageFace::text ? PageFace::bold : base;
}

std::vector<Atom> atoms_of(const Spans& spans, PageFace base, const Typesetting& type) {
    std::vector<Atom> atoms;
    for (const Span& span : spans) {
        const PageFace face = face_of(span, base);
        for (std::string_view rest = span.text; !rest.empty();) {
            const bool blank = rest[0] == ' ', end = rest[0] == '\n';
            const std::size_t size = blank || end ? 1 : std::min(rest.find_first_of(" \n"), rest.size());
            const std::string text(rest.substr(0, size));
            atoms.push_back({text, &span, face, end ? 0 : type.width(text, face),
                             blank ? Atom::Kind::blank
                             : end ? Atom::Kind::end_of_line
                                   : Atom::Kind::word});
            rest.remove_prefix(size);
        }
    }
    return atoms;
}

/// As many characters of a word as fit, at least one.
std::size_t fitting(const std::string& text, PageFace face, float width, const Typesetting& type) {
    std::size_t fits = 0;
    for (std::size_t at = 0; at < text.size();) {
        do ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
        if (fits > 0 && type.width(std::string_view(text).substr(0, at), face) > width) break;
        fits = at;
    }
    return fits;
}

/// Fills lines from the left, and starts another where a word does not fit.
class LineSetter {
public:
    LineSetter(PageFace base, Point at, float width, const Typesetting& type, PlacedPart& part, bool quiet)
        : base_(base), at_(at), width_(width), type_(type), part_(part), quiet_(quiet) {}

    float set(const std::vector<Atom>& atoms) {
        for (std::size_t i = 0; i < atoms.size();) {
            if (atoms[i].kind == Atom::Kind::end_of_line) {
                new_line();
                ++i;
            } else if (atoms[i].kind == Atom::Kind::blank) {
                if (x_ > 0) blank_ = &atoms[i];
                ++i;
            } else {
                std::size_t end = i;
                float wide = 0;
                for (; end < atoms.size() && atoms[end].kind == Atom::Kind::word; ++end) wide += atoms[end].width;
                if (x_ > 0 && x_ + (blank_ ? blank_->width : 0) + wide > width_) new_line();
                for (; i < end; ++i) put_word(atoms[i]);
            }
        }
        return (static_cast<float>(line_) + 1) * line_height(base_, type_);
    }

private:
    void new_line() {
        ++line_;
        x_ = 0;
        blank_ = nullptr;
    }
    void put_word(const Atom& word) {
        if (blank_) {
            put(*blank_, " ", blank_->width, blank_->span == word.span);
            blank_ = nullptr;
        }
        std::string text = word.text;
        float width = word.width;
        while (x_ + width > width_) { // it is wider than a line
            const std::size_t fits = fitting(text, word.face, width_ - x_, type_);
            if (fits == text.size()) break;
            put(word, text.substr(0, fits), type_.width(text.substr(0, fits), word.face), true);
            text.erase(0, fits);
            width = type_.width(text, word.face);
            new_line();
        }
        put(word, text, width, true);
    }
    /// Goes on with the text before where that is of the same kind.
    void put(const Atom& atom, const std::string& text, float width, bool shown) {
        const bool goes_on = open_ == atom.span && open_line_ == line_;
        if (shown && goes_on) {
            part_.texts.back().text += text;
            part_.texts.back().rect.w += width;
        } else if (shown && text != " ") {
            const float size = type_.size(atom.face), line = line_height(base_, type_);
            const float baseline = at_.y + static_cast<float>(line_) * line +
                                   (line - line_box_per_em * type_.size(base_)) / 2 + ascent_per_em * type_.size(base_);
            const Span& span = *atom.span;
            part_.texts.push_back({{at_.x + x_, baseline - ascent_per_em * size, width, line_box_per_em * size},
                                   text,
                                   atom.face,
                                   1,
                                   span.italic || span.picture,
                                   quiet_ || span.picture,
                                   span.code,
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
    const Atom* blank_ = nullptr; ///< before the next word, if that is on the same line
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
                at_.y += place_table(block.table, {at_.x + indent(block), at_.y}, width_ - indent(block), type_, part,
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
            place_spans({{.text = block.marker}}, face, {at_.x + in - wide - 6 * type_.scale, at_.y}, 2 * wide, type_,
                        part, true);
        }
        part.rect.h = place_spans(block.text, face, {at_.x + in, at_.y}, width, type_, part);
        part.rect.w = in + width;
        at_.y += part.rect.h;
        page_.parts.push_back(std::move(part));
    }

    /// Lines as they are: in smaller type where they are too long, and broken where that is not enough.
    void set_code(const TextBlock& block, const PlacedPart& like) {
        const float pad = 12 * type_.scale, left = at_.x + indent(block), room = width_ - indent(block) - 2 * pad;
        std::vector<std::string> lines(1);
        for (const char c : block.code)
            if (c == '\n')
                lines.emplace_back();
            else
                lines.back() += c;
        float longest = 0;
        for (const std::string& line : lines) longest = std::max(longest, type_.width(line, PageFace::code));
        constexpr float smallest = 0.8f;
        const float shrink = std::clamp(room / std::max(longest, 1.f), smallest, 1.f);
        const float height = std::round(1.5f * shrink * type_.size(PageFace::code));
        const float ground = std::min(width_ - indent(block), std::max(shrink * longest + 2 * pad, comfortable()));
        at_.y = std::round(at_.y);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            PlacedPart part = like;
            part.row = static_cast<int>(i);
            const float top = at_.y;
            if (i == 0) at_.y += std::round(0.7f * pad);
            std::string rest = lines[i];
            do {
                const std::size_t fits = fitting(rest, PageFace::code, room / shrink + 1, type_);
                const std::string text = rest.substr(0, fits);
                part.texts.push_back(
                    {{left + pad, at_.y + 0.14f * height, shrink * type_.width(text, PageFace::code), height},
                     text,
                     PageFace::code,
                     shrink});
                rest.erase(0, fits);
                at_.y += height;
            } while (!rest.empty());
            if (i + 1 == lines.size()) at_.y += std::round(0.7f * pad);
            part.rect = {left, top, ground, at_.y - top};
            part.shapes.push_back({part.rect, Shade::code});
            page_.parts.push_back(std::move(part));
        }
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

float place_spans(const Spans& spans, PageFace face, Point at, float width, const Typesetting& type, PlacedPart& part,
                  bool quiet) {
    return LineSetter(face, at, width, type, part, quiet).set(atoms_of(spans, face, type));
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
    const float gap = 40 * type.scale, least = 380 * type.scale; // of a column
    const float count = static_cast<float>(columns.size()), share = (width + gap) / count - gap;
    const bool abreast = share >= least;
    float top = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        // Side by side, what follows stands level with what comes after the first one's title.
        const Point at = abreast ? Point{static_cast<float>(i) * (share + gap), top} : Point{0, page.height};
        const std::size_t first = page.parts.size();
        PageSetter setter(page, static_cast<int>(i), at, abreast ? share : width, type);
        setter.set(columns[i]);
        if (i == 0 && abreast && page.parts.size() > first + 1) top = page.parts[first + 1].rect.y;
        if (!abreast && i + 1 < columns.size()) page.height += 20 * type.scale;
    }
    return page;
}

} // namespace halfstep
