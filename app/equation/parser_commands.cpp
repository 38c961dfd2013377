#include "app/equation/parser.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace halfstep {

namespace {

struct Environment {
    std::string_view name;
    char32_t left = 0, right = 0;
};
constexpr std::array<Environment, 7> environments = {{{"aligned"},
                                                      {"gathered"},
                                                      {"cases", U'{', 0},
                                                      {"matrix"},
                                                      {"pmatrix", U'(', U')'},
                                                      {"bmatrix", U'[', U']'},
                                                      {"vmatrix", U'|', U'|'}}};

/// Delimiters that grow. Some stand for themselves.
char32_t delimiter_of(const Token& token) {
    if (token.kind == Token::character) {
        if (token.code == U'.') return 1; // none
        if (token.code == U'<') return U'⟨';
        if (token.code == U'>') return U'⟩';
        constexpr std::u32string_view known = U"()[]|/⟨⟩⌊⌋⌈⌉‖";
        return known.find(token.code) == std::u32string_view::npos ? 0 : token.code;
    }
    if (token.kind != Token::command) return 0;
    const Symbol* symbol = find_symbol(token.text);
    constexpr std::u32string_view known = U"{}⟨⟩⌊⌋⌈⌉|‖↑↓";
    return symbol && known.find(symbol->code) != std::u32string_view::npos ? symbol->code : 0;
}

/// The roles of an Ink as \color names them.
std::optional<Ink> ink_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Ink::Role> plain[] = {
        {"text", Ink::text},   {"muted", Ink::muted},   {"grid", Ink::grid},
        {"exact", Ink::exact}, {"cursor", Ink::cursor}, {"warning", Ink::warning}};
    for (const auto& [known, role] : plain)
        if (name == known) return Ink{role, 0, 1};
    for (const auto& [known, role] :
         {std::pair{std::string_view("sampler["), Ink::sampler}, {"series[", Ink::series}}) {
        if (!name.starts_with(known) || !name.ends_with("]")) continue;
        const std::string_view digits = name.substr(known.size(), name.size() - known.size() - 1);
        const auto digit = [](char c) { return c >= '0' && c <= '9'; };
        if (digits.empty() || digits.size() > 3 || !std::all_of(digits.begin(), digits.end(), digit)) return {};
        int index = 0;
        for (const char c : digits) index = 10 * index + (c - '0');
        return Ink{role, index, 1};
    }
    return {};
}

/// "\\big" is 1.2 ems high, as plain TeX's at ten points; "l", "r", "m" say the class.
bool big_delimiter(std::string_view name, float& ems, AtomClass& cls) {
    static constexpr std::pair<std::string_view, float> sizes[] = {
        {"bigg", 2.4f}, {"Bigg", 3.0f}, {"big", 1.2f}, {"Big", 1.8f}};
    for (const auto& [prefix, size] : sizes) {
        if (!name.starts_with(prefix)) continue;
        const std::string_view rest = name.substr(prefix.size());
        ems = size;
        cls = rest == "l"   ? AtomClass::open
              : rest == "r" ? AtomClass::close
              : rest == "m" ? AtomClass::rel
                            : AtomClass::ord;
        return rest.empty() || rest == "l" || rest == "r" || rest == "m";
    }
    return false;
}

} // namespace

Node Parser::command(const Token& token, const Inside& inside) {
    Node node;
    if (simple_command(token, inside, node) || argument_command(token, inside, node) ||
        decorated_command(token, inside, node) || named_command(token, inside, node))
        return node;
    refuse_equation(token.place, quoted_tex("\\" + std::string(token.text)) + " is outside of the subset of TeX",
                    "the commands that halfstep guide equations lists");
}

/// What takes no argument.
bool Parser::simple_command(const Token& token, const Inside& inside, Node& node) {
    if (token.text == "iff" || token.text == "implies") {
        node = made(NodeKind::group, token.place, AtomClass::rel);
        Node space = made(NodeKind::space, token.place), arrow = made(NodeKind::symbol, token.place, AtomClass::rel);
        space.amount = 5 / 18.0f; // more than other relations have, as in LaTeX
        arrow.code = find_symbol(token.text)->code;
        node.parts.push_back({space, arrow, space});
        return true;
    }
    if (const Symbol* symbol = find_symbol(token.text)) {
        node = made(NodeKind::symbol, token.place, symbol->cls);
        // As in LaTeX, a Greek letter stays what it is but for the bold alphabets.
        const bool bold = inside.alphabet == Alphabet::bold || inside.alphabet == Alphabet::bold_italic;
        node.code =
            is_letter(symbol->code) ? styled(symbol->code, bold ? inside.alphabet : Alphabet::plain) : symbol->code;
        node.limits = symbol->limits;
        node.big = symbol->big;
        return true;
    }
    for (const FunctionName& function : function_names())
        if (function.name == token.text) {
            node = made(NodeKind::name, token.place, AtomClass::op);
            node.text = function.text;
            node.limits = function.limits;
            return true;
        }
    for (const SpaceCommand& space : space_commands())
        if (space.name == token.text) {
            node = made(NodeKind::space, token.place);
            node.amount = space.ems;
            return true;
        }
    static constexpr std::string_view styles[] = {"displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle"};
    for (int i = 0; i < 4; ++i)
        if (styles[i] == token.text) {
            node = made(NodeKind::style, token.place);
            node.amount = static_cast<float>(i);
            return true;
        }
    return false;
}

bool Parser::argument_command(const Token& token, const Inside& inside, Node& node) {
    const std::string_view name = token.text;
    float ems = 0;
    AtomClass cls = AtomClass::ord;
    if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "binom")
        node = fraction(token, inside);
    else if (name == "sqrt")
        node = radical(token, inside);
    else if (name == "left")
        node = fenced(token, inside);
    else if (name == "begin")
        node = environment(token, inside);
    else if (name == "num")
        node = number(token);
    else if (big_delimiter(name, ems, cls)) {
        node = made(NodeKind::sized, token.place, cls);
        node.amount = ems;
        node.code = delimiter(name);
    } else {
        return false;
    }
    return true;
}

/// What changes or adorns one argument.
bool Parser::decorated_command(const Token& token, const Inside& inside, Node& node) {
    const std::string_view name = token.text;
    for (const AccentCommand& accent : accent_commands())
        if (accent.name == name) {
            node = made(NodeKind::accent, token.place);
            node.code = accent.code;
            node.big = accent.wide;
            node.parts.push_back(argument(inside, name));
            return true;
        }
    for (const AlphabetCommand& known : alphabet_commands())
        if (known.name == name) {
            node = made(NodeKind::group, token.place);
            Inside shaped = inside;
            shaped.alphabet = known.alphabet;
            node.parts.push_back(argument(shaped, name));
            return true;
        }
    static constexpr std::pair<std::string_view, NodeKind> lines[] = {{"overline", NodeKind::overline},
                                                                      {"underline", NodeKind::underline},
                                                                      {"overbrace", NodeKind::overbrace},
                                                                      {"underbrace", NodeKind::underbrace}};
    for (const auto& [known, kind] : lines)
        if (known == name) {
            node = made(kind, token.place);
            const bool brace = kind == NodeKind::overbrace || kind == NodeKind::underbrace;
            if (brace)
                node.limits = ScriptLimits::always; // its scripts stand above and below, its spaces are a letter's
            node.parts.push_back(argument(inside, name));
            return true;
        }
    if (name != "overset" && name != "underset") return false;
    node = made(NodeKind::stack, token.place);
    Row aside = argument(inside, name), base = argument(inside, name);
    if (base.size() == 1) node.cls = base[0].cls;
    node.parts = {std::move(base), {}, {}};
    node.parts[name == "overset" ? 1 : 2] = std::move(aside);
    return true;
}

/// What takes words or a name.
bool Parser::named_command(const Token& token, const Inside& inside, Node& node) {
    const std::string_view name = token.text;
    if (name == "text") {
        node = made(NodeKind::text, token.place);
        node.text = tokens_.braced_text(name);
    } else if (name == "operatorname") {
        node = made(NodeKind::name, token.place, AtomClass::op);
        const bool starred = tokens_.peek().kind == Token::character && tokens_.peek().code == U'*';
        if (starred) tokens_.next();
        node.limits = starred ? ScriptLimits::display : ScriptLimits::never;
        node.text = tokens_.braced_text(name);
    } else if (name == "color") {
        node = made(NodeKind::color, token.place);
        const TexPlace place = tokens_.peek().place;
        const std::string role = tokens_.braced_text(name);
        const std::optional<Ink> ink = ink_named(role);
        if (!ink)
            refuse_equation(place, quoted_tex(role) + " is no role of a colour",
                            "text, muted, grid, exact, cursor, warning, sampler[0], series[0]");
        node.ink = *ink;
        node.parts.push_back(argument(inside, name));
    } else if (name == "term") {
        node = made(NodeKind::term, token.place);
        const TexPlace place = tokens_.peek().place;
        node.text = tokens_.braced_text(name);
        if (node.text.empty()) refuse_equation(place, "a term without a name", "\\term{name}{...}");
        node.parts.push_back(argument(inside, name));
    } else {
        return false;
    }
    return true;
}

Node Parser::fraction(const Token& token, const Inside& inside) {
    Node node = made(NodeKind::fraction, token.place);
    node.big = token.text != "binom";
    if (token.text == "binom") node.codes = {U'(', U')'};
    node.amount = token.text == "dfrac" ? 0 : token.text == "tfrac" ? 1 : -1; // its own style, or the row's
    Row numerator = argument(inside, token.text), denominator = argument(inside, token.text);
    node.parts = {std::move(numerator), std::move(denominator)};
    return node;
}

Node Parser::radical(const Token& token, const Inside& inside) {
    Node node = made(NodeKind::radical, token.place);
    Row index;
    if (tokens_.peek().kind == Token::character && tokens_.peek().code == U'[') {
        const TexPlace opened = tokens_.next().place;
        Inside bracket = inside.deeper();
        bracket.bracket = true;
        index = row(bracket);
        if (tokens_.peek().kind != Token::character)
            refuse_equation(opened, "the bracket of \\sqrt is never closed", "\\sqrt[3]{...}");
        tokens_.next();
    }
    Row radicand = argument(inside, token.text);
    node.parts = {std::move(radicand), std::move(index)};
    return node;
}

char32_t Parser::delimiter(std::string_view command) {
    const Token token = tokens_.peek();
    const char32_t code = delimiter_of(token);
    if (code == 0)
        refuse_equation(token.place, "\\" + std::string(command) + " lacks its delimiter",
                        "( ) [ ] \\{ \\} | \\| / . \\langle \\rangle \\lfloor \\rfloor \\lceil \\rceil");
    tokens_.next();
    return code == 1 ? 0 : code;
}

Node Parser::fenced(const Token& token, const Inside& inside) {
    Node node = made(NodeKind::fenced, token.place, AtomClass::inner);
    node.codes.push_back(delimiter("left"));
    while (true) {
        node.parts.push_back(row(inside.deeper()));
        const Token end = tokens_.peek();
        const bool middle = end.kind == Token::command && end.text == "middle";
        if (!middle && !(end.kind == Token::command && end.text == "right"))
            refuse_equation(token.place, "this \\left has no \\right", "\\left( ... \\right), both in one group");
        tokens_.next();
        node.codes.push_back(delimiter(end.text));
        if (!middle) return node;
    }
}

Node Parser::environment(const Token& token, const Inside& inside) {
    const TexPlace place = tokens_.peek().place;
    const std::string name = tokens_.braced_text("begin");
    const auto known =
        std::find_if(environments.begin(), environments.end(), [&](const Environment& e) { return e.name == name; });
    if (known == environments.end())
        refuse_equation(place, quoted_tex(name) + " is no environment of the subset",
                        "aligned, gathered, cases, matrix, pmatrix, bmatrix, vmatrix");
    Node node = made(NodeKind::table, token.place, known->left ? AtomClass::inner : AtomClass::ord);
    node.text = name;
    node.codes = {known->left, known->right};
    std::vector<std::vector<Row>> lines(1);
    while (true) {
        made(NodeKind::group, tokens_.peek().place); // a cell counts, empty or not
        lines.back().push_back(row(inside.deeper()));
        const Token end = tokens_.peek();
        if (end.kind != Token::align && end.kind != Token::newline) break;
        tokens_.next();
        if (end.kind != Token::newline) continue;
        lines.emplace_back();
        if (const Token& after = tokens_.peek(); after.kind == Token::character && after.code == U'[')
            refuse_equation(after.place, "a distance after \\\\", "\\\\ alone; {[} begins a line with a bracket");
    }
    const Token end = tokens_.peek();
    if (end.kind != Token::command || end.text != "end")
        refuse_equation(token.place, "\\begin{" + name + "} is never ended", "\\end{" + name + "}, in the same group");
    tokens_.next();
    const TexPlace end_place = tokens_.peek().place;
    if (tokens_.braced_text("end") != name)
        refuse_equation(end_place, "another environment is ended than was begun", "\\end{" + name + "}");
    if (lines.size() > 1 && lines.back().size() == 1 && lines.back()[0].empty()) lines.pop_back(); // \\ after the last
    std::size_t columns = 0;
    for (const auto& line : lines) columns = std::max(columns, line.size());
    const std::size_t most = name == "cases" || name == "gathered" ? (name == "cases" ? 2 : 1) : 20;
    if (columns > most)
        refuse_equation(token.place, name + " with " + std::to_string(columns) + " columns",
                        "at most " + std::to_string(most));
    node.columns = static_cast<int>(columns);
    for (auto& line : lines) {
        line.resize(columns);
        for (Row& cell : line) node.parts.push_back(std::move(cell));
    }
    return node;
}

Node Parser::number(const Token& token) {
    const TexPlace place = tokens_.peek().place;
    const std::string slot = tokens_.braced_text("num");
    const std::optional<std::string> text = numbers_ ? numbers_(slot) : std::nullopt;
    if (!text)
        refuse_equation(place, "there is no number " + quoted_tex(slot),
                        "the numbers that whoever shows the equation has");
    Node node = made(NodeKind::group, token.place);
    node.parts.push_back(number_row(*text, slot, place));
    nodes_ += static_cast<int>(text->size()) - 1;
    made(NodeKind::group, token.place); // long numbers count, too
    return node;
}

} // namespace halfstep
