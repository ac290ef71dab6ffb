#version 300 es
// One quad without buffers: its four corners by their number.
precision highp float;
uniform vec4 rect;     // x, y, width, height in CSS pixels
uniform vec4 to_clip;  // scale in xy, offset in zw
out vec2 at;           // CSS pixels
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  at = rect.xy + corner * rect.zw;
  gl_Position = vec4(at * to_clip.xy + to_clip.zw, 0, 1);
}
