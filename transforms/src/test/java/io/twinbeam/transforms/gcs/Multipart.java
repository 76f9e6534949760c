package io.twinbeam.transforms.gcs;

import com.google.common.base.Splitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Bodies of several parts. */
final class Multipart {

  private static final String BREAK = "\r\n";

  private Multipart() {}

  /** A part: its headers by lower-case name, and its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
  record Part(Map<String, String> headers, byte[] body) {}

  static List<Part> parse(String contentType, byte[] body) {
    String boundary = "--" + contentType.replaceFirst(".*boundary=\"?([^\";]+)\"?.*", "$1");
    // One char a byte, so that nothing of the content is lost.
    String text = BREAK + new String(body, StandardCharsets.ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    for (String part : Splitter.on(BREAK + boundary).splitToList(text)) {
      if (part.startsWith(BREAK)) {
        parts.add(part(part.substring(BREAK.length())));
      }
    }
    return parts;
  }

  /** Headers, an empty line, content. */
  static Part part(String text) {
    int end = text.startsWith(BREAK) ? 0 : text.indexOf(BREAK + BREAK);
    String head = end < 0 ? text : text.substring(0, end);
    String content =
        end < 0 ? "" : text.substring(end + (end == 0 ? BREAK.length() : 2 * BREAK.length()));
    return new Part(headers(head), content.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Map<String, String> headers(String head) {
    Map<String, String> headers = new TreeMap<>();
    for (String line : Splitter.on(BREAK).split(head)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }
}
