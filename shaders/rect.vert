layout(location = 0) in vec4 rect; // x, y, width, height in pixels, y down

uniform vec2 viewport;

flat out vec4 v_rect; // left, top, right, bottom

void main() {
    v_rect = vec4(rect.xy, rect.xy + rect.zw);
    bool left = gl_VertexID < 2, top = (gl_VertexID & 1) == 0;
    vec2 pixel = vec2(left ? v_rect.x - 0.5 : v_rect.z + 0.5, top ? v_rect.y - 0.5 : v_rect.w + 0.5);
    gl_Position = vec4(2.0 * pixel.x / viewport.x - 1.0, 1.0 - 2.0 * pixel.y / viewport.y, 0.0, 1.0);
}
