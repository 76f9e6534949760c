package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** objective.json and the tensors that it describes by formula. */
final class ObjectiveFixture {

  private static final String FILE = "objective.json";

  private ObjectiveFixture() {}

  /** The file in the folder of the system property, if that is set, else in the resources. */
  static JsonNode read() {
    String folder = System.getProperty("fixtures.dir", "");
    try (InputStream in =
        folder.isEmpty()
            ? ObjectiveFixture.class.getResourceAsStream("/fixtures/" + FILE)
            : Files.newInputStream(Path.of(folder, FILE))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** wave(n, phase)[i]: SplitMix64 of the counter phase 2^32 + i + 1, uniform in [-1, 1). */
  static double wave(long phase, long i) {
    long z = ((phase << 32) + i + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1.0p-52 - 1;
  }

  static DualOutputs outputs(JsonNode config, NDManager manager) {
    JsonNode phases = config.get("phases");
    JsonNode amplitudes = config.get("amplitudes");
    Shape logits = shape(config.get("logitsShape"));
    Shape features = shape(config.get("featuresShape"));
    double featureAmplitude = amplitudes.get("features").asDouble();
    return new DualOutputs(
        waves(manager, logits, phases.get("logitsA"), amplitudes.get("logitsA").asDouble()),
        waves(manager, features, phases.get("featuresA"), featureAmplitude),
        waves(manager, logits, phases.get("logitsB"), amplitudes.get("logitsB").asDouble()),
        waves(manager, features, phases.get("featuresB"), featureAmplitude),
        labels(config, logits, manager),
        7);
  }

  private static Shape shape(JsonNode sizes) {
    return new Shape(
        LongStream.range(0, sizes.size()).map(i -> sizes.get((int) i).asLong()).toArray());
  }

  private static NDArray waves(NDManager manager, Shape shape, JsonNode phase, double amplitude) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (amplitude * wave(phase.asLong(), i));
    }
    NDArray array = manager.create(values, shape);
    array.setRequiresGradient(true);
    return array;
  }

  /** floor((wave + 1) / 2 * classes), at most classes - 1, of the labelled patches. */
  private static NDArray labels(JsonNode config, Shape logits, NDManager manager) {
    long labelled = config.get("labelled").asLong();
    long phase = config.get("phases").get("labels").asLong();
    long classes = logits.get(1);
    Shape shape = new Shape(labelled, logits.get(2), logits.get(3), logits.get(4));
    long[] ids = new long[(int) shape.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Math.min((long) ((wave(phase, i) + 1) / 2 * classes), classes - 1);
    }
    return manager.create(ids, shape);
  }
}
