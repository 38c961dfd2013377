flat in vec4 v_ab;
flat in vec2 v_c;

uniform vec2 viewport;
uniform vec4 color; // premultiplied

out vec4 fragment;

// Of the line through a and b: positive on the left of it.
float side(vec2 p, vec2 a, vec2 b) {
    vec2 ab = b - a, ap = p - a;
    return (ab.x * ap.y - ab.y * ap.x) / max(length(ab), 1e-6);
}

void main() {
    vec2 p = vec2(gl_FragCoord.x, viewport.y - gl_FragCoord.y);
    vec2 a = v_ab.xy, b = v_ab.zw, c = v_c;
    float turn = side(c, a, b) < 0.0 ? -1.0 : 1.0;
    float inside = min(min(turn * side(p, a, b), turn * side(p, b, c)), turn * side(p, c, a));
    fragment = color * clamp(inside + 0.5, 0.0, 1.0);
}
