package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A safetensors file, read as its format is described and not by the reader under test: a length in
 * 8 bytes, a JSON header, the numbers.
 *
 * @param metadata the header's {@code __metadata__}
 * @param tensors by name
 */
record TensorFile(Map<String, String> metadata, Map<String, Stored> tensors) {

  /**
   * One tensor as it stands in the file.
   *
   * @param dtype as the header spells it
   * @param shape as JSON
   * @param bytes its numbers
   */
  record Stored(String dtype, JsonNode shape, ByteBuffer bytes) {}

  static TensorFile read(Path path) throws IOException {
    byte[] file = Files.readAllBytes(path);
    int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    int start = Long.BYTES + length;
    JsonNode header =
        new ObjectMapper().readTree(new String(file, Long.BYTES, length, StandardCharsets.UTF_8));
    Map<String, String> metadata = new TreeMap<>();
    Map<String, Stored> tensors = new TreeMap<>();
    int stored = 0;
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      JsonNode node = entry.getValue();
      if (entry.getKey().equals("__metadata__")) {
        node.properties().forEach(pair -> metadata.put(pair.getKey(), pair.getValue().asText()));
        continue;
      }
      int begin = node.at("/data_offsets/0").asInt();
      int end = node.at("/data_offsets/1").asInt();
      byte[] bytes = Arrays.copyOfRange(file, start + begin, start + end);
      tensors.put(
          entry.getKey(),
          new Stored(node.get("dtype").asText(), node.get("shape"), ByteBuffer.wrap(bytes)));
      stored += bytes.length;
    }
    assertEquals(file.length, start + stored, "bytes that belong to no tensor, or to two");
    return new TensorFile(metadata, tensors);
  }
}
