package io.twinbeam.transforms.gcs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls on buckets and on objects that are there: all but uploads. */
final class ObjectCalls {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  private final Buckets buckets;
  private final String endpoint;
  private final int largestPage;

  ObjectCalls(Buckets buckets, String endpoint, int largestPage) {
    this.buckets = buckets;
    this.endpoint = endpoint;
    this.largestPage = largestPage;
  }

  /**
   * Answers a call.
   *
   * @param path the parts behind {@code /storage/v1/b}
   */
  Reply call(Request request, List<String> path) {
    String bucket = path.get(0);
    if (path.size() == 1) {
      return bucket(bucket);
    }
    if (path.size() == 2) {
      return list(request, bucket);
    }
    String name = path.get(2);
    if (path.size() > 3 && path.get(3).equals("compose")) {
      return compose(request, bucket, name);
    }
    if (path.size() > 3) {
      return copy(request, path);
    }
    return switch (request.method()) {
      case "GET" -> get(request, bucket, name);
      case "DELETE" -> {
        buckets.delete(bucket, name, request.number("generation"), Buckets.Condition.of(request));
        yield Reply.empty(204, Map.of());
      }
      case "PATCH" -> patch(request, bucket, name);
      default -> Reply.error(405, "methodNotAllowed", request.line());
    };
  }

  private Reply bucket(String bucket) {
    buckets.in(bucket);
    return Reply.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "storage#bucket")
            .put("id", bucket)
            .put("name", bucket)
            .put("location", "US")
            .put("projectNumber", "1")
            .put("storageClass", "STANDARD")
            .put("metageneration", "1"));
  }

  private StoredObject stored(Request request, String bucket, String name) {
    return buckets.get(bucket, name, request.number("generation"), Buckets.Condition.of(request));
  }

  private Reply get(Request request, String bucket, String name) {
    StoredObject stored = stored(request, bucket, name);
    return "media".equals(request.query().get("alt"))
        ? media(request, stored)
        : Reply.json(stored.resource(endpoint));
  }

  private static Reply media(Request request, StoredObject stored) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", stored.contentType());
    headers.put("ETag", "e" + stored.generation());
    headers.put("x-goog-generation", Long.toString(stored.generation()));
    headers.put("x-goog-metageneration", "1");
    headers.put("x-goog-stored-content-encoding", "identity");
    headers.put("x-goog-stored-content-length", Integer.toString(stored.content().length));
    headers.put(
        "x-goog-hash",
        "crc32c="
            + StoredObject.crc32c(stored.content())
            + ",md5="
            + StoredObject.md5(stored.content()));
    Matcher range = RANGE.matcher(request.header("range"));
    if (!range.matches()) {
      return new Reply(200, headers, stored.content());
    }
    int length = stored.content().length;
    boolean suffix = range.group(1).isEmpty();
    long from =
        suffix
            ? Math.max(0, length - Long.parseLong(range.group(2)))
            : Long.parseLong(range.group(1));
    long last = suffix || range.group(2).isEmpty() ? length - 1 : Long.parseLong(range.group(2));
    if (from >= length) {
      headers.put("Content-Range", "bytes */" + length);
      return new Reply(416, headers, new byte[0]);
    }
    int end = (int) Math.min(length, last + 1);
    headers.put("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + length);
    return new Reply(206, headers, Arrays.copyOfRange(stored.content(), (int) from, end));
  }

  private Reply patch(Request request, String bucket, String name) {
    StoredObject stored = stored(request, bucket, name);
    ObjectNode given = stored.given().deepCopy();
    given.setAll(json(request.body()));
    StoredObject changed =
        new StoredObject(
            bucket, name, stored.generation(), stored.content(), given, stored.created());
    buckets.replace(changed);
    return Reply.json(changed.resource(endpoint));
  }

  /** Items and prefixes, in pages, sorted as one list. */
  private Reply list(Request request, String bucket) {
    String prefix = request.query().getOrDefault("prefix", "");
    String delimiter = request.query().getOrDefault("delimiter", "");
    int most = (int) Math.min(largestPage, request.number("maxResults").orElse((long) largestPage));
    String after =
        Optional.ofNullable(request.query().get("pageToken"))
            .map(token -> new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8))
            .orElse("");
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", "storage#objects");
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    Set<String> prefixes = new LinkedHashSet<>();
    String last = "";
    for (StoredObject stored : buckets.below(bucket, prefix)) {
      int cut = delimiter.isEmpty() ? -1 : stored.name().indexOf(delimiter, prefix.length());
      String entry = cut < 0 ? stored.name() : stored.name().substring(0, cut + delimiter.length());
      if (entry.compareTo(after) <= 0 || prefixes.contains(entry)) {
        continue;
      }
      if (items.size() + prefixes.size() == most) {
        json.put(
            "nextPageToken",
            Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
        break;
      }
      if (cut < 0) {
        items.add(stored.resource(endpoint));
      } else {
        prefixes.add(entry);
      }
      last = entry;
    }
    if (!items.isEmpty()) {
      json.set("items", items);
    }
    if (!prefixes.isEmpty()) {
      prefixes.forEach(json.putArray("prefixes")::add);
    }
    return Reply.json(json);
  }

  private Reply compose(Request request, String bucket, String name) {
    ObjectNode asked = json(request.body());
    ByteArrayDataOutput whole = ByteStreams.newDataOutput();
    for (JsonNode source : asked.path("sourceObjects")) {
      String part = source.get("name").asText();
      whole.write(buckets.get(bucket, part, Optional.empty(), Buckets.Condition.NONE).content());
    }
    ObjectNode given = JsonNodeFactory.instance.objectNode();
    if (asked.has("destination")) {
      given.setAll((ObjectNode) asked.get("destination"));
    }
    return Reply.json(
        buckets
            .put(bucket, name, whole.toByteArray(), given, Buckets.Condition.of(request))
            .resource(endpoint));
  }

  /** {@code BUCKET/o/NAME/rewriteTo|copyTo/b/BUCKET/o/NAME}. */
  private Reply copy(Request request, List<String> path) {
    StoredObject source =
        buckets.get(
            path.get(0),
            path.get(2),
            request.number("sourceGeneration"),
            Buckets.Condition.ofSource(request));
    ObjectNode given = source.given().deepCopy();
    given.remove(List.of("crc32c", "md5Hash"));
    ObjectNode copy =
        buckets
            .put(path.get(5), path.get(7), source.content(), given, Buckets.Condition.of(request))
            .resource(endpoint);
    if (path.get(3).equals("copyTo")) {
      return Reply.json(copy);
    }
    String size = Integer.toString(source.content().length);
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "storage#rewriteResponse")
            .put("done", true)
            .put("objectSize", size)
            .put("totalBytesRewritten", size);
    json.set("resource", copy);
    return Reply.json(json);
  }

  static ObjectNode json(byte[] body) {
    try {
      return body.length == 0
          ? JsonNodeFactory.instance.objectNode()
          : (ObjectNode) new ObjectMapper().readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
