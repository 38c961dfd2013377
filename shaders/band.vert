// One stretch of a band: the quad between two neighbouring points of its upper and its lower edge. Grown along its two
// sections, which the neighbouring stretches share, by what the soft edge needs.
layout(location = 0) in vec4 section0; // upper x, y, lower x, y in pixels, y down; 1e30: a break
layout(location = 1) in vec4 section1;

uniform vec2 viewport;

flat out vec3 v_upper; // normal towards the inside, and offset: dot(normal, p) + offset is the distance to this edge
flat out vec3 v_lower;

const float far = 1e29;

vec3 edge(vec2 a, vec2 b, vec2 inside) {
    vec2 along = b - a;
    if (dot(along, along) < 1e-12) return vec3(0.0, 0.0, 1e6); // a point: no edge
    vec2 normal = normalize(vec2(-along.y, along.x));
    if (dot(normal, inside - a) < 0.0) normal = -normal;
    return vec3(normal, -dot(normal, a));
}

// How far along `direction` the soft edge reaches out; steep edges reach farther.
float growth(vec3 line, vec2 direction) { return min(0.75 / max(abs(dot(line.xy, direction)), 0.05), 16.0); }

void main() {
    vec2 u0 = section0.xy, l0 = section0.zw, u1 = section1.xy, l1 = section1.zw;
    vec2 diagonal = u1 - l0, other = l1 - u0;
    bool empty = section0.x > far || section1.x > far || abs(diagonal.x * other.y - diagonal.y * other.x) < 1e-6;
    if (empty) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    vec2 centre = 0.25 * (u0 + u1 + l0 + l1);
    v_upper = edge(u0, u1, centre);
    v_lower = edge(l0, l1, centre);

    bool left = gl_VertexID < 2, upper = (gl_VertexID & 1) == 0;
    vec2 section = left ? u0 - l0 : u1 - l1;
    if (dot(section, section) < 1e-6) section = left ? u1 - l1 : u0 - l0; // the band begins or ends in a point
    vec2 outwards = normalize(section);
    vec2 pixel = upper ? (left ? u0 : u1) + outwards * growth(v_upper, outwards)
                       : (left ? l0 : l1) - outwards * growth(v_lower, outwards);
    gl_Position = vec4(2.0 * pixel.x / viewport.x - 1.0, 1.0 - 2.0 * pixel.y / viewport.y, 0.0, 1.0);
}
