// Coverage from the distance to the segment. A pixel near a join belongs to the nearest of the segments that meet
// there, and only to that one: round joins without a second blending. Polylines that come back on themselves are kept
// from blending twice by depth: each has a depth of its own, and its second fragment at a pixel fails the test. So that
// a soft edge does not take the pixel from the full colour of a later segment, wide lines come in two goes: first their
// core, then their fringe.
flat in vec4 v_segment;
flat in vec4 v_neighbours;
flat in vec3 v_joins;

uniform vec2 viewport;
uniform float size;
uniform float square; // 1: ends are cut square, as dashes are; 0: round
uniform vec4 color; // premultiplied

out vec4 fragment;

// Squared. Beyond an end it is the distance to that very point, so that two segments that share it agree to the bit.
float distance2(vec2 p, vec2 a, vec2 b) {
    vec2 ap = p - a, bp = p - b, ab = b - a;
    float along = dot(ap, ab), length2 = dot(ab, ab);
    if (along <= 0.0) return dot(ap, ap);
    if (along >= length2) return dot(bp, bp);
    float area = ap.x * ab.y - ap.y * ab.x;
    return area * area / length2;
}

void main() {
    vec2 p = vec2(gl_FragCoord.x, viewport.y - gl_FragCoord.y);
    vec2 from = v_segment.xy, to = v_segment.zw;
    float own = distance2(p, from, to);
    float reach = 0.5 * size + 0.5;
    if (own >= reach * reach) discard;
    if (v_joins.x > 0.5 && own >= distance2(p, v_neighbours.xy, from)) discard;
    if (v_joins.y > 0.5 && own > distance2(p, to, v_neighbours.zw)) discard;

    float coverage = clamp(reach - sqrt(own), 0.0, 1.0);
    bool full = coverage > 0.999;
    if (v_joins.z > 0.0 && full != (v_joins.z < 0.375)) discard;
    if (square > 0.5) {
        float along = dot(p - from, normalize(to - from)), rest = distance(from, to) - along;
        if (v_joins.x < 0.5) coverage *= clamp(along + 0.5, 0.0, 1.0);
        if (v_joins.y < 0.5) coverage *= clamp(rest + 0.5, 0.0, 1.0);
        if (coverage <= 0.0) discard;
    }
    fragment = color * coverage;
}
