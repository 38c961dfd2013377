#include "app/views/lesson_layout.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

// Of a line, in ems of its text.
constexpr float line_ems = 1.55f, box_ems = 1.21f, ascent_ems = 0.967f;
constexpr float above_baseline = (line_ems - box_ems) / 2 + ascent_ems, below_baseline = line_ems - above_baseline;
constexpr float air_about_tall = 0.22f;    // above and below what is taller than a line
constexpr float smallest_equation = 0.55f; // of the text's size, where one is too wide
constexpr float relation_gap = 0.28f;      // between the parts of a broken equation
constexpr float equation_size = 1.08f;     // of the text's: its face is the smaller one
constexpr float code_size = 11.2f / 14;    // of the text's

/// One thing that is not broken, and whether a line may end before it.
struct LiveAtom {
    LivePiece piece{};
    float width = 0, above = 0, below = 0; ///< of the baseline
    float gap = 0;                         ///< before it, unless it begins a line
    bool may_break = false, new_line = false;
};

/// How words are set that do not say so themselves.
struct Manner {
    bool quiet = false, bold = false;
};

/// Sets one block.
class LiveSetter {
public:
    LiveSetter(const LiveType& type, LivePage& page) : type_(type), page_(page) {}

    /// Returns the height. `at`: the corner of the block.
    float set(const LiveSpans& spans, Point at, float width, Manner manner = {}) {
        gather(spans, width, manner);
        return lines(at, width);
    }

    /// A paragraph that is an equation alone, in as many rows as it takes.
    float display(const std::string& tex, Point at, float width) {
        float y = at.y + 0.25f * type_.em;
        for (const std::string& row : rows_of(tex, width)) {
            Equation equation = set_equation(row, {}, EquationStyle::display);
            const float em = fitting_em(equation, width);
            const float x = at.x + std::max(0.f, (width - equation.width * em) / 2);
            const float base = std::round(y + equation.height * em);
            put_equation(std::move(equation), {x, base}, em);
            y = base + page_.equations.back().depth * em + 0.35f * type_.em;
        }
        return y - at.y;
    }

private:
    float fitting_em(const Equation& equation, float width) const {
        const float em = equation_size * type_.em;
        if (equation.width * em <= width) return em;
        return std::max(width / equation.width, smallest_equation * em);
    }

    void put_equation(Equation equation, Point base, float em) {
        LivePiece piece{.kind = LivePiece::Kind::equation};
        piece.text = equation.tex;
        piece.rect = {base.x, base.y - equation.height * em, equation.width * em,
                      (equation.height + equation.depth) * em};
        piece.place = {base, em};
        piece.equation = page_.equations.size();
        page_.equations.push_back(std::move(equation));
        page_.pieces.push_back(std::move(piece));
    }

    /// As few rows as there is room for, each broken before a relation.
    std::vector<std::string> rows_of(const std::string& tex, float width) const {
        const auto fits = [&](const std::string& row) {
            return set_equation(row).width * equation_size * type_.em <= width;
        };
        if (fits(tex)) return {tex};
        std::vector<std::string> rows;
        for (const std::string& part : parts_at_relations(tex)) {
            if (!rows.empty() && fits(rows.back() + part))
                rows.back() += part;
            else
                rows.push_back(part);
        }
        return rows;
    }

    // ---- atoms ----

    void gather(const LiveSpans& spans, float width, Manner manner) {
        atoms_.clear();
        gap_ = 0;
        may_break_ = false;
        for (const LiveSpan& span : spans) {
            if (span.kind == LiveSpan::Kind::text)
                add_words(span, manner);
            else if (span.kind == LiveSpan::Kind::symbol)
                add_symbol(span, width);
            else
                add_number(span);
        }
    }

    void add(LiveAtom atom) {
        atom.gap = std::exchange(gap_, 0.f);
        atom.may_break = std::exchange(may_break_, false);
        atom.new_line = std::exchange(new_line_, false);
        atoms_.push_back(std::move(atom));
    }
    LiveAtom text_atom(LivePiece piece) const {
        LiveAtom atom{.above = above_baseline * type_.em, .below = below_baseline * type_.em};
        atom.width = type_.width(piece.text, piece.face);
        atom.piece = std::move(piece);
        return atom;
    }

    void add_words(const LiveSpan& span, Manner manner) {
        const Span& of = span.span;
        const bool bold = of.bold || manner.bold;
        const PageFace face = of.code ? PageFace::code : bold ? PageFace::reading_bold : PageFace::reading;
        const std::string words = type_.words ? type_.words(of.text) : of.text;
        for (std::string_view rest = words; !rest.empty();) {
            const bool blank = rest[0] == ' ', end = rest[0] == '\n';
            if (blank || end) {
                gap_ += blank ? type_.width(" ", face) : 0;
                may_break_ = true;
                new_line_ = new_line_ || end;
                rest.remove_prefix(1);
                continue;
            }
            const std::size_t size = std::min(rest.find_first_of(" \n"), rest.size());
            add(text_atom({.text = std::string(rest.substr(0, size)),
                           .face = face,
                           .italic = of.italic,
                           .quiet = manner.quiet,
                           .code = of.code,
                           .link = of.link}));
            rest.remove_prefix(size);
        }
    }

    void add_number(const LiveSpan& span) {
        const bool drag = span.kind == LiveSpan::Kind::drag;
        add(text_atom({.kind = drag ? LivePiece::Kind::drag : LivePiece::Kind::number,
                       .text = type_.number ? type_.number(span) : "{" + span.span.text + "}",
                       .face = drag ? PageFace::reading_bold : PageFace::reading,
                       .span = &span}));
    }

    /// Whole where it fits into a line, else in parts between which a line may end.
    void add_symbol(const LiveSpan& span, float width) {
        const std::string tex = type_.tex ? type_.tex(span.span.text) : span.span.text;
        try {
            Equation whole = set_equation(tex, {}, EquationStyle::text);
            std::vector<std::string> parts;
            if (whole.width * equation_size * type_.em > 0.9f * width) parts = parts_at_relations(tex);
            if (parts.size() < 2) return add_equation(std::move(whole), width);
            for (std::size_t i = 0; i < parts.size(); ++i) {
                if (i > 0) gap_ = relation_gap * type_.em, may_break_ = true;
                add_equation(set_equation(parts[i], {}, EquationStyle::text), width);
            }
        } catch (const EquationError&) { // it shows what was written
            add(text_atom({.text = tex, .face = PageFace::code, .code = true}));
        }
    }

    void add_equation(Equation equation, float width) {
        const float em = fitting_em(equation, width - 0.6f * type_.em), air = air_about_tall * type_.em;
        LiveAtom atom;
        atom.width = equation.width * em;
        atom.above = std::max(above_baseline * type_.em, equation.height * em + air);
        atom.below = std::max(below_baseline * type_.em, equation.depth * em + air);
        atom.piece.kind = LivePiece::Kind::equation;
        atom.piece.place.em = em;
        atom.piece.equation = page_.equations.size();
        atom.piece.text = equation.tex;
        atom.piece.rect.h = (equation.height + equation.depth) * em;
        page_.equations.push_back(std::move(equation));
        add(std::move(atom));
    }

    // ---- lines ----

    float lines(Point at, float width) {
        float y = at.y;
        for (std::size_t i = 0; i < atoms_.size();) {
            float x = 0;
            std::size_t end = i;
            while (end < atoms_.size()) { // what is not to be parted goes on a line together
                if (end > i && atoms_[end].new_line) break;
                float wide = end > i ? atoms_[end].gap : 0;
                std::size_t next = end;
                do wide += atoms_[next].width + (next > end ? atoms_[next].gap : 0);
                while (++next < atoms_.size() && !atoms_[next].may_break);
                if (end > i && x + wide > width) break;
                for (; end == i && wide > width && next > i + 1; --next) // too much for any line
                    wide -= atoms_[next - 1].width + atoms_[next - 1].gap;
                x += wide;
                end = next;
                if (x > width) break;
            }
            y = x > width && end == i + 1 ? broken_word(i, {at.x, y}, width) : line(i, end, {at.x, y});
            i = end;
        }
        return y - at.y;
    }

    /// Returns where the next one begins.
    float line(std::size_t begin, std::size_t end, Point at) {
        float above = above_baseline * type_.em, below = below_baseline * type_.em;
        for (std::size_t i = begin; i < end; ++i)
            above = std::max(above, atoms_[i].above), below = std::max(below, atoms_[i].below);
        const float base = std::round(at.y + above);
        float x = at.x;
        for (std::size_t i = begin; i < end; ++i) {
            if (i > begin) x += atoms_[i].gap;
            put(atoms_[i], {x, base});
            x += atoms_[i].width;
        }
        return std::ceil(base + below);
    }

    void put(const LiveAtom& atom, Point base) {
        LivePiece piece = atom.piece;
        if (piece.kind == LivePiece::Kind::equation) {
            const Equation& equation = page_.equations[piece.equation];
            piece.place.at = base;
            piece.rect = {base.x, base.y - equation.height * piece.place.em, atom.width, piece.rect.h};
        } else {
            const float em = piece.code ? code_size * type_.em : type_.em;
            piece.rect = {base.x, base.y - ascent_ems * em, atom.width, box_ems * em};
            if (piece.code) page_.code.push_back(piece.rect);
        }
        page_.pieces.push_back(std::move(piece));
    }

    /// A word that is wider than a line, over several.
    float broken_word(std::size_t i, Point at, float width) {
        const LiveAtom whole = atoms_[i];
        if (whole.piece.kind == LivePiece::Kind::equation) return line(i, i + 1, at);
        float y = at.y;
        for (std::string_view rest = whole.piece.text; !rest.empty();) {
            std::size_t fits = 0;
            for (std::size_t to = 0; to < rest.size();) {
                do ++to;
                while (to < rest.size() && (static_cast<unsigned char>(rest[to]) & 0xC0) == 0x80);
                if (fits > 0 && type_.width(rest.substr(0, to), whole.piece.face) > width) break;
                fits = to;
            }
            atoms_[i] = whole;
            atoms_[i].piece.text = std::string(rest.substr(0, fits));
            atoms_[i].width = type_.width(atoms_[i].piece.text, whole.piece.face);
            y = line(i, i + 1, {at.x, y});
            rest.remove_prefix(fits);
        }
        return y;
    }

    const LiveType& type_;
    LivePage& page_;
    std::vector<LiveAtom> atoms_;
    float gap_ = 0;
    bool may_break_ = false, new_line_ = false;
};

/// The TeX of a paragraph that is an equation alone, but for what ends a sentence; empty: it is not.
std::string sole_equation(const LiveSpans& spans, const LiveType& type) {
    std::string tex, end;
    for (const LiveSpan& span : spans) {
        if (span.kind == LiveSpan::Kind::symbol && tex.empty()) {
            tex = type.tex ? type.tex(span.span.text) : span.span.text;
            continue;
        }
        const bool ends =
            span.kind == LiveSpan::Kind::text && span.span.text.find_first_not_of(" .,;\n") == std::string::npos;
        if (!ends || tex.empty()) return "";
        for (const char c : span.span.text)
            if (c == '.' || c == ',' || c == ';') end += c;
    }
    if (tex.empty()) return "";
    const std::string whole = tex + end;
    try {
        set_equation(whole);
        return whole;
    } catch (const EquationError&) {
        return "";
    }
}

float place_live_table(const LiveBlock& block, Point at, float width, const LiveType& type, LivePage& page) {
    const float pad = 0.5f * type.em;
    float y = at.y;
    for (std::size_t row = 0; row < block.table.size(); ++row) {
        const auto count = static_cast<float>(std::max<std::size_t>(block.table[row].size(), 1));
        const float cell = width / count;
        float tallest = 0;
        for (std::size_t i = 0; i < block.table[row].size(); ++i)
            tallest = std::max(tallest, LiveSetter(type, page)
                                            .set(block.table[row][i], {at.x + static_cast<float>(i) * cell, y},
                                                 cell - pad, {.bold = row == 0}));
        y += tallest;
        page.rules.push_back({at.x, std::round(y), width, 1});
        y += 3 * type.scale;
    }
    return y - at.y;
}

float place_live_block(const LiveBlock& block, Point at, float width, const LiveType& type, LivePage& page) {
    const float in = 18 * type.scale * static_cast<float>(block.depth);
    const Point from{at.x + in, at.y};
    if (block.kind == TextBlock::Kind::rule) {
        page.rules.push_back({at.x, std::round(at.y), width, 1});
        return 2;
    }
    if (block.kind == TextBlock::Kind::table) return place_live_table(block, from, width - in, type, page);
    LiveSetter setter(type, page);
    if (block.kind == TextBlock::Kind::code) {
        LiveSpan lines{.kind = LiveSpan::Kind::text};
        lines.span.text = block.code;
        lines.span.code = true;
        return setter.set({lines}, from, width - in);
    }
    if (!block.marker.empty()) {
        const float wide = type.width(block.marker, PageFace::reading);
        LiveSpan marker{.kind = LiveSpan::Kind::text};
        marker.span.text = block.marker;
        setter.set({marker}, {from.x - wide - 6 * type.scale, at.y}, 4 * wide, {.quiet = true});
    }
    const std::string equation = type.display ? sole_equation(block.text, type) : "";
    if (!equation.empty()) return setter.display(equation, from, width - in);
    return setter.set(block.text, from, width - in, {.bold = block.kind == TextBlock::Kind::heading});
}

} // namespace

std::vector<std::string> parts_at_relations(const std::string& tex) {
    static const std::string_view relations[] = {"=",        "\\approx",    "\\sim", "\\leq",        "\\geq",
                                                 "\\propto", "\\leftarrow", "\\to",  "\\rightarrow", "\\equiv",
                                                 "\\le ",    "\\ge "};
    std::vector<std::string> parts(1);
    int depth = 0;
    for (std::size_t i = 0; i < tex.size();) {
        const std::string_view rest = std::string_view(tex).substr(i);
        if (rest.starts_with("\\left") && !rest.starts_with("\\leftarrow")) ++depth;
        if (rest.starts_with("\\right") && !rest.starts_with("\\rightarrow")) --depth;
        if (rest.starts_with("\\begin")) ++depth;
        if (rest.starts_with("\\end")) --depth;
        const char c = tex[i];
        if (c == '{' || c == '[' || c == '(') ++depth;
        if (c == '}' || c == ']' || c == ')') --depth;
        const auto found = std::find_if(std::begin(relations), std::end(relations),
                                        [&](std::string_view one) { return rest.starts_with(one); });
        if (depth == 0 && found != std::end(relations)) {
            if (parts.back().find_first_not_of(' ') != std::string::npos) parts.emplace_back();
            parts.back() += *found;
            i += found->size();
            continue;
        }
        const std::size_t size = c == '\\' && i + 1 < tex.size() ? 2 : 1; // "\{" is no group
        parts.back() += rest.substr(0, size);
        i += size;
    }
    return parts;
}

LivePage place_live_text(const LiveText& text, float width, const LiveType& type) {
    LivePage page{.width = width};
    for (std::size_t i = 0; i < text.blocks.size(); ++i) {
        const LiveBlock& block = text.blocks[i];
        const bool item = block.depth > 0 && i > 0 && text.blocks[i - 1].depth > 0;
        if (i > 0) page.height += (item ? 0.2f : 0.6f) * type.em;
        page.height += place_live_block(block, {0, page.height}, width, type, page);
    }
    page.height = std::ceil(page.height);
    return page;
}

} // namespace halfstep
