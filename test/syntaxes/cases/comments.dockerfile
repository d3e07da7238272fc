# SYNTAX TEST "source.dockerfile" "Drydock's comments in a Dockerfile"
# drydock ignore-file=apt-unpinned,pip-unpinned
FROM alpine
  # drydock ignore=root-user,latest-tag needs the host's devices
# ^ comment.line.number-sign.drydock punctuation.definition.comment.drydock
#   ^^^^^^^ support.class.drydock
#           ^^^^^^ keyword.control.suppression.drydock
#                 ^ keyword.operator.assignment.drydock
#                  ^^^^^^^^^ entity.name.function.rule.drydock
#                           ^ punctuation.separator.drydock
#                            ^^^^^^^^^^ entity.name.function.rule.drydock
#                                       ^^^^^^^^^^^^^^^^^^^^^^^^ string.unquoted.reason.drydock
  # drydock ignore-stage=root-user
#           ^^^^^^^^^^^^ keyword.control.suppression.drydock
#                        ^^^^^^^^^ entity.name.function.rule.drydock
  # drydock ignore no rule named
#           ^^^^^^ invalid.illegal.suppression.drydock
  # drydock is mentioned here
#   ^^^^^^^ comment.line.number-sign.dockerfile - support.class.drydock
