package io.twinbeam.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinbeam.model.network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The numbers that expected values were computed from, by formula: no array is stored. Shapes,
 * phases and offsets stand in the fixture files, read from the folder named by the system property
 * {@code fixtures.dir}, or from the test resources when it is not set.
 */
public final class FixtureWaves {

  private static final String FOLDER = "fixtures.dir";

  private FixtureWaves() {}

  /** The fixture file called {@code name}, such as {@code networks.json}. */
  public static JsonNode read(String name) throws IOException {
    String folder = System.getProperty(FOLDER, "");
    if (!folder.isEmpty()) {
      return new ObjectMapper().readTree(Files.readAllBytes(Path.of(folder, name)));
    }
    try (InputStream stream = FixtureWaves.class.getResourceAsStream("/fixtures/" + name)) {
      if (stream == null) {
        throw new IOException(
            "fixture " + name + " is neither in -D" + FOLDER + " nor on the path");
      }
      return new ObjectMapper().readTree(stream);
    }
  }

  /** The sizes in a JSON array. */
  public static long[] shape(JsonNode sizes) {
    return StreamSupport.stream(sizes.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  /** The numbers in a JSON array. */
  public static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  /** How many numbers an array of {@code shape} holds. */
  public static int count(long... shape) {
    long count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, size);
    }
    return Math.toIntExact(count);
  }

  /** {@code count} numbers in [-1, 1), a pure function of {@code phase}. */
  public static double[] wave(int count, long phase) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      long z = (phase << 32) + i + 1;
      z *= 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      values[i] = (z >>> 11) * 0x1.0p-52 - 1;
    }
    return values;
  }

  /** {@code offset + amplitude * wave} in float32. */
  public static float[] wave(int count, long phase, double offset, double amplitude) {
    double[] wave = wave(count, phase);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (offset + amplitude * wave[i]);
    }
    return values;
  }

  /** The phase of the parameter called {@code name}. */
  public static long parameterPhase(String name, long offset) {
    long sum = 0;
    for (int j = 0; j < name.length(); j++) {
      sum += (j + 1L) * name.charAt(j);
    }
    return sum % 9973 + offset;
  }

  /** The value of one tensor of a network, from its name and shape alone. */
  public static Tensor parameter(String name, long[] shape, long phaseOffset) {
    int count = count(shape);
    long phase = parameterPhase(name, phaseOffset);
    if (shape.length == 5) {
      boolean transposed = name.contains("_up.");
      double fanIn = transposed ? shape[0] : (double) count / shape[0];
      return new Tensor(shape, wave(count, phase, 0, Math.sqrt(6 / fanIn)));
    }
    if (name.endsWith(".running_var")) {
      return new Tensor(shape, wave(count, phase, 1, 0.2));
    }
    return new Tensor(shape, wave(count, phase, name.endsWith(".weight") ? 1 : 0, 0.1));
  }

  /** All tensors that a fixture names, in its order. */
  public static Map<String, Tensor> parameters(JsonNode tensors, long phaseOffset) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : tensors.properties()) {
      values.put(entry.getKey(), parameter(entry.getKey(), shape(entry.getValue()), phaseOffset));
    }
    return values;
  }
}
