// A polyline's segment: one instance, a box around it. Consecutive points of the buffer are its neighbours too.
// A point: x, y in pixels, y down; the number of its polyline, plus 1/4 where only the core and plus 1/2 where only the
// fringe is to be drawn, or negative: a break.
layout(location = 0) in vec3 before;
layout(location = 1) in vec3 from;
layout(location = 2) in vec3 to;
layout(location = 3) in vec3 after;

uniform vec2 viewport;    // pixels
uniform float size;       // line width, at least 1
uniform float depth_step; // see line.frag

flat out vec4 v_segment;    // from, to
flat out vec4 v_neighbours; // before, after
flat out vec3 v_joins;      // whether there is a segment before, after; 0, 1/4, 1/2: which part

void main() {
    v_segment = vec4(from.xy, to.xy);
    v_neighbours = vec4(before.xy, after.xy);
    v_joins = vec3(before.z < 0.0 ? 0.0 : 1.0, after.z < 0.0 ? 0.0 : 1.0, fract(from.z));
    if (from.z < 0.0 || to.z < 0.0) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0); // all four: nothing to draw
        return;
    }
    float reach = 0.5 * size + 0.5; // where coverage ends
    vec2 along = normalize(to.xy - from.xy) * reach, across = vec2(-along.y, along.x);
    vec2 end = gl_VertexID < 2 ? from.xy - along : to.xy + along;
    vec2 pixel = end + ((gl_VertexID & 1) == 0 ? across : -across);
    float depth = 1.0 - 2.0 * (floor(from.z) + 1.0) * depth_step;
    gl_Position = vec4(2.0 * pixel.x / viewport.x - 1.0, 1.0 - 2.0 * pixel.y / viewport.y, depth, 1.0);
}
