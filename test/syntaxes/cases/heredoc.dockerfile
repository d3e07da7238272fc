# SYNTAX TEST "source.dockerfile" "bodies of heredocs"
FROM alpine
RUN <<EOF
# <--- keyword.other.special-method.dockerfile
#   ^^ keyword.operator.heredoc.dockerfile
#     ^^^ entity.name.tag.heredoc.dockerfile
apk add \
# <--- source.shell entity.name.command.shell
  "$PACKAGES"
#  ^^^^^^^^^ source.shell string.quoted.double.shell variable.other.normal.shell
EOF
# <--- entity.name.tag.heredoc.dockerfile - source.shell string
RUN --mount=type=bind,target=/x <<-"END" bash
#   ^^^^^^^ entity.other.attribute-name.flag.dockerfile
#                               ^^^ keyword.operator.heredoc.dockerfile
#                                   ^^^ entity.name.tag.heredoc.dockerfile
#                                        ^^^^ support.function.dockerfile
	echo "$HOME"
#      ^^^^^ source.shell variable.other.normal.shell
	END
#^^^ entity.name.tag.heredoc.dockerfile
RUN python3 <<'PY'
#   ^^^^^^^ support.function.dockerfile
#              ^^ entity.name.tag.heredoc.dockerfile
import os
# <------ meta.embedded.python.dockerfile source.python keyword.control.import.python
PY
# <-- entity.name.tag.heredoc.dockerfile - source.python
RUN <<EOF
#!/usr/bin/env python3
def f(): pass
# <--- source.python storage.type.function.python
EOF
# <--- entity.name.tag.heredoc.dockerfile - source.python
RUN bash -eux <<EOF
echo "$HOME"
#     ^^^^^ source.shell variable.other.normal.shell
EOF
COPY <<EOF /etc/app.conf
# <---- keyword.other.special-method.dockerfile
#    ^^ keyword.operator.heredoc.dockerfile
RUN = no instruction
# <-------------------- string.unquoted.heredoc.dockerfile - keyword
EOF
# <--- entity.name.tag.heredoc.dockerfile
RUN cat <<EOF > /etc/app.conf
USER = no instruction
# <--------------------- string.unquoted.heredoc.dockerfile - keyword source.shell
EOF
USER app
# <---- keyword.other.special-method.dockerfile - string
