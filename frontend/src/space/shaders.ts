// Shaders of the airspaces' bodies. Places are integers around the map's centre, as those of the tracks are.

export const BODY_ATTRIBUTES = ['a_place', 'a_height', 'a_share', 'a_owner']

export const BODY_VERTEX = `#version 300 es
precision highp float;
precision highp int;
in ivec2 a_place;
in float a_height; // m
in float a_share;  // 0 where a body fades out
in uint a_owner;
uniform mat4 u_matrix;
uniform ivec2 u_centre;
uniform float u_lift;
uniform sampler2D u_looks;
uniform int u_aspect; // 0: faces, 1: edges
out vec4 v_colour;
flat out float v_pattern;

vec4 lookAt(int aspect) { return texelFetch(u_looks, ivec2(int(a_owner & 1023u), 3 * int(a_owner >> 10) + aspect), 0); }

void main() {
  vec4 look = lookAt(u_aspect);
  v_colour = vec4(look.rgb, look.a * a_share);
  v_pattern = u_aspect == 1 ? 255.0 * lookAt(2).r : 0.0;
  vec2 place = vec2(a_place - u_centre);
  // all corners of what is not shown in one place outside the view
  gl_Position = look.a == 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : u_matrix * vec4(place, a_height * u_lift, 1.0);
}`

export const BODY_FRAGMENT = `#version 300 es
precision highp float;
in vec4 v_colour;
flat in float v_pattern;
out vec4 colour;
void main() {
  // dashes and dots counted on the screen: an edge may run in any direction
  float along = gl_FragCoord.x + gl_FragCoord.y;
  if (v_pattern > 1.5 && mod(along, 4.0) >= 2.0) discard;
  if (v_pattern > 0.5 && v_pattern < 1.5 && mod(along, 12.0) >= 7.0) discard;
  colour = vec4(v_colour.rgb * v_colour.a, v_colour.a);
}`
