# SYNTAX TEST "source.dockerfile" "shell text of RUN, with continuations, comments and flags"
FROM alpine AS build
# <---- keyword.other.special-method.dockerfile
#    ^^^^^^ - source.shell
RUN apk add curl && echo "$HOME"
# <--- keyword.other.special-method.dockerfile
#   ^^^ meta.embedded.shell.dockerfile source.shell entity.name.command.shell
#                   ^^^^ entity.name.command.shell
#                         ^^^^^ string.quoted.double.shell variable.other.normal.shell
ENV HOME="$HOME"
# <--- keyword.other.special-method.dockerfile
#         ^^^^^ string.quoted.double.dockerfile - source.shell
RUN --mount=type=cache,target=/root/.cache \
#   ^^^^^^^ entity.other.attribute-name.flag.dockerfile
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ string.unquoted.flag.dockerfile
#                                          ^ constant.character.escape.line-continuation.dockerfile
    # it's a comment
#   ^^^^^^^^^^^^^^^^ source.shell comment.line.number-sign.dockerfile
    if test -f "$A"; then \
#   ^^ keyword.control.shell
#      ^^^^ entity.name.command.shell
#               ^^ variable.other.normal.shell
#                    ^^^^ keyword.control.shell

      pip install "$B"; \
#     ^^^ source.shell entity.name.command.shell
#                  ^^ source.shell string.quoted.double.shell variable.other.normal.shell
    elif [ -d "$A" ]; then \
#   ^^^^ keyword.control.shell
#          ^^ keyword.operator.logical.shell
#              ^^ variable.other.normal.shell
      for name in a "$C"; do make "$name"; done; \
#     ^^^ keyword.control.shell
#         ^^^^ variable.other.loop.shell
#                    ^^ variable.other.normal.shell
#                            ^^^^ entity.name.command.shell
    fi; \
#   ^^ source.shell keyword.control.shell
    case "$A" in a) make a;; esac
#         ^^ variable.other.normal.shell
#                   ^^^^ entity.name.command.shell
#                            ^^^^ keyword.control.shell
COPY "a" /b
# <---- keyword.other.special-method.dockerfile - source.shell
#    ^^^ string.quoted.double.dockerfile - source.shell
RUN ["echo", "exec form"]
# <--- keyword.other.special-method.dockerfile
#    ^^^^^^ string.quoted.double.dockerfile - source.shell
ONBUILD RUN echo \
# <------- keyword.control.dockerfile
#       ^^^ keyword.other.special-method.dockerfile
  # it's a comment
# ^^^^^^^^^^^^^^^^ source.shell comment.line.number-sign.dockerfile
  $HOME && \
# ^^^^^ source.shell variable.other.normal.shell
  make all
# ^^^^ source.shell entity.name.command.shell
USER app
# <---- keyword.other.special-method.dockerfile - source.shell
#    ^^^ - source.shell string
