uniform vec2 viewport;
uniform vec4 rect; // x, y, width, height in pixels, y down

out vec2 v_place; // 0..1, from the top left

void main() {
    v_place = vec2(gl_VertexID < 2 ? 0.0 : 1.0, (gl_VertexID & 1) == 0 ? 0.0 : 1.0);
    vec2 pixel = rect.xy + v_place * rect.zw;
    gl_Position = vec4(2.0 * pixel.x / viewport.x - 1.0, 1.0 - 2.0 * pixel.y / viewport.y, 0.0, 1.0);
}
