flat in vec3 v_upper;
flat in vec3 v_lower;

uniform vec2 viewport;
uniform vec4 color; // premultiplied

out vec4 fragment;

void main() {
    vec2 p = vec2(gl_FragCoord.x, viewport.y - gl_FragCoord.y);
    float above = clamp(dot(v_upper.xy, p) + v_upper.z + 0.5, 0.0, 1.0);
    float below = clamp(dot(v_lower.xy, p) + v_lower.z + 0.5, 0.0, 1.0);
    fragment = color * max(above + below - 1.0, 0.0); // right for bands thinner than a pixel, too
}
