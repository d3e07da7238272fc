/** Marks of template engines: text that becomes a Dockerfile or a Compose file only once it has been filled in. */

/** `{{ x }}`, `{% if %}`, `<%= x %>`, `@NAME@`, `%%NAME%%`, `__NAME__`, `<your-name>`: nothing can be said about words that hold one. */
const placeholder =
  /\{\{|\}\}|\{%|%\}|<%|%>|@[A-Z][A-Z0-9_-]*@|%%\w+%%|(?:^|[\s/:=])__[A-Z][A-Z0-9_]*__|<[a-zA-Z][\w -]*>|^\s*(?:#if|#endif|#include)\b/;

export function hasPlaceholder(text: string): boolean {
  return placeholder.test(text);
}
