package io.twinbeam.model.network;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The header of a safetensors file.
 *
 * @param entries in the order of their bytes, which follow each other without gaps
 */
record SafetensorsHeader(List<Entry> entries, SortedMap<String, String> metadata) {

  private static final String METADATA = "__metadata__";
  private static final int MAX_BYTES = 16 << 20;
  private static final int ALIGNMENT = 8;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The number types that are read. */
  enum Dtype {
    F32(Float.BYTES),
    I64(Long.BYTES);

    private final int bytes;

    Dtype(int bytes) {
      this.bytes = bytes;
    }

    float[] floats(byte[] encoded) {
      ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[encoded.length / bytes];
      for (int i = 0; i < values.length; i++) {
        values[i] = this == F32 ? buffer.getFloat() : buffer.getLong();
      }
      return values;
    }
  }

  /** One tensor's dtype, shape and length in bytes. */
  record Entry(String name, Dtype dtype, List<Long> sizes, long begin, int byteCount) {
    long[] shape() {
      return sizes.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** The length and the header, padded with spaces so that the numbers start aligned. */
  static byte[] encode(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      metadata.forEach(root.putObject(METADATA)::put);
    }
    long begin = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (entry.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("no tensor may be called " + METADATA);
      }
      long end = begin + (long) Float.BYTES * entry.getValue().values().length;
      ObjectNode node = root.putObject(entry.getKey()).put("dtype", Dtype.F32.name());
      Arrays.stream(entry.getValue().shape()).forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(json);
    Arrays.fill(bytes.array(), bytes.position(), bytes.capacity(), (byte) ' ');
    return bytes.array();
  }

  static SafetensorsHeader decode(InputStream stream) throws IOException {
    JsonNode root = readJson(stream);
    SortedMap<String, String> metadata = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        readMetadata(field.getValue(), metadata);
      } else {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    // Empty tensors share their offset with the next one and must come before it.
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingInt(Entry::byteCount));
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.begin() != expected) {
        throw malformed(
            "tensor "
                + entry.name()
                + " must start at "
                + expected
                + ", starts at "
                + entry.begin());
      }
      expected += entry.byteCount();
    }
    return new SafetensorsHeader(entries, metadata);
  }

  private static JsonNode readJson(InputStream stream) throws IOException {
    byte[] prefix = stream.readNBytes(Long.BYTES);
    if (prefix.length < Long.BYTES) {
      throw malformed("the file must start with a length in 8 bytes, has " + prefix.length);
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > MAX_BYTES) {
      throw malformed("the header's length must be from 2 to " + MAX_BYTES + ", is " + length);
    }
    byte[] json = stream.readNBytes((int) length);
    if (json.length < length) {
      throw malformed(
          "the header must have " + length + " bytes, the file ends after " + json.length);
    }
    try {
      JsonNode root = JSON.readTree(json);
      if (!root.isObject()) {
        throw malformed("the header must be a JSON object, is " + root.getNodeType());
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new IOException("safetensors: the header must be JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void readMetadata(JsonNode node, Map<String, String> metadata) throws IOException {
    if (!node.isObject()) {
      throw malformed(METADATA + " must be an object, is " + node.getNodeType());
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw malformed(METADATA + "." + field.getKey() + " must be text");
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static Entry entry(String name, JsonNode node) throws IOException {
    Dtype dtype = dtype(name, node.path("dtype").asText());
    List<Long> shape = naturals(name + ".shape", node.path("shape"));
    List<Long> offsets = naturals(name + ".data_offsets", node.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw malformed(name + ".data_offsets must be a begin and an end, is " + offsets);
    }
    long given = offsets.get(1) - offsets.get(0);
    long needed;
    try {
      long count = Tensor.count(shape.stream().mapToLong(Long::longValue).toArray());
      needed = Math.toIntExact(Math.multiplyExact(count, dtype.bytes));
    } catch (ArithmeticException e) {
      throw new IOException("safetensors: tensor " + name + " is too large: " + shape, e);
    }
    if (given != needed) {
      throw malformed(
          "tensor "
              + name
              + " of shape "
              + shape
              + " must have "
              + needed
              + " bytes, has "
              + given);
    }
    return new Entry(name, dtype, shape, offsets.get(0), (int) needed);
  }

  private static Dtype dtype(String name, String text) throws IOException {
    for (Dtype dtype : Dtype.values()) {
      if (dtype.name().equals(text)) {
        return dtype;
      }
    }
    throw malformed(
        "tensor " + name + " must be F32 or I64, is '" + text + "'; save the weights as float32");
  }

  private static List<Long> naturals(String what, JsonNode node) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.canConvertToLong() || !item.isIntegralNumber() || item.longValue() < 0) {
        throw malformed(what + " must hold whole numbers from 0, holds " + item);
      }
      numbers.add(item.longValue());
    }
    if (!node.isArray()) {
      throw malformed(what + " must be an array, is " + node.getNodeType());
    }
    return numbers;
  }

  private static IOException malformed(String fault) {
    return new IOException("safetensors: " + fault);
  }
}
