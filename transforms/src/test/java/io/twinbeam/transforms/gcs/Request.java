package io.twinbeam.transforms.gcs;

import com.google.common.base.Splitter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * One request to the API.
 *
 * @param path below the host, as sent: names in it are still percent-encoded
 * @param query decoded
 * @param headers by lower-case name
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
record Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  /**
   * A request as it stands on the wire.
   *
   * @param target path and query
   * @param headers by name in any case
   */
  static Request of(String method, String target, Map<String, String> headers, byte[] body) {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Map<String, String> query = new TreeMap<>();
    if (mark >= 0) {
      for (String pair : Splitter.on('&').omitEmptyStrings().split(target.substring(mark + 1))) {
        int equals = pair.indexOf('=');
        query.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return new Request(method, path.replaceAll("/+", "/"), query, lower, unzipped(lower, body));
  }

  private static byte[] unzipped(Map<String, String> headers, byte[] body) {
    if (!"gzip".equals(headers.get("content-encoding"))) {
      return body;
    }
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return unzipped.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Parts of the path, decoded; a plus sign in a path is itself. */
  List<String> segments() {
    return Splitter.on('/').omitEmptyStrings().splitToList(path).stream()
        .map(part -> decode(part.replace("+", "%2B")))
        .toList();
  }

  Optional<Long> number(String parameter) {
    return Optional.ofNullable(query.get(parameter)).map(Long::valueOf);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Method, path and query on one line, decoded. */
  String line() {
    return method + " /" + String.join("/", segments()) + " " + query;
  }
}
