package io.twinbeam.transforms.train;

import io.twinbeam.model.network.Safetensors;
import io.twinbeam.model.network.Tensor;
import io.twinbeam.model.training.Checkpoint;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.TrainedRun;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.artifact.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint artifact: weights and optimiser states as safetensors, the training log as JSON.
 * Where averages are kept, the files that predictions read hold these, and the weights in training
 * lie beside them.
 */
final class CheckpointFiles {

  private static final String LOG = "training-log.json";
  private static final String OPTIMIZER_A = "optimizer-a.safetensors";
  private static final String OPTIMIZER_B = "optimizer-b.safetensors";
  private static final String TRAINED_A = "trained-a.safetensors";
  private static final String TRAINED_B = "trained-b.safetensors";

  private final ArtifactStore store;

  CheckpointFiles(ArtifactStore store) {
    this.store = store;
  }

  /** Writes {@code checkpoint} with the log of all steps up to it. */
  static void write(Checkpoint checkpoint, List<StepLog> log, ArtifactStore.Sink sink)
      throws IOException {
    writeTensors(sink, TrainedRun.NETWORK_A, checkpoint.predictorA());
    writeTensors(sink, TrainedRun.NETWORK_B, checkpoint.predictorB());
    if (!checkpoint.averageA().isEmpty()) {
      writeTensors(sink, TRAINED_A, checkpoint.networkA());
      writeTensors(sink, TRAINED_B, checkpoint.networkB());
    }
    writeTensors(sink, OPTIMIZER_A, checkpoint.optimizerA());
    writeTensors(sink, OPTIMIZER_B, checkpoint.optimizerB());
    byte[] json = CanonicalJson.write(log).getBytes(StandardCharsets.UTF_8);
    sink.file(LOG, stream -> stream.write(json));
  }

  private static void writeTensors(
      ArtifactStore.Sink sink, String file, Map<String, Tensor> tensors) throws IOException {
    sink.file(file, stream -> Safetensors.write(tensors, Map.of("format", "pt"), stream));
  }

  Checkpoint read(Artifact artifact, long step) throws IOException {
    boolean averaged = artifact.files().containsKey(TRAINED_A);
    Map<String, Tensor> predictorA = tensors(artifact, TrainedRun.NETWORK_A);
    Map<String, Tensor> predictorB = tensors(artifact, TrainedRun.NETWORK_B);
    return new Checkpoint(
        step,
        averaged ? tensors(artifact, TRAINED_A) : predictorA,
        averaged ? tensors(artifact, TRAINED_B) : predictorB,
        averaged ? predictorA : Map.of(),
        averaged ? predictorB : Map.of(),
        tensors(artifact, OPTIMIZER_A),
        tensors(artifact, OPTIMIZER_B));
  }

  /** The log of all steps up to the checkpoint. */
  List<StepLog> log(Artifact artifact) throws IOException {
    String json = new String(store.read(artifact, LOG), StandardCharsets.UTF_8);
    return Arrays.asList(CanonicalJson.read(json, StepLog[].class));
  }

  /** One digest over the bytes of both networks. */
  static String weightsDigest(Artifact artifact) {
    return Digest.ofJson(
        List.of(
            artifact.files().get(TrainedRun.NETWORK_A),
            artifact.files().get(TrainedRun.NETWORK_B)));
  }

  private Map<String, Tensor> tensors(Artifact artifact, String file) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(store.read(artifact, file))).tensors();
  }
}
