package io.twinbeam.transforms.gcs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads: in one request, of two parts, or resumable. */
final class Uploads {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");
  private static final int RESUME_INCOMPLETE = 308;

  private final Buckets buckets;
  private final String endpoint;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  Uploads(Buckets buckets, String endpoint) {
    this.buckets = buckets;
    this.endpoint = endpoint;
  }

  /** A resumable upload on its way. */
  private static final class Session {
    private final String bucket;
    private final String name;
    private final ObjectNode given;
    private final Buckets.Condition condition;
    private byte[] received = {};
    private StoredObject done;

    Session(String bucket, String name, ObjectNode given, Buckets.Condition condition) {
      this.bucket = bucket;
      this.name = name;
      this.given = given;
      this.condition = condition;
    }
  }

  Reply call(Request request, String bucket) {
    if (request.query().containsKey("upload_id")) {
      return resume(request);
    }
    Buckets.Condition condition = Buckets.Condition.of(request);
    switch (request.query().getOrDefault("uploadType", "media")) {
      case "resumable" -> {
        ObjectNode given = ObjectCalls.json(request.body());
        return begin(bucket, name(request, given), given, condition);
      }
      case "multipart" -> {
        List<Multipart.Part> parts =
            Multipart.parse(request.header("content-type"), request.body());
        ObjectNode given = ObjectCalls.json(parts.get(0).body());
        return stored(
            buckets.put(bucket, name(request, given), parts.get(1).body(), given, condition));
      }
      default -> {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        given.put("contentType", request.header("content-type"));
        return stored(buckets.put(bucket, name(request, given), request.body(), given, condition));
      }
    }
  }

  private static String name(Request request, ObjectNode given) {
    return Optional.ofNullable(request.query().get("name"))
        .orElseGet(() -> given.path("name").asText());
  }

  private Reply stored(StoredObject stored) {
    return Reply.json(stored.resource(endpoint));
  }

  private Reply begin(String bucket, String name, ObjectNode given, Buckets.Condition condition) {
    buckets.in(bucket);
    String id = UUID.randomUUID().toString();
    sessions.put(id, new Session(bucket, name, given, condition));
    return Reply.empty(
        200,
        Map.of(
            "Location",
            endpoint + "/upload/storage/v1/b/" + bucket + "/o?uploadType=resumable&upload_id=" + id,
            "X-GUploader-UploadID",
            id));
  }

  private Reply resume(Request request) {
    Session session = sessions.get(request.query().get("upload_id"));
    if (session == null) {
      return Reply.error(410, "gone", "The upload is not known.");
    }
    synchronized (session) {
      if (request.method().equals("DELETE")) {
        sessions.values().remove(session);
        return Reply.empty(499, Map.of());
      }
      return session.done != null ? stored(session.done) : receive(session, request);
    }
  }

  private Reply receive(Session session, Request request) {
    Matcher range = CONTENT_RANGE.matcher(request.header("content-range"));
    boolean whole = !range.matches();
    boolean question = !whole && range.group(1) == null;
    long from = whole || question ? 0 : Long.parseLong(range.group(1));
    if (from > session.received.length) {
      return Reply.error(503, "backendError", "The bytes before these are missing.");
    }
    if (!question) {
      append(session, (int) from, request.body());
    }
    String total = whole ? Long.toString(request.body().length) : range.group(3);
    if (total.equals(Integer.toString(session.received.length))) {
      session.done =
          buckets.put(
              session.bucket, session.name, session.received, session.given, session.condition);
      return stored(session.done);
    }
    return session.received.length == 0
        ? Reply.empty(RESUME_INCOMPLETE, Map.of())
        : Reply.empty(
            RESUME_INCOMPLETE, Map.of("Range", "bytes=0-" + (session.received.length - 1)));
  }

  private static void append(Session session, int from, byte[] bytes) {
    int known = Math.min(bytes.length, session.received.length - from);
    session.received =
        Bytes.concat(session.received, Arrays.copyOfRange(bytes, known, bytes.length));
  }
}
