package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML (and SVG inside it). Every text and attribute value is escaped here and nowhere else,
 * so no case name or error message can become markup. What it writes is well-formed XML too, apart
 * from scripts.
 */
final class Markup {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; {@code attributes} are names and values by turns. */
  Markup open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Closes the innermost open element, which must be {@code tag}. */
  Markup close(String tag) {
    String innermost = open.pop();
    if (!innermost.equals(tag)) {
      throw new IllegalStateException("<" + innermost + "> must close before <" + tag + ">");
    }
    out.append("</").append(tag).append('>');
    return this;
  }

  /** Ends the line, for a source that people can read. */
  Markup line() {
    out.append('\n');
    return this;
  }

  Markup text(String text) {
    escape(text);
    return this;
  }

  /** An element that holds only a text. */
  Markup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** An element without content: one of SVG, or one that HTML never closes. */
  Markup leaf(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  /** The style sheet of the page; CSS is not escaped, so it must not hold a closing tag. */
  Markup style(String css) {
    if (css.contains("</")) {
      throw new IllegalArgumentException("a style sheet must not hold '</'");
    }
    out.append("<style>\n").append(css).append("</style>\n");
    return this;
  }

  /**
   * A script, as it is: between the tags lies exactly {@code code}, whose digest a policy may name.
   */
  Markup script(String code) {
    if (code.contains("</script") || code.contains("<!--")) {
      throw new IllegalArgumentException("a script must not hold '</script' or '<!--'");
    }
    out.append("<script>").append(code).append("</script>\n");
    return this;
  }

  /**
   * Data for scripts, which nothing runs.
   *
   * @param value what JSON can hold; undefined numbers as null
   */
  Markup data(Object value, String... attributes) {
    start("script", attributes);
    out.append(" type=\"application/json\">").append(json(value)).append("</script>\n");
    return this;
  }

  /** Only texts can hold these characters, and there they can be written otherwise. */
  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a page's data must be what JSON can hold", e);
    }
  }

  /** The whole page. */
  String finish() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("<" + open.peek() + "> must close before the page ends");
    }
    return out.append('\n').toString();
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append(c);
        // HTML allows no other control characters, in no spelling.
        default -> out.append(Character.isISOControl(c) ? '\ufffd' : c);
      }
    }
  }
}
