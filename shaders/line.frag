// Coverage from the distance to the segment. A pixel near a join belongs to the nearest of the segments that meet
// there, and only to that one: round joins without a second blending. Polylines that come back on themselves are kept
// from blending twice by depth: each has a depth of its own, and its second fragment at a pixel fails the test. So that
// a soft edge does not take the pixel from the full colour of a later segment, wide lines come in two goes: first their
// core, then their fringe.
flat in vec4 v_segment;
flat in vec4 v_neighbours;
flat in vec4 v_joins;

uniform vec2 viewport;
uniform float size;
uniform vec2 dash; // on, off in pixels; off = 0: solid; on = 0: round dots
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
    if (v_joins.y > 0.5 && own >= distance2(p, v_neighbours.xy, from)) discard;
    if (v_joins.z > 0.5 && own > distance2(p, to, v_neighbours.zw)) discard;

    float coverage = clamp(reach - sqrt(own), 0.0, 1.0);
    bool full = coverage > 0.999;
    if (v_joins.w > 0.0 && full != (v_joins.w < 0.375)) discard;
    if (dash.y > 0.0) {
        float along = dot(p - from, normalize(to - from)), rest = distance(from, to) - along, arc = v_joins.x + along;
        float period = dash.x + dash.y;
        float off_centre = abs(mod(arc - 0.5 * dash.x + 0.5 * period, period) - 0.5 * period);
        if (dash.x > 0.0) {
            coverage *= clamp(0.5 * dash.x + 0.5 - off_centre, 0.0, 1.0);
            if (v_joins.y < 0.5) coverage *= clamp(along + 0.5, 0.0, 1.0); // the ends are as square as the dashes
            if (v_joins.z < 0.5) coverage *= clamp(rest + 0.5, 0.0, 1.0);
        } else {
            float beyond = max(max(-along, -rest), 0.0); // an end; the dot there is as round as the others
            float across2 = max(own - beyond * beyond, 0.0);
            coverage = clamp(reach - sqrt(across2 + off_centre * off_centre), 0.0, 1.0);
        }
        if (coverage <= 0.0) discard;
    }
    fragment = color * coverage;
}
