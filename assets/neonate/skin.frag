// Skin with lips, brows and fine hair, or eyes, or the mouth, as SKIN, EYE or MOUTH is defined; all patterns are drawn in the coordinates of the face at rest.
in vec3 world;
in vec3 normal;
in vec3 rest;
in vec4 mask; // lips, eyelids, inside of the mouth, ears
in float cavity;
flat in int part;
out vec4 colour;

uniform vec3 skin;
uniform float lip_tint;
uniform float flush;
uniform float jaundice;
uniform float mottle;
uniform float furrow;
uniform float brow_strain;
uniform float lid_folds;
uniform float chin_folds;
uniform vec3 hair;
uniform float brow_density;
uniform float hair_density;
uniform float hair_line;
uniform float under_cap;
uniform vec3 iris;
uniform vec3 eye_left;
uniform vec3 eye_right;
uniform vec2 gaze;
uniform float eye_open;
uniform vec4 tape_a[3]; // centre x, y, half width, half height; width 0: none
uniform vec4 tape_b[3]; // cosine, sine, depth limit, tint
uniform float lanugo;
uniform float dryness;
// How this renderer draws skin; the defaults stand in neonate/scene.py.
uniform vec3 scatter;
uniform float gloss_gain;
uniform float pore_relief;
uniform float fine_relief;
uniform float grain;
uniform float fold_gain;
uniform float fold_width;
uniform float hollow_gain;
uniform float rim;

float bell(float x) {
    return exp(-x * x);
}

float brow(vec2 p) {
    float bend = p.y + 0.34 * p.x * p.x;
    return bell(p.x / 0.34) * bell(bend / 0.065);
}

vec3 skin_albedo(vec4 coarse, vec4 fine) {
    float x = abs(rest.x);
    float cheek = bell((x - 0.64) / 0.40) * bell((rest.y + 0.62) / 0.42);
    float nose = bell(x / 0.27) * bell((rest.y + 0.52) / 0.25) * step(0.0, rest.z);
    float red = (0.25 + 0.75 * flush) * (0.55 * cheek + 0.50 * nose + 0.20 * mask.w)
        + 0.36 * flush + 0.30 * mask.y * (0.5 + 0.5 * flush) + mottle * coarse.r * 1.3;
    vec3 base = skin * (1.0 + 0.16 * coarse.g + 0.11 * fine.r);
    base *= mix(vec3(1.0), vec3(1.02, 0.74, 0.70), clamp(red, 0.0, 1.0));
    base *= mix(vec3(1.0), vec3(1.0, 0.93, 0.70), jaundice);
    float lips = smoothstep(0.40, 1.05, mask.x + 0.3 * fine.g) * lip_tint;
    base = mix(base, skin * vec3(0.86, 0.53, 0.52) * (1.0 + 0.2 * fine.r), lips);
    base = mix(base, vec3(0.60, 0.25, 0.25), smoothstep(0.3, 0.9, mask.z));
    return base;
}

vec3 with_hair(vec3 base, vec4 fine) {
    float strand = 0.55 + 1.6 * texture(noise, vec3(rest.x * 0.25, rest.y * 1.6, rest.z * 0.25)).g - 0.3;
    float brows = brow(vec2(rest.x - 0.56, rest.y - 0.47)) + brow(vec2(-rest.x - 0.56, rest.y - 0.47));
    base = mix(base, hair, clamp(brow_density * brows * strand, 0.0, 0.75) * step(0.0, rest.z + 0.6));
    float up = rest.y - 0.55 * rest.z + 0.10 * fine.b;
    float round_head = atan(rest.x, rest.z + 1.25);
    float locks = texture(noise, vec3(round_head * 1.9, up * 0.11, 0.3)).g
        + 0.5 * texture(noise, vec3(round_head * 5.1, up * 0.21, 0.7)).r;
    float cover = smoothstep(hair_line, hair_line + 0.75, up + 0.25 * fine.r) * (1.0 - under_cap);
    return mix(base, hair * (0.45 + 0.75 * locks), clamp(cover * hair_density * (0.35 + 0.9 * locks), 0.0, 0.93));
}

// Nasolabial furrows and the folds of a frown, where the mesh is too coarse to fold.
float folds() {
    float x = abs(rest.x);
    float line = x - (0.36 + 0.42 * clamp(-(rest.y + 0.55), 0.0, 1.0));
    float nasolabial = bell(line / (0.06 * fold_width)) * smoothstep(-1.25, -0.95, rest.y) * smoothstep(-0.45, -0.65, rest.y);
    float glabella = bell((x - 0.11) / (0.035 * fold_width)) * bell((rest.y - 0.32) / 0.20);
    float root = bell(x / 0.26) * (bell((rest.y - 0.08) / (0.025 * fold_width)) + bell((rest.y + 0.03) / (0.025 * fold_width)));
    float crow = bell((rest.y - 0.10 + 0.5 * (x - 0.9)) / 0.03) + bell((rest.y + 0.02 - 0.4 * (x - 0.9)) / 0.03);
    crow *= smoothstep(0.80, 0.92, x) * smoothstep(1.12, 0.98, x);
    return fold_gain * step(0.0, rest.z + 0.5)
        * (furrow * 0.34 * nasolabial + brow_strain * (0.24 * glabella + 0.40 * root + 0.30 * crow));
}

// Folds over and under squeezed lids and out from their corners, and the dimples of a quivering chin.
float squeezed(vec4 fine) {
    float x = abs(rest.x);
    vec2 p = vec2(x - 0.5, rest.y + 0.012 * fine.g);
    float span = smoothstep(-0.38, -0.20, p.x) * smoothstep(0.42, 0.25, p.x);
    float over = bell((p.y - 0.17 + 0.45 * p.x * p.x) / (0.022 * fold_width));
    float under = bell((p.y + 0.16 - 0.45 * p.x * p.x) / (0.022 * fold_width))
        + 0.7 * bell((p.y + 0.27 - 0.35 * p.x * p.x) / (0.026 * fold_width));
    float line = bell((p.y + 0.09) / (0.030 * fold_width));
    vec2 q = vec2(x - 0.80, p.y);
    float rays = 0.0;
    for (int i = -2; i <= 2; i++) {
        float slope = 0.28 * float(i);
        rays += bell((q.y + 0.05 - slope * q.x - 0.03 * float(i)) / (0.016 * fold_width));
    }
    rays *= smoothstep(-0.02, 0.06, q.x) * smoothstep(0.34, 0.16, q.x);
    vec2 r = vec2(0.26 - x, p.y);
    float inner = 0.0;
    for (int i = -1; i <= 1; i++) {
        inner += bell((r.y - 0.02 - 0.45 * float(i) * r.x - 0.02 * float(i)) / (0.016 * fold_width));
    }
    inner *= smoothstep(0.0, 0.05, r.x) * smoothstep(0.22, 0.12, r.x);
    float lids = span * (0.42 * (over + under) + 0.52 * line) + 0.44 * rays + 0.13 * inner;
    float chin = bell(x / 0.26) * bell((rest.y + 1.20) / 0.13) * smoothstep(-0.05, 0.30, fine.b);
    return fold_gain * step(0.0, rest.z + 0.5) * (lid_folds * min(lids, 0.78) + chin_folds * 0.25 * chin);
}

// Fine hair of the preterm skin and the scales of a dry one, as a change of brightness.
float cover_of_skin(vec4 fine) {
    float down = texture(noise, vec3(rest.x * 4.2, rest.y * 1.3 + 0.9 * rest.x, rest.z * 4.2)).g - 0.5;
    float upper = smoothstep(0.1, 0.9, rest.y) + 0.7 * smoothstep(0.55, 0.95, abs(rest.x));
    float scales = smoothstep(0.10, 0.22, texture(noise, rest * 0.9 + 0.63).b - 0.5 + 0.35 * fine.r);
    return 1.0 - lanugo * 0.30 * clamp(upper, 0.0, 1.0) * max(down, -0.1) + dryness * 0.35 * scales;
}

void shade_skin() {
    vec4 coarse = speckle(rest * 0.22 * grain);
    vec4 fine = speckle(rest * 1.35 * grain + 0.37);
    vec4 pores = speckle(rest * 3.9 * grain + 0.11);
    vec3 n = normalize(normalize(normal) + pore_relief * pores.rgb + fine_relief * fine.rgb);
    vec3 v = normalize(eye - world);
    vec3 albedo = with_hair(skin_albedo(coarse, fine), fine);
    float wet = max(mask.x * 0.5, mask.z);
    if (lanugo + dryness > 0.0) {
        albedo *= cover_of_skin(fine);
    }
    float hollow = clamp(1.0 - hollow_gain * (1.5 * max(cavity, 0.0) + 0.30 * min(cavity, 0.0)), 0.35, 1.16);
    hollow *= 1.0 - folds();
    if (lid_folds + chin_folds > 0.0) {
        hollow *= 1.0 - squeezed(fine);
    }
    albedo *= vec3(pow(max(hollow, 0.05), 0.72), hollow, hollow);
    float deep = smoothstep(0.25, 0.95, mask.z);
    float throat = 1.0 - deep * (0.35 + 0.62 * smoothstep(0.25, -0.55, rest.z));
    vec3 wrap = scatter;
    float taped = 0.0;
    for (int i = 0; i < 3; i++) {
        vec2 q = rest.xy - tape_a[i].xy;
        q = vec2(q.x * tape_b[i].x + q.y * tape_b[i].y, -q.x * tape_b[i].y + q.y * tape_b[i].x);
        q += 0.015 * fine.xy;
        vec2 inside = smoothstep(vec2(0.0), vec2(0.02), tape_a[i].zw - abs(q));
        float on = inside.x * inside.y * step(tape_b[i].z, rest.z) * (1.0 - deep);
        float weave = 0.94 + 0.06 * sin(q.x * 160.0) * sin(q.y * 160.0);
        albedo = mix(albedo, mix(vec3(0.93, 0.92, 0.90), vec3(0.86, 0.70, 0.56), tape_b[i].w) * weave, 0.90 * on);
        taped = max(taped, on);
    }
    float lamp = lit(world, n) * mix(1.0, throat, 0.8);
    vec3 c = albedo * albedo * light_on(n, wrap * (1.0 - taped), throat * min(hollow, 1.0), lamp);
    float gloss = (0.045 + 0.16 * wet + 0.03 * pores.g) * (1.0 - 0.8 * taped) * gloss_gain;
    c += key_colour * lamp * gloss * shine(n, v, mix(16.0, 46.0, wet)) * throat;
    c += room_colour * rim * pow(1.0 - max(dot(n, v), 0.0), 4.0) * throat;
    colour = developed(c, 1.0);
}

void shade_eye() {
    vec3 centre = part == 1 ? eye_left : eye_right;
    vec3 q = normalize(rest - centre);
    vec3 look = normalize(vec3(gaze, 1.0));
    float a = acos(clamp(dot(q, look), -1.0, 1.0));
    vec3 albedo = mix(vec3(0.84, 0.82, 0.82), vec3(0.80, 0.62, 0.60), smoothstep(0.5, 1.1, a));
    albedo = mix(albedo, iris * (0.75 + 0.9 * texture(noise, q * 2.0).g), 1.0 - smoothstep(0.52, 0.58, a));
    albedo = mix(albedo, vec3(0.02), 1.0 - smoothstep(0.20, 0.25, a));
    albedo *= mix(1.0, 0.5, smoothstep(0.45, 0.54, a) * (1.0 - smoothstep(0.55, 0.63, a)));
    albedo *= mix(0.55, 1.0, smoothstep(0.55, 0.15, q.y)) * mix(0.55, 1.0, eye_open);
    vec3 n = normalize(normal);
    vec3 v = normalize(eye - world);
    float lamp = lit(world, n);
    vec3 c = albedo * albedo * light_on(n, vec3(0.1), 0.8, lamp);
    c += key_colour * 0.8 * shine(n, v, 140.0) + room_colour * 0.10 * pow(1.0 - max(dot(n, v), 0.0), 3.0);
    colour = developed(c, 1.0);
}

void shade_mouth() {
    vec4 fine = speckle(rest * 2.0);
    vec3 n = normalize(normalize(normal) + 0.10 * fine.rgb);
    vec3 v = normalize(eye - world);
    float depth = smoothstep(-0.55, 0.30, rest.z);
    vec3 albedo = part == 3 ? vec3(0.76, 0.40, 0.40) : vec3(0.74, 0.42, 0.42);
    albedo *= 1.0 + 0.25 * fine.r;
    float lamp = lit(world, n) * (0.25 + 0.75 * depth);
    vec3 c = albedo * albedo * light_on(n, vec3(0.3, 0.15, 0.12), 0.10 + 0.55 * depth, lamp);
    c += key_colour * lamp * 0.22 * shine(n, v, 36.0);
    colour = developed(c, 1.0);
}

void main() {
#ifdef SKIN
    shade_skin();
#endif
#ifdef EYE
    shade_eye();
#endif
#ifdef MOUTH
    shade_mouth();
#endif
}
