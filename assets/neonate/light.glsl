// One lamp with soft shadows, a weaker lamp from the other side, and light from the room.
uniform vec3 eye;
uniform vec3 key_direction;
uniform vec3 key_colour;
uniform vec3 fill_direction;
uniform vec3 fill_colour;
uniform vec3 room_colour;
uniform float exposure;
uniform mat4 shadow_matrix;
uniform sampler2DShadow shadow_map;
uniform sampler3D noise;
// How this renderer draws; the defaults stand in neonate/scene.py.
uniform float shadow_softness;
uniform float ambient_tilt;
uniform float shoulder;
uniform float tone_gamma;

const vec2 TAPS[8] = vec2[8](
    vec2(-0.33, 0.94), vec2(0.77, 0.60), vec2(-0.91, 0.21), vec2(0.20, 0.17),
    vec2(0.94, -0.29), vec2(-0.42, -0.42), vec2(0.36, -0.78), vec2(-0.58, -0.81));

float lit(vec3 at, vec3 n) {
    vec3 p = (shadow_matrix * vec4(at + 0.05 * n, 1.0)).xyz * 0.5 + 0.5;
    float sum = 0.0;
    for (int i = 0; i < 6; i++) {
        sum += texture(shadow_map, vec3(p.xy + TAPS[i] * shadow_softness, p.z - 0.004));
    }
    return sum / 6.0;
}

// `wrap` lets light creep round the edge, as it does in skin; per channel.
vec3 light_on(vec3 n, vec3 wrap, float open_sky, float lamp) {
    vec3 key = max((vec3(dot(n, key_direction)) + wrap) / (1.0 + wrap), 0.0);
    vec3 fill = max((vec3(dot(n, fill_direction)) + wrap) / (1.0 + wrap), 0.0);
    vec3 soft_lamp = mix(vec3(lamp), pow(vec3(lamp), vec3(0.6, 1.0, 1.1)), step(0.2, wrap.r));
    return key * key_colour * soft_lamp + fill * fill_colour + room_colour * open_sky * (1.0 - ambient_tilt + ambient_tilt * n.z);
}

float shine(vec3 n, vec3 v, float power) {
    return pow(max(dot(n, normalize(key_direction + v)), 0.0), power);
}

// Linear light to sRGB, with a soft shoulder.
vec4 developed(vec3 c, float alpha) {
    c *= exposure;
    c = c / (1.0 + shoulder * c);
    return vec4(pow(clamp(c, 0.0, 1.0), vec3(1.0 / tone_gamma)), alpha);
}

vec4 speckle(vec3 p) {
    return texture(noise, p) - 0.5;
}
