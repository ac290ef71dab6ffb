#include "gfx/gl_program.hpp"

#include <GLES3/gl3.h>

namespace retour::gfx {
namespace {

GLuint compiled(GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  return shader;
}

}  // namespace

std::uint32_t link_program(const char* vertex_source, const char* fragment_source) {
  const GLuint vertex = compiled(GL_VERTEX_SHADER, vertex_source);
  const GLuint fragment = compiled(GL_FRAGMENT_SHADER, fragment_source);
  const GLuint program = glCreateProgram();
  glAttachShader(program, vertex);
  glAttachShader(program, fragment);
  glLinkProgram(program);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  return program;
}

bool is_linked(std::uint32_t program) {
  GLint status = 0;
  glGetProgramiv(program, GL_LINK_STATUS, &status);
  return status != 0;
}

}  // namespace retour::gfx
