// Cloth, knitwear, plastic and a hand.
in vec3 world;
in vec3 normal;
in vec3 rest; // pattern coordinates
out vec4 colour;

uniform int material; // 0 cloth, 1 knit, 2 plastic, 3 skin
uniform int print_kind; // 0 plain, 1 stripes, 2 dots, 3 checks
uniform vec3 colour_a;
uniform vec3 colour_b;
uniform float print_scale;
uniform float gloss;
uniform float alpha;

vec3 printed() {
    vec2 p = rest.xy * print_scale;
    if (print_kind == 1) {
        float s = sin(p.y * 6.2832);
        return mix(colour_a, colour_b, smoothstep(0.25, 0.45, s));
    }
    if (print_kind == 2) {
        vec2 cell = p + vec2(0.5 * mod(floor(p.y), 2.0), 0.0);
        return mix(colour_b, colour_a, smoothstep(0.22, 0.27, length(fract(cell) - 0.5)));
    }
    if (print_kind == 3) {
        vec2 bands = smoothstep(0.45, 0.55, abs(fract(p) - 0.5) * 2.0);
        return mix(colour_a, colour_b, 0.5 * (bands.x + bands.y));
    }
    return colour_a;
}

void main() {
    vec3 v = normalize(eye - world);
    vec3 n = normalize(normal);
    n = dot(n, v) < 0.0 ? -n : n;
    vec4 wide = speckle(rest * 0.35);
    vec4 fine = speckle(rest * 2.3);
    vec3 albedo = printed();
    vec3 wrap = vec3(0.12);
    if (material == 0) {
        float weave = sin(rest.x * 120.0) * sin(rest.y * 120.0);
        n = normalize(n + 0.10 * wide.rgb + 0.08 * fine.rgb);
        albedo *= 1.0 + 0.05 * fine.a + 0.02 * weave;
    } else if (material == 1) {
        float ridge = cos(rest.x * 64.0);
        float loop = cos(rest.y * 70.0 + 1.4 * ridge);
        n = normalize(n + 0.10 * fine.rgb + 0.10 * wide.rgb);
        albedo *= 0.88 + 0.10 * ridge + 0.05 * loop + 0.15 * fine.r;
    } else if (material == 3) {
        n = normalize(n + 0.07 * fine.rgb);
        albedo *= 1.0 + 0.25 * wide.r + 0.12 * fine.g;
        wrap = vec3(0.45, 0.22, 0.16);
    }
    float lamp = lit(world, n);
    vec3 c = albedo * albedo * light_on(n, wrap, 1.0, lamp);
    c += key_colour * lamp * gloss * shine(n, v, material == 2 ? 60.0 : 14.0);
    c += room_colour * gloss * 0.5 * pow(1.0 - max(dot(n, v), 0.0), 3.0);
    colour = developed(c, alpha);
}
