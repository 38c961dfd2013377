// A triangle around each disc: for small ones half the work of a square.
layout(location = 0) in vec2 centre; // pixels, y down

uniform vec2 viewport;
uniform float size; // radius

out vec2 v_offset; // from the centre, pixels

const float root3 = 1.7320508;

void main() {
    vec2 corner = gl_VertexID == 0 ? vec2(-root3, -1.0) : gl_VertexID == 1 ? vec2(root3, -1.0) : vec2(0.0, 2.0);
    v_offset = corner * (size + 0.5); // its inscribed circle holds the disc and its soft edge
    vec2 pixel = centre + v_offset;
    gl_Position = vec4(2.0 * pixel.x / viewport.x - 1.0, 1.0 - 2.0 * pixel.y / viewport.y, 0.0, 1.0);
}
