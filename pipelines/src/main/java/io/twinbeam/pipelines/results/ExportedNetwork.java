package io.twinbeam.pipelines.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.network.WeightNames;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.artifact.Digest;
import io.twinbeam.transforms.storage.Folders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * One network of a finished run as a file for PyTorch: every tensor that the network has and no
 * other, float32, under PyTorch's names, with where it comes from as metadata. The same run gives
 * the same bytes.
 */
public final class ExportedNetwork {

  private final RunDirectory directory;
  private final RunName run;
  private final String network;

  /**
   * @param directory of a finished run
   * @param network {@code a} or {@code b}
   */
  public ExportedNetwork(RunDirectory directory, RunName run, String network) {
    this.directory = directory;
    this.run = run;
    this.network = network;
  }

  /** Whether the run has these weights; one that failed in training has none. */
  public boolean exists() throws IOException {
    return Folders.isFile(source());
  }

  /** Where the weights lie. */
  public Path source() {
    return directory.path().resolve(RunDirectory.weights(run.runId(), network));
  }

  /**
   * The bytes of the safetensors file.
   *
   * @param experiment that of {@code directory}
   * @throws IOException where the weights cannot be read
   * @throws IllegalArgumentException where they are not a safetensors file, do not fit the network
   *     (all misfits are listed), or are not those that the run wrote
   */
  public byte[] toBytes(Experiment experiment) throws IOException {
    byte[] weights = Files.readAllBytes(source());
    NetworkSpec spec = spec(experiment);
    Map<String, Tensor> tensors = tensors(weights, spec);
    JsonNode record =
        CanonicalJson.read(
            Files.readString(directory.path().resolve(RunDirectory.PROVENANCE)), JsonNode.class);
    String digest = Digest.of(weights);
    requireRecorded(record, digest);
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("format", "pt");
    metadata.put("architecture", spec.architecture().id());
    metadata.put("width", String.valueOf(spec.width()));
    metadata.put("channels", String.valueOf(spec.channels()));
    metadata.put("classes", String.valueOf(spec.classes()));
    metadata.put("norm", spec.norm().id());
    metadata.put("upsampling", spec.upsampling().id());
    metadata.put("experiment", experiment.name());
    metadata.put("method", run.method());
    if (run.fold() > 0) {
      metadata.put("fold", String.valueOf(run.fold()));
    }
    metadata.put("seed", String.valueOf(run.seed()));
    metadata.put("network", network);
    metadata.put("twinbeam", record.at("/determinedBy/versions/twinbeam").asText());
    metadata.put("weightsSha256", digest);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(tensors, metadata, bytes);
    return bytes.toByteArray();
  }

  private NetworkSpec spec(Experiment experiment) {
    RunSettings settings = experiment.runs().get(run);
    return network.equals("a") ? settings.networkA() : settings.networkB();
  }

  private Map<String, Tensor> tensors(byte[] weights, NetworkSpec spec) {
    try {
      return WeightNames.select(
          spec, Safetensors.read(new ByteArrayInputStream(weights)).tensors());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          source() + ": " + e.getMessage() + "; run the experiment again to have it written anew",
          e);
    }
  }

  private void requireRecorded(JsonNode record, String digest) {
    String file = RunDirectory.weights(run.runId(), network);
    String recorded = record.path("results").path(file).asText();
    if (!recorded.equals(digest)) {
      throw new IllegalArgumentException(
          source()
              + ": must have the SHA-256 that run.json records, "
              + recorded
              + ", has "
              + digest
              + "; run the experiment again to have it written anew");
    }
  }
}
