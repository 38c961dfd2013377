#include "app/equation/symbols.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace halfstep {

namespace {

using enum AtomClass;

template <class Entry>
using By = std::unordered_map<std::string_view, const Entry*>;

std::vector<Symbol> letters() {
    return {
        {"alpha", U'α'},    {"beta", U'β'},        {"gamma", U'γ'},   {"delta", U'δ'},    {"epsilon", U'ϵ'},
        {"zeta", U'ζ'},     {"eta", U'η'},         {"theta", U'θ'},   {"iota", U'ι'},     {"kappa", U'κ'},
        {"lambda", U'λ'},   {"mu", U'μ'},          {"nu", U'ν'},      {"xi", U'ξ'},       {"omicron", U'ο'},
        {"pi", U'π'},       {"rho", U'ρ'},         {"sigma", U'σ'},   {"tau", U'τ'},      {"upsilon", U'υ'},
        {"phi", U'ϕ'},      {"chi", U'χ'},         {"psi", U'ψ'},     {"omega", U'ω'},    {"varepsilon", U'ε'},
        {"vartheta", U'ϑ'}, {"varpi", U'ϖ'},       {"varrho", U'ϱ'},  {"varsigma", U'ς'}, {"varphi", U'φ'},
        {"Gamma", U'Γ'},    {"Delta", U'Δ'},       {"Theta", U'Θ'},   {"Lambda", U'Λ'},   {"Xi", U'Ξ'},
        {"Pi", U'Π'},       {"Sigma", U'Σ'},       {"Upsilon", U'Υ'}, {"Phi", U'Φ'},      {"Psi", U'Ψ'},
        {"Omega", U'Ω'},    {"partial", U'𝜕'},     {"nabla", U'∇'},   {"ell", U'ℓ'},      {"hbar", U'ℏ'},
        {"imath", U'𝚤'},    {"jmath", U'𝚥'},       {"infty", U'∞'},   {"emptyset", U'∅'}, {"forall", U'∀'},
        {"exists", U'∃'},   {"neg", U'¬'},         {"prime", U'′'},   {"Re", U'ℜ'},       {"Im", U'ℑ'},
        {"top", U'⊤'},      {"bot", U'⊥'},         {"vdots", U'⋮'},   {"%", U'%'},        {"#", U'#'},
        {"_", U'_'},        {"&", U'&'},           {"$", U'$'},       {"", U'.'},         {"", U'/'},
        {"degree", U'°'},   {"dagger", U'†', bin},
    };
}

using Names = std::initializer_list<std::pair<std::string_view, char32_t>>;
std::vector<Symbol> of_class(AtomClass cls, Names names, ScriptLimits limits = ScriptLimits::never, bool big = false) {
    std::vector<Symbol> list;
    for (const auto& [name, code] : names) list.push_back({name, code, cls, limits, big});
    return list;
}

// clang-format off
std::vector<Symbol> operations() {
    return of_class(bin, {
        {"", U'+'}, {"", U'−'}, {"", U'∗'}, {"pm", U'±'}, {"mp", U'∓'}, {"times", U'×'}, {"div", U'÷'},
        {"cdot", U'⋅'}, {"ast", U'∗'}, {"star", U'⋆'}, {"circ", U'∘'}, {"bullet", U'∙'}, {"oplus", U'⊕'},
        {"ominus", U'⊖'}, {"otimes", U'⊗'}, {"odot", U'⊙'}, {"cup", U'∪'}, {"cap", U'∩'}, {"setminus", U'∖'},
        {"wedge", U'∧'}, {"vee", U'∨'},
    });
}

std::vector<Symbol> relations() {
    return of_class(rel, {
        {"", U'='}, {"", U'<'}, {"", U'>'}, {"", U':'}, {"lt", U'<'}, {"gt", U'>'}, {"le", U'≤'}, {"leq", U'≤'},
        {"ge", U'≥'}, {"geq", U'≥'}, {"ne", U'≠'}, {"neq", U'≠'}, {"ll", U'≪'}, {"gg", U'≫'}, {"equiv", U'≡'},
        {"sim", U'∼'}, {"simeq", U'≃'}, {"approx", U'≈'}, {"cong", U'≅'}, {"propto", U'∝'}, {"in", U'∈'},
        {"notin", U'∉'}, {"ni", U'∋'}, {"subset", U'⊂'}, {"supset", U'⊃'}, {"subseteq", U'⊆'}, {"supseteq", U'⊇'},
        {"mid", U'∣'}, {"parallel", U'∥'}, {"perp", U'⟂'}, {"coloneqq", U'≔'}, {"triangleq", U'≜'},
    });
}

std::vector<Symbol> arrows() {
    return of_class(rel, {
        {"to", U'→'}, {"rightarrow", U'→'}, {"gets", U'←'}, {"leftarrow", U'←'}, {"leftrightarrow", U'↔'},
        {"Rightarrow", U'⇒'}, {"Leftarrow", U'⇐'}, {"Leftrightarrow", U'⇔'}, {"implies", U'⟹'}, {"iff", U'⟺'},
        {"mapsto", U'↦'}, {"longrightarrow", U'⟶'}, {"uparrow", U'↑'}, {"downarrow", U'↓'},
    });
}

std::vector<Symbol> sums() {
    return of_class(op, {{"sum", U'∑'}, {"prod", U'∏'}, {"coprod", U'∐'}, {"bigcup", U'⋃'}, {"bigcap", U'⋂'},
                         {"bigoplus", U'⨁'}, {"bigotimes", U'⨂'}}, ScriptLimits::display, true);
}

std::vector<Symbol> integrals() {
    return of_class(op, {{"int", U'∫'}, {"iint", U'∬'}, {"oint", U'∮'}}, ScriptLimits::never, true);
}
// clang-format on

std::vector<Symbol> marks() {
    return {
        {"", U'(', open},        {"", U'[', open},        {"{", U'{', open},       {"lbrace", U'{', open},
        {"langle", U'⟨', open},  {"lfloor", U'⌊', open},  {"lceil", U'⌈', open},   {"lvert", U'|', open},
        {"lVert", U'‖', open},   {"", U')', close},       {"", U']', close},       {"}", U'}', close},
        {"rbrace", U'}', close}, {"rangle", U'⟩', close}, {"rfloor", U'⌋', close}, {"rceil", U'⌉', close},
        {"rvert", U'|', close},  {"rVert", U'‖', close},  {"", U'!', close},       {"", U'?', close},
        {"", U'|', ord},         {"vert", U'|', ord},     {"|", U'‖', ord},        {"Vert", U'‖', ord},
        {"", U',', punct},       {"", U';', punct},       {"colon", U':', punct},  {"dots", U'…', inner},
        {"ldots", U'…', inner},  {"cdots", U'⋯', inner},  {"ddots", U'⋱', inner},
    };
}

/// What keyboards have in place of the character that is meant.
char32_t meant(char32_t typed) {
    switch (typed) {
    case U'-': return U'−';
    case U'*': return U'∗';
    case U'∂': return U'𝜕';
    case U'·': return U'⋅';
    default: return typed;
    }
}

bool within(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }
bool latin(char32_t code) { return within(code, U'a', U'z') || within(code, U'A', U'Z'); }
bool small_greek(char32_t code) { return within(code, U'α', U'ω'); }
bool capital_greek(char32_t code) { return within(code, U'Α', U'Ω') && code != 0x3A2; }
/// The forms that Unicode keeps behind omega: ϵ ϑ ϰ ϕ ϱ ϖ, in the order of its mathematical alphabets.
constexpr std::u32string_view greek_variants = U"ϵϑϰϕϱϖ";

/// Letters that Unicode had before its mathematical alphabets, whose places there are empty.
char32_t earlier(char32_t code, Alphabet alphabet) {
    static constexpr std::u32string_view script = U"BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ", doubled = U"CℂHℍNℕPℙQℚRℝZℤ";
    if (alphabet == Alphabet::italic && code == U'h') return U'ℎ';
    const std::u32string_view pairs = alphabet == Alphabet::calligraphic ? script
                                      : alphabet == Alphabet::blackboard ? doubled
                                                                         : std::u32string_view();
    for (std::size_t i = 0; i < pairs.size(); i += 2)
        if (pairs[i] == code) return pairs[i + 1];
    return 0;
}

char32_t styled_latin(char32_t code, Alphabet alphabet) {
    if (const char32_t old = earlier(code, alphabet)) return old;
    const char32_t place = code >= U'a' ? 26 + code - U'a' : code - U'A';
    switch (alphabet) {
    case Alphabet::plain:
    case Alphabet::upright: return code;
    case Alphabet::italic: return 0x1D434 + place;
    case Alphabet::bold: return 0x1D400 + place;
    case Alphabet::bold_italic: return 0x1D468 + place;
    case Alphabet::calligraphic: return 0x1D49C + place;
    case Alphabet::blackboard: return 0x1D538 + place;
    }
    return 0;
}

char32_t styled_greek(char32_t code, Alphabet alphabet) {
    const char32_t capitals = alphabet == Alphabet::italic        ? 0x1D6E2
                              : alphabet == Alphabet::bold        ? 0x1D6A8
                              : alphabet == Alphabet::bold_italic ? 0x1D71C
                                                                  : 0;
    if (alphabet == Alphabet::upright) return code;
    if (capitals == 0) return 0;
    if (capital_greek(code)) return capitals + (code - U'Α');
    if (small_greek(code)) return capitals + 26 + (code - U'α');
    return capitals + 52 + static_cast<char32_t>(greek_variants.find(code));
}

} // namespace

const std::vector<Symbol>& symbols() {
    static const std::vector<Symbol> all = [] {
        std::vector<Symbol> list = letters();
        for (const auto& part : {operations(), relations(), arrows(), sums(), integrals(), marks()})
            list.insert(list.end(), part.begin(), part.end());
        return list;
    }();
    return all;
}

const std::vector<FunctionName>& function_names() {
    static const std::vector<FunctionName> list = [] {
        std::vector<FunctionName> names;
        for (const char* name :
             {"log",  "ln",   "lg",   "exp",    "sin",    "cos",    "tan", "cot", "sec", "csc", "sinh",
              "cosh", "tanh", "coth", "arcsin", "arccos", "arctan", "arg", "deg", "dim", "ker", "hom"})
            names.push_back({name, name, ScriptLimits::never});
        for (const char* name : {"lim", "max", "min", "sup", "inf", "det", "gcd", "Pr"})
            names.push_back({name, name, ScriptLimits::display});
        for (const auto& [name, text] :
             {std::pair{"argmin", "arg min"}, {"argmax", "arg max"}, {"limsup", "lim sup"}, {"liminf", "lim inf"}})
            names.push_back({name, text, ScriptLimits::display});
        return names;
    }();
    return list;
}

const std::vector<AccentCommand>& accent_commands() {
    static const std::vector<AccentCommand> list = {
        {"hat", 0x302},      {"bar", 0x304},           {"tilde", 0x303},           {"dot", 0x307},   {"ddot", 0x308},
        {"vec", 0x20D7},     {"check", 0x30C},         {"breve", 0x306},           {"acute", 0x301}, {"grave", 0x300},
        {"mathring", 0x30A}, {"widehat", 0x302, true}, {"widetilde", 0x303, true},
    };
    return list;
}

const std::vector<SpaceCommand>& space_commands() {
    static const std::vector<SpaceCommand> list = {
        {",", 3 / 18.0f},  {":", 4 / 18.0f}, {">", 4 / 18.0f}, {";", 5 / 18.0f},
        {"!", -3 / 18.0f}, {" ", 0.25f},     {"quad", 1},      {"qquad", 2},
    };
    return list;
}

const std::vector<AlphabetCommand>& alphabet_commands() {
    static const std::vector<AlphabetCommand> list = {
        {"mathrm", Alphabet::upright},         {"mathit", Alphabet::italic},        {"mathbf", Alphabet::bold},
        {"boldsymbol", Alphabet::bold_italic}, {"mathcal", Alphabet::calligraphic}, {"mathbb", Alphabet::blackboard},
    };
    return list;
}

const Symbol* find_symbol(std::string_view command) {
    static const By<Symbol> by_name = [] {
        By<Symbol> map;
        for (const Symbol& symbol : symbols())
            if (!symbol.name.empty()) map.emplace(symbol.name, &symbol);
        return map;
    }();
    const auto found = by_name.find(command);
    return found == by_name.end() ? nullptr : found->second;
}

const Symbol* find_symbol(char32_t character) {
    static const std::unordered_map<char32_t, const Symbol*> by_code = [] {
        std::unordered_map<char32_t, const Symbol*> map;
        // What a command alone may say: these characters have another meaning, or none.
        static constexpr std::u32string_view commands_only = U"{}%#_&$";
        for (const Symbol& symbol : symbols())
            if (commands_only.find(symbol.code) == std::u32string_view::npos &&
                (symbol.name.empty() || symbol.code > 127))
                map.emplace(symbol.code, &symbol);
        return map;
    }();
    const auto found = by_code.find(meant(character));
    return found == by_code.end() ? nullptr : found->second;
}

bool is_letter(char32_t code) {
    return latin(code) || small_greek(code) || capital_greek(code) ||
           greek_variants.find(code) != std::u32string_view::npos;
}
bool is_digit(char32_t code) { return within(code, U'0', U'9'); }

char32_t styled(char32_t code, Alphabet alphabet) {
    if (is_digit(code)) {
        if (alphabet == Alphabet::bold || alphabet == Alphabet::bold_italic) return 0x1D7CE + (code - U'0');
        if (alphabet == Alphabet::blackboard) return 0x1D7D8 + (code - U'0');
        return alphabet == Alphabet::calligraphic ? 0 : code;
    }
    if (!is_letter(code)) return code;
    if (alphabet == Alphabet::plain) alphabet = capital_greek(code) ? Alphabet::upright : Alphabet::italic;
    return latin(code) ? styled_latin(code, alphabet) : styled_greek(code, alphabet);
}

} // namespace halfstep
