// Shaders of the tracks. A segment is a pair of fixes; both are fetched from textures by number, so that the fixes
// are uploaded once and only the pairs change with time and view.

const COMMON = `#version 300 es
precision highp float;
precision highp int;
uniform highp isampler2D u_fixes;
uniform highp usampler2D u_segments;
uniform sampler2D u_colours;
uniform mat4 u_matrix;
uniform ivec2 u_centre;
uniform ivec2 u_window;
uniform highp sampler2D u_values; // what a column says, one number a fix
uniform vec3 u_range;    // lowest, highest, 1.0 if the filter is on, 2.0 if it takes away unknown heights as well
uniform ivec3 u_hours;   // begin of the day's band, its length, the day, in ticks; length 0: all day
uniform int u_source;    // see SOURCES in paint.ts; below 0: nothing is known
uniform float u_tick;    // seconds of a tick
uniform vec2 u_ramp;     // lowest value, one over the span
uniform vec4 u_unknown;  // colour of unknown values
uniform vec4 u_colour;   // used instead of the ramp where its alpha is not zero
uniform float u_faded;   // opacity at the old end of the trail
uniform float u_lift;    // drawn height of a metre; 0: a flat map
uniform bool u_drawn;    // whether heights are drawn from u_heights, for some are unknown
uniform highp sampler2D u_heights;
out vec4 v_colour;

ivec4 fixAt(uint i) { return texelFetch(u_fixes, ivec2(int(i & 4095u), int(i >> 12)), 0); }
// two fixes, and the day's band which is shown of the way between them (filtering.ts)
uvec3 segmentAt(int i) {
  uvec2 pair = texelFetch(u_segments, ivec2(i & 2047, i >> 11), 0).xy;
  return uvec3(pair.x, pair.y & 0x0fffffffu, pair.y >> 28);
}
// not isnan(): compilers may assume that there are none
bool known(int bits) { return (bits & 0x7fffffff) <= 0x7f800000; }

// shares of the segment within time window, hours and height filter; from > to: nothing is seen
vec2 cut(ivec4 a, ivec4 b, uint band) {
  float duration = float(b.z - a.z);
  if (a.z > u_window.y || b.z < u_window.x) return vec2(1.0, 0.0);
  vec2 seen = vec2(0.0, 1.0);
  if (duration > 0.0) seen = clamp(vec2(float(u_window.x - a.z), float(u_window.y - a.z)) / duration, 0.0, 1.0);
  if (u_hours.y > 0 && duration > 0.0) {
    int phase = (a.z - u_hours.x) % u_hours.z;
    if (phase < 0) phase += u_hours.z;
    float entry = float(int(band) * u_hours.z - phase);
    seen = vec2(max(seen.x, entry / duration), min(seen.y, (entry + float(u_hours.y)) / duration));
  }
  if (u_range.z > 1.5 && !(known(a.w) && known(b.w))) return vec2(1.0, 0.0);
  if (u_range.z > 0.0 && known(a.w) && known(b.w)) {
    float height = intBitsToFloat(a.w);
    float rise = intBitsToFloat(b.w) - height;
    if (abs(rise) < 1e-3) return height < u_range.x || height > u_range.y ? vec2(1.0, 0.0) : seen;
    vec2 at = (u_range.xy - height) / rise;
    seen = vec2(max(seen.x, min(at.x, at.y)), min(seen.y, max(at.x, at.y)));
  }
  return seen;
}

const float UNKNOWN = -1e30;

float valueOf(uint i) { return texelFetch(u_values, ivec2(int(i & 4095u), int(i >> 12)), 0).r; }

// what is shown a share of the way from a to b; valueAt in paint.ts does the same
float valueAt(uvec3 segment, ivec4 a, ivec4 b, float share) {
  bool heights = known(a.w) && known(b.w);
  if (u_source == 0) return heights ? mix(intBitsToFloat(a.w), intBitsToFloat(b.w), share) : UNKNOWN;
  if (u_source == 1) return heights && b.z > a.z ? (intBitsToFloat(b.w) - intBitsToFloat(a.w)) / (float(b.z - a.z) * u_tick) : UNKNOWN;
  if (u_source == 2) return mix(float(a.z), float(b.z), share);
  if (u_source < 0) return UNKNOWN;
  float from = valueOf(segment.x);
  if (u_source == 4) return from;
  float to = valueOf(segment.y);
  return from > -1e29 && to > -1e29 ? mix(from, to, share) : UNKNOWN;
}

vec4 colourAt(uvec3 segment, ivec4 a, ivec4 b, float share) {
  vec4 colour = u_colour;
  if (colour.a == 0.0) {
    float value = valueAt(segment, a, b, share);
    if (value > -1e29) colour = texture(u_colours, vec2(clamp((value - u_ramp.x) * u_ramp.y, 0.002, 0.998), 0.5));
    else colour = u_unknown;
  }
  float span = float(u_window.y - u_window.x);
  float age = (mix(float(a.z - u_window.x), float(b.z - u_window.x), share)) / span;
  return vec4(colour.rgb, colour.a * mix(u_faded, 1.0, clamp(age, 0.0, 1.0)));
}

float heightOf(uint i, ivec4 fix) {
  return u_drawn ? texelFetch(u_heights, ivec2(int(i & 4095u), int(i >> 12)), 0).r : intBitsToFloat(fix.w);
}

vec4 placeAt(uvec3 segment, ivec4 a, ivec4 b, float share) {
  vec2 from = vec2(a.xy - u_centre);
  float height = u_lift > 0.0 ? u_lift * mix(heightOf(segment.x, a), heightOf(segment.y, b), share) : 0.0;
  return u_matrix * vec4(from + share * vec2(b.xy - a.xy), height, 1.0);
}

const float NEAR = 1.0; // pixels before the camera
const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);
`

/** One-pixel lines, two vertices a segment: for very many. */
export const THIN_VERTEX = `${COMMON}
void main() {
  uvec3 segment = segmentAt(gl_VertexID >> 1);
  ivec4 a = fixAt(segment.x);
  ivec4 b = fixAt(segment.y);
  vec2 seen = cut(a, b, segment.z);
  float share = (gl_VertexID & 1) == 0 ? seen.x : seen.y;
  gl_Position = seen.x > seen.y ? NOWHERE : placeAt(segment, a, b, share);
  v_colour = colourAt(segment, a, b, share);
}`

export const THIN_FRAGMENT = `#version 300 es
precision highp float;
uniform float u_opacity;
in vec4 v_colour;
out vec4 colour;
void main() {
  float alpha = v_colour.a * u_opacity;
  colour = vec4(v_colour.rgb * alpha, alpha);
}`

/** Quads with soft edges, four vertices a segment: two at either end. */
export const WIDE_VERTEX = `${COMMON}
uniform vec2 u_viewport;
uniform float u_width;
out float v_across;
void main() {
  uvec3 segment = segmentAt(gl_VertexID >> 2);
  ivec4 a = fixAt(segment.x);
  ivec4 b = fixAt(segment.y);
  vec2 seen = cut(a, b, segment.z);
  bool second = (gl_VertexID & 2) != 0;
  float side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
  vec4 from = placeAt(segment, a, b, seen.x);
  vec4 to = placeAt(segment, a, b, seen.y);
  v_across = 0.0;
  v_colour = vec4(0.0);
  if (seen.x > seen.y || (from.w < NEAR && to.w < NEAR)) {
    gl_Position = NOWHERE;
    return;
  }
  // what begins behind the camera is cut where it comes into view
  if (from.w < NEAR) from = mix(from, to, (NEAR - from.w) / (to.w - from.w));
  if (to.w < NEAR) to = mix(to, from, (NEAR - to.w) / (from.w - to.w));
  vec2 along = (to.xy / to.w - from.xy / from.w) * u_viewport;
  float length_ = length(along);
  along = length_ > 1e-6 ? along / length_ : vec2(1.0, 0.0);
  float reach = 0.5 * u_width + 0.75; // three quarters of a pixel for the soft edge
  vec4 place = second ? to : from;
  // a little over the ends, so that joints have no notches
  vec2 offset = vec2(-along.y, along.x) * side * reach + along * (second ? 0.35 : -0.35) * u_width;
  place.xy += 2.0 * offset / u_viewport * place.w;
  gl_Position = place;
  v_across = side * reach;
  v_colour = colourAt(segment, a, b, second ? seen.y : seen.x);
}`

export const WIDE_FRAGMENT = `#version 300 es
precision highp float;
uniform float u_opacity;
uniform float u_width;
in vec4 v_colour;
in float v_across;
out vec4 colour;
void main() {
  float alpha = v_colour.a * u_opacity * clamp(0.5 * u_width + 0.5 - abs(v_across), 0.0, 1.0);
  colour = vec4(v_colour.rgb * alpha, alpha);
}`
