#include "app/model/guide_book.h"

#include "app/model/actions.h"
#include "app/scene/guide.h"

#include <algorithm>

namespace halfstep {
namespace {

constexpr std::string_view symbols = R"(## Symbols

| | |
|---|---|
| **x₀, xₜ, x_T** | data, noised data, pure noise |
| **t** | time of the process: 0 the data, largest the noise |
| **T, k** | how many levels there are beyond the data; one of them, 0 to T |
| **ε, z** | noise of the forward process; fresh noise of a step |
| **a, b** | xₜ = a x₀ + b ε |
| **SNR** | signal-to-noise ratio a² / b² |
| **x̂₀, ε̂** | E[x₀ \| xₜ], and the ε that it implies |
| **v** | (a ε − b x₀) / √(a² + b²), which some networks predict |
| **s** | score ∇ log pₜ(xₜ) = (a x̂₀ − xₜ) / b² |
| **αₜ, ᾱₜ** | signal kept by one step, and by all up to t: ᾱ = ∏ α |
| **βₜ** | noise variance of one step, 1 − α |
| **β̃ₜ** | variance of xₜ₋₁ when xₜ and x₀ are known |
| **η** | share of the noise that DDIM draws afresh |
| **σ** | standard deviation: of the data, or of a step's noise |
| **τ** | the levels that a sampler visits |
| **W₁, W₂** | Wasserstein distances to the target |
| **KL(p ‖ q)** | Kullback–Leibler divergence E log(p / q) under p, in nats |
| **se** | standard error of a measured number |

## In plots

Drag to move through time, turn the wheel to zoom, click twice to fit, right click for more. Handles say what they do.
Drop a scene or a figure on the window to open it; Ctrl O has a browser of them. Closing, New and Open lose nothing: the
page "files" says what comes back.

## In panels

F1 over a control opens the page of its key: default, range, what it does. F6 gives them the keyboard: arrows go from
one to the next, Space presses, Enter types, Esc ends it.
)";

BookPage window_page() {
    Markdown keys = parse_markdown("# Keys and symbols\n\n## Keys\n");
    TextBlock table;
    table.kind = TextBlock::Kind::table;
    table.table = {{{}, {}}};
    for (const HelpRow& row : help_rows())
        table.table.push_back({{{.text = row.keys, .bold = true}}, {{.text = row.what}}});
    keys.push_back(std::move(table));
    return {"window", "Keys and symbols", {std::move(keys), parse_markdown(symbols)}};
}

std::string title_of(const Markdown& document) {
    for (const TextBlock& block : document)
        if (block.kind == TextBlock::Kind::heading) return plain_text(block.text);
    return "";
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

bool is_whole(std::string_view text, std::size_t from, std::size_t size) {
    return (from == 0 || !in_word(text[from - 1])) && (from + size == text.size() || !in_word(text[from + size]));
}

/// Calls back with the place and the words of every row.
template <class Visit>
void each_row(const BookPage& page, Visit visit) {
    for (std::size_t column = 0; column < page.columns.size(); ++column)
        for (std::size_t i = 0; i < page.columns[column].size(); ++i) {
            const TextBlock& block = page.columns[column][i];
            for (int row = 0; row < rows_of(block); ++row)
                visit(GuidePlace{page.name, static_cast<int>(column), static_cast<int>(i), row}, row_text(block, row));
        }
}

/// "sampler[1].eta" as its page says it: "sampler.eta".
std::string without_numbers(std::string_view control) {
    std::string path;
    for (std::size_t i = 0; i < control.size(); ++i) {
        if (control[i] == '[') i = std::min(control.find(']', i), control.size() - 1);
        if (control[i] != ']') path += control[i];
    }
    return path;
}

/// The row of a key in the first table after its table's heading.
std::optional<GuidePlace> place_of(const Markdown& document, const std::string& table, std::string_view key) {
    bool inside = false;
    for (std::size_t i = 0; i < document.size(); ++i) {
        const TextBlock& block = document[i];
        if (block.kind == TextBlock::Kind::heading) {
            const std::string text = plain_text(block.text);
            inside = text == "[" + table + "]" || text == "[[" + table + "]]";
        }
        if (!inside || block.kind != TextBlock::Kind::table) continue;
        for (std::size_t row = 1; row < block.table.size(); ++row)
            if (plain_text(block.table[row].front()) == key)
                return GuidePlace{"keys", 0, static_cast<int>(i), static_cast<int>(row)};
    }
    return std::nullopt;
}

} // namespace

const std::vector<BookPage>& guide_book() {
    static const std::vector<BookPage> book = [] {
        std::vector<BookPage> pages = {window_page()};
        for (const GuidePage& page : guide_pages) {
            Markdown document = parse_markdown(guide_text(page));
            std::string title = title_of(document);
            pages.push_back({std::string(page.name), std::move(title), {std::move(document)}});
        }
        return pages;
    }();
    return book;
}

const BookPage& book_page(std::string_view name) {
    const auto& book = guide_book();
    const auto page = std::find_if(book.begin(), book.end(), [&](const BookPage& one) { return one.name == name; });
    return page == book.end() ? book.front() : *page;
}

int rows_of(const TextBlock& block) {
    if (block.kind == TextBlock::Kind::table) return static_cast<int>(block.table.size());
    if (block.kind == TextBlock::Kind::code)
        return 1 + static_cast<int>(std::count(block.code.begin(), block.code.end(), '\n'));
    return 1;
}

std::string row_text(const TextBlock& block, int row) {
    if (block.kind == TextBlock::Kind::code) {
        std::size_t from = 0;
        for (int i = 0; i < row; ++i) from = block.code.find('\n', from) + 1;
        return block.code.substr(from, block.code.find('\n', from) - from);
    }
    if (block.kind != TextBlock::Kind::table) return plain_text(block.text);
    std::string text;
    for (const Spans& cell : block.table[static_cast<std::size_t>(row)]) {
        const std::string words = plain_text(cell);
        if (!words.empty()) text += (text.empty() ? "" : "  ") + words;
    }
    return text;
}

std::string marked_text(const GuidePlace& place) {
    if (place.block < 0) return "";
    const Markdown& column = book_page(place.page).columns.at(static_cast<std::size_t>(place.column));
    return row_text(column.at(static_cast<std::size_t>(place.block)), place.row);
}

std::size_t find_words(std::string_view text, std::string_view words, std::size_t at) {
    if (at > text.size()) return std::string_view::npos;
    const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), words.begin(),
                                   words.end(), [](char a, char b) { return lower(a) == lower(b); });
    return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

std::vector<GuideHit> find_in_guide(std::string_view words) {
    std::vector<GuideHit> hits;
    if (words.empty()) return hits;
    for (const BookPage& page : guide_book())
        each_row(page, [&](GuidePlace place, std::string text) {
            std::size_t from = find_words(text, words);
            if (from == std::string::npos) return;
            std::size_t whole = from; // rather than a part of a longer word
            while (whole != std::string::npos && !is_whole(text, whole, words.size()))
                whole = find_words(text, words, whole + 1);
            if (whole != std::string::npos) from = whole;
            hits.push_back({std::move(place), std::move(text), from, whole != std::string::npos});
        });
    return hits;
}

std::optional<GuidePlace> place_of_key(std::string_view control) {
    const Markdown& keys = book_page("keys").columns.front();
    // What a control adds to its key's name, as the field of a slider does, stands behind it.
    for (std::string path = without_numbers(control); path.find('.') != std::string::npos;) {
        const std::size_t dot = path.rfind('.');
        if (const auto place = place_of(keys, path.substr(0, dot), path.substr(dot + 1))) return place;
        path.resize(dot);
    }
    return std::nullopt;
}

} // namespace halfstep
