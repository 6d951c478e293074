// Places a vertex of the head or of a thing; everything arrives in world coordinates.
uniform mat4 view_projection;
in vec3 in_position;
in vec3 in_normal;
in vec3 in_rest;
#ifdef HEAD
in vec4 in_mask;
in vec2 in_extra;
#endif
out vec3 world;
out vec3 normal;
out vec3 rest;
#ifdef HEAD
out vec4 mask;
out float cavity;
flat out int part;
#endif

void main() {
    gl_Position = view_projection * vec4(in_position, 1.0);
    world = in_position;
    normal = in_normal;
    rest = in_rest;
#ifdef HEAD
    mask = in_mask;
    part = int(in_extra.x + 0.5);
    cavity = in_extra.y;
#endif
}
