in vec2 v_place;

uniform sampler2D picture; // premultiplied, row 0 at the top

out vec4 fragment;

void main() { fragment = texture(picture, v_place); }
