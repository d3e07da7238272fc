# SYNTAX TEST "source.dockerfile" "CMD, ENTRYPOINT and HEALTHCHECK"
FROM alpine
CMD serve --home "$HOME"
# <--- keyword.other.special-method.dockerfile
#   ^^^^^ source.shell entity.name.command.shell
#                 ^^^^^ variable.other.normal.shell
CMD ["serve", "$HOME"]
#    ^^^^^^^ string.quoted.double.dockerfile - source.shell
ENTRYPOINT serve "$1" \
  "$HOME"
#  ^^^^^ source.shell variable.other.normal.shell
HEALTHCHECK --interval=30s --timeout=5s \
# <----------- keyword.other.special-method.dockerfile
#           ^^^^^^^^^^ entity.other.attribute-name.flag.dockerfile
#                      ^^^ constant.numeric.flag.dockerfile
  CMD curl -f "$URL" || exit 1
# ^^^ keyword.other.special-method.dockerfile - source.shell
#     ^^^^ source.shell entity.name.command.shell
#              ^^^^ variable.other.normal.shell
HEALTHCHECK CMD ["curl", "-f"]
#           ^^^ keyword.other.special-method.dockerfile
#                ^^^^^^ string.quoted.double.dockerfile - source.shell
HEALTHCHECK NONE
# <----------- keyword.other.special-method.dockerfile
EXPOSE 80
# <------ keyword.other.special-method.dockerfile - source.shell
