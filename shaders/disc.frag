in vec2 v_offset;

uniform float size;
uniform vec4 color; // premultiplied

out vec4 fragment;

void main() {
    // A ramp of one pixel around the radius r covers pi (r^2 + 1/12): this radius makes it the disc's own area.
    float radius = sqrt(size * size - 1.0 / 12.0);
    fragment = color * clamp(radius + 0.5 - length(v_offset), 0.0, 1.0);
}
