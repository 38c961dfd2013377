flat in vec4 v_rect;

uniform vec2 viewport;
uniform vec4 color; // premultiplied

out vec4 fragment;

void main() {
    vec2 p = vec2(gl_FragCoord.x, viewport.y - gl_FragCoord.y);
    // The area that pixel and rectangle share, exactly.
    vec2 shared_sides = clamp(min(p + 0.5, v_rect.zw) - max(p - 0.5, v_rect.xy), 0.0, 1.0);
    fragment = color * (shared_sides.x * shared_sides.y);
}
