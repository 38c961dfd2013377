layout(location = 0) in vec2 a; // pixels, y down
layout(location = 1) in vec2 b;
layout(location = 2) in vec2 c;

uniform vec2 viewport;

flat out vec4 v_ab;
flat out vec2 v_c;

void main() {
    v_ab = vec4(a, b);
    v_c = c;
    vec2 low = min(min(a, b), c) - 1.0, high = max(max(a, b), c) + 1.0;
    vec2 pixel = vec2(gl_VertexID < 2 ? low.x : high.x, (gl_VertexID & 1) == 0 ? low.y : high.y);
    gl_Position = vec4(2.0 * pixel.x / viewport.x - 1.0, 1.0 - 2.0 * pixel.y / viewport.y, 0.0, 1.0);
}
