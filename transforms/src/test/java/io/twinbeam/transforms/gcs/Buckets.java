package io.twinbeam.transforms.gcs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The objects of all buckets; every change is one step. */
final class Buckets {

  private final Map<String, NavigableMap<String, StoredObject>> buckets = new HashMap<>();
  private long generation = 1_700_000_000_000_000L;
  private Duration ahead = Duration.ZERO;

  /**
   * What must hold of the version that is there; 0 stands for none.
   *
   * @param match the generation that must be there
   * @param notMatch the generation that must not
   */
  record Condition(Optional<Long> match, Optional<Long> notMatch) {

    static final Condition NONE = new Condition(Optional.empty(), Optional.empty());

    static Condition of(Request request) {
      return new Condition(
          request.number("ifGenerationMatch"), request.number("ifGenerationNotMatch"));
    }

    static Condition ofSource(Request request) {
      return new Condition(
          request.number("ifSourceGenerationMatch"), request.number("ifSourceGenerationNotMatch"));
    }

    private void require(Optional<StoredObject> present) {
      long there = present.map(StoredObject::generation).orElse(0L);
      if (match.filter(wanted -> wanted != there).isPresent()
          || notMatch.filter(unwanted -> unwanted == there).isPresent()) {
        throw new Reply.Refusal(
            412,
            "conditionNotMet",
            "At least one of the pre-conditions you specified did not hold.");
      }
    }
  }

  synchronized void setClockAhead(Duration by) {
    ahead = by;
  }

  synchronized void create(String bucket) {
    buckets.putIfAbsent(bucket, new TreeMap<>());
  }

  synchronized NavigableMap<String, StoredObject> in(String bucket) {
    NavigableMap<String, StoredObject> objects = buckets.get(bucket);
    if (objects == null) {
      throw new Reply.Refusal(404, "notFound", "The specified bucket does not exist.");
    }
    return objects;
  }

  synchronized StoredObject put(
      String bucket, String name, byte[] content, ObjectNode given, Condition condition) {
    NavigableMap<String, StoredObject> objects = in(bucket);
    condition.require(Optional.ofNullable(objects.get(name)));
    requireSound(content, given);
    StoredObject stored =
        new StoredObject(bucket, name, ++generation, content, given, Instant.now().plus(ahead));
    objects.put(name, stored);
    return stored;
  }

  private static void requireSound(byte[] content, ObjectNode given) {
    if (given.hasNonNull("crc32c")
        && !given.get("crc32c").asText().equals(StoredObject.crc32c(content))) {
      throw new Reply.Refusal(
          400, "invalid", "Provided CRC32C does not match calculated CRC32C of the content.");
    }
    if (given.hasNonNull("md5Hash")
        && !given.get("md5Hash").asText().equals(StoredObject.md5(content))) {
      throw new Reply.Refusal(
          400, "invalid", "Provided MD5 hash does not match calculated MD5 of the content.");
    }
  }

  synchronized StoredObject get(
      String bucket, String name, Optional<Long> version, Condition condition) {
    StoredObject stored = in(bucket).get(name);
    if (stored == null || version.filter(wanted -> wanted != stored.generation()).isPresent()) {
      throw new Reply.Refusal(404, "notFound", "No such object: " + bucket + "/" + name);
    }
    condition.require(Optional.of(stored));
    return stored;
  }

  synchronized void delete(
      String bucket, String name, Optional<Long> version, Condition condition) {
    get(bucket, name, version, condition);
    in(bucket).remove(name);
  }

  /** Changes a version behind the back of everybody: its generation stays. */
  synchronized void replace(StoredObject changed) {
    in(changed.bucket()).put(changed.name(), changed);
  }

  synchronized List<String> names(String bucket) {
    return List.copyOf(in(bucket).keySet());
  }

  synchronized List<StoredObject> below(String bucket, String prefix) {
    return in(bucket).tailMap(prefix, true).values().stream()
        .takeWhile(stored -> stored.name().startsWith(prefix))
        .toList();
  }
}
