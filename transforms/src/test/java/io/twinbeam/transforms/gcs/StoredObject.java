package io.twinbeam.transforms.gcs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Ints;
import java.time.Instant;
import java.util.Base64;

/**
 * A version of an object.
 *
 * @param given what the writer said of it: its content type and the like
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
record StoredObject(
    String bucket,
    String name,
    long generation,
    byte[] content,
    ObjectNode given,
    Instant created) {

  /** Base64 of the four bytes, most significant first. */
  static String crc32c(byte[] content) {
    byte[] bytes = Ints.toByteArray(Hashing.crc32c().hashBytes(content).asInt());
    return Base64.getEncoder().encodeToString(bytes);
  }

  @SuppressWarnings("deprecation") // The API has MD5.
  static String md5(byte[] content) {
    return Base64.getEncoder().encodeToString(Hashing.md5().hashBytes(content).asBytes());
  }

  String contentType() {
    return given.path("contentType").asText("application/octet-stream");
  }

  /** The object's resource, as the API tells of it. */
  ObjectNode resource(String endpoint) {
    ObjectNode json = given.deepCopy();
    String link = endpoint + "/storage/v1/b/" + bucket + "/o/" + name;
    json.put("kind", "storage#object")
        .put("id", bucket + "/" + name + "/" + generation)
        .put("selfLink", link)
        .put("mediaLink", link + "?alt=media")
        .put("bucket", bucket)
        .put("name", name)
        .put("generation", Long.toString(generation))
        .put("metageneration", "1")
        .put("contentType", contentType())
        .put("size", Long.toString(content.length))
        .put("crc32c", crc32c(content))
        .put("md5Hash", md5(content))
        .put("etag", "e" + generation)
        .put("storageClass", "STANDARD")
        .put("timeCreated", created.toString())
        .put("updated", created.toString());
    return json;
  }
}
