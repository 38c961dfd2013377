#include "app/equation/parser.h"

#include "app/base/text.h"

namespace halfstep {

Row parse_equation(std::string_view tex, const NumberOf& numbers) { return Parser(tex, numbers).whole(); }

Row Parser::whole() {
    Row all = row({});
    if (tokens_.peek().kind != Token::end) unexpected(tokens_.peek());
    if (all.empty()) refuse_equation({}, "there is nothing to set", "an equation, x_t = a x_0 + b \\epsilon");
    return all;
}

/// What can only stand where a row ends, and does not end this one.
void Parser::unexpected(const Token& token) {
    switch (token.kind) {
    case Token::close: refuse_equation(token.place, "a brace is closed that was not opened", "as many { as }");
    case Token::align:
    case Token::newline:
        refuse_equation(token.place, quoted_tex(token.kind == Token::align ? "&" : "\\\\") + " outside of a table",
                        "it within \\begin{aligned}, cases, matrix and the like");
    case Token::command:
        refuse_equation(token.place, "\\" + std::string(token.text) + " without its beginning",
                        token.text == "end" ? "\\begin{...} before it" : "\\left before it, in the same group");
    default: refuse_equation(token.place, "the equation ends too early", "all groups closed");
    }
}

Node Parser::made(NodeKind kind, TexPlace place, AtomClass cls) {
    if (++nodes_ > EquationLimits::nodes)
        refuse_equation(place, "the equation has too many parts", "at most " + std::to_string(EquationLimits::nodes));
    Node node;
    node.kind = kind;
    node.cls = cls;
    node.place = place;
    return node;
}

bool Parser::ends_row(const Token& token, const Inside& inside) const {
    switch (token.kind) {
    case Token::end:
    case Token::close:
    case Token::align:
    case Token::newline: return true;
    case Token::command: return token.text == "right" || token.text == "middle" || token.text == "end";
    case Token::character: return inside.bracket && token.code == U']';
    default: return false;
    }
}

Row Parser::row(const Inside& inside) {
    if (inside.depth > EquationLimits::depth)
        refuse_equation(tokens_.peek().place, "groups within groups, too deep",
                        "at most " + std::to_string(EquationLimits::depth) + " within each other");
    Row nodes;
    while (!ends_row(tokens_.peek(), inside)) {
        const Token& ahead = tokens_.peek();
        const bool bare = ahead.kind == Token::superscript || ahead.kind == Token::subscript;
        Node one = bare ? made(NodeKind::group, ahead.place) : nucleus(inside, {});
        if (bare) one.parts.emplace_back();
        nodes.push_back(with_scripts(std::move(one), inside));
    }
    return nodes;
}

void Parser::take_primes(Row& superscript, TexPlace place) {
    while (tokens_.peek().kind == Token::character && tokens_.peek().code == U'\'') {
        Node prime = made(NodeKind::symbol, place);
        prime.code = U'′';
        superscript.push_back(std::move(prime));
        tokens_.next();
    }
}

Node Parser::with_scripts(Node nucleus, const Inside& inside) {
    Row scripts[2]; // superscript, subscript
    bool given[2] = {false, false};
    const TexPlace place = nucleus.place;
    while (true) {
        const Token token = tokens_.peek();
        if (token.kind == Token::command && (token.text == "limits" || token.text == "nolimits")) {
            if (nucleus.cls != AtomClass::op)
                refuse_equation(token.place, "\\" + std::string(token.text) + " after what is no operator",
                                "it after \\sum, \\int, \\max and the like");
            nucleus.limits = token.text == "limits" ? ScriptLimits::always : ScriptLimits::never;
            tokens_.next();
        } else if (token.kind == Token::character && token.code == U'\'') {
            if (given[0]) refuse_equation(token.place, "a prime after a superscript", "x'^2");
            take_primes(scripts[0], token.place);
        } else if (token.kind == Token::superscript || token.kind == Token::subscript) {
            const int which = token.kind == Token::subscript;
            if (given[which])
                refuse_equation(token.place, which ? "a second subscript" : "a second superscript",
                                "one of each, with braces around what has its own: {x_t}_s");
            given[which] = true;
            tokens_.next();
            for (Node& node : argument(inside, which ? "_" : "^")) scripts[which].push_back(std::move(node));
        } else {
            break;
        }
    }
    if (scripts[0].empty() && scripts[1].empty()) return nucleus;
    Node node = made(NodeKind::scripts, place, nucleus.cls);
    node.limits = nucleus.limits;
    Row base;
    base.push_back(std::move(nucleus));
    node.parts = {std::move(base), std::move(scripts[0]), std::move(scripts[1])};
    return node;
}

void Parser::expect_close(TexPlace opened) {
    const Token& token = tokens_.peek();
    if (token.kind == Token::end) refuse_equation(opened, "this brace is never closed", "as many } as {");
    if (token.kind != Token::close) unexpected(token);
    tokens_.next();
}

/// What stands in braces, which the next token opens.
Row Parser::group(const Inside& inside) {
    const TexPlace opened = tokens_.next().place;
    Row nodes = row(inside.deeper());
    expect_close(opened);
    return nodes;
}

Row Parser::argument(const Inside& inside, std::string_view command) {
    if (tokens_.peek().kind == Token::open) return group(inside);
    Row one;
    one.push_back(nucleus(inside.deeper(), command));
    return one;
}

Node Parser::nucleus(const Inside& inside, std::string_view for_what) {
    if (inside.depth > EquationLimits::depth)
        refuse_equation(tokens_.peek().place, "arguments within arguments, too deep",
                        "at most " + std::to_string(EquationLimits::depth) + " within each other");
    const Token token = tokens_.peek();
    if (!for_what.empty() &&
        (ends_row(token, inside) || token.kind == Token::superscript || token.kind == Token::subscript)) {
        const std::string name =
            for_what == "^" || for_what == "_" ? std::string(for_what) : "\\" + std::string(for_what);
        refuse_equation(token.place, name + " lacks its argument", name + "{...}");
    }
    if (token.kind == Token::open) {
        Node node = made(NodeKind::group, token.place);
        node.parts.push_back(group(inside));
        return node;
    }
    tokens_.next();
    return token.kind == Token::command ? command(token, inside) : character(token, inside);
}

Node Parser::character(const Token& token, const Inside& inside) {
    Node node = made(NodeKind::symbol, token.place);
    if (is_letter(token.code) || is_digit(token.code)) {
        node.code = styled(token.code, inside.alphabet);
        if (node.code == 0)
            refuse_equation(token.place, quoted_tex(token.text) + " has no such shape",
                            "Latin letters; in \\mathbf and \\boldsymbol digits and Greek ones, too");
        return node;
    }
    if (token.code == U'~') {
        node.kind = NodeKind::space;
        node.amount = 0.25f;
        return node;
    }
    const Symbol* symbol = find_symbol(token.code);
    if (!symbol)
        refuse_equation(token.place, quoted_tex(token.text) + " is no character of mathematics",
                        "letters, digits, operators; \\text{...} for words; halfstep guide equations lists all");
    node.code = symbol->code;
    node.cls = symbol->cls;
    node.limits = symbol->limits;
    node.big = symbol->big;
    return node;
}

} // namespace halfstep
