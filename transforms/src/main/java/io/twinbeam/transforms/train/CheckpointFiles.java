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

/** A checkpoint artifact: weights and momenta as safetensors, the training log as JSON. */
final class CheckpointFiles {

  private static final String LOG = "training-log.json";
  private static final String MOMENTUM_A = "momentum-a.safetensors";
  private static final String MOMENTUM_B = "momentum-b.safetensors";

  private final ArtifactStore store;

  CheckpointFiles(ArtifactStore store) {
    this.store = store;
  }

  /** Writes {@code checkpoint} with the log of all steps up to it. */
  static void write(Checkpoint checkpoint, List<StepLog> log, ArtifactStore.Sink sink)
      throws IOException {
    writeTensors(sink, TrainedRun.NETWORK_A, checkpoint.networkA());
    writeTensors(sink, TrainedRun.NETWORK_B, checkpoint.networkB());
    writeTensors(sink, MOMENTUM_A, checkpoint.momentumA());
    writeTensors(sink, MOMENTUM_B, checkpoint.momentumB());
    byte[] json = CanonicalJson.write(log).getBytes(StandardCharsets.UTF_8);
    sink.file(LOG, stream -> stream.write(json));
  }

  private static void writeTensors(
      ArtifactStore.Sink sink, String file, Map<String, Tensor> tensors) throws IOException {
    sink.file(file, stream -> Safetensors.write(tensors, Map.of("format", "pt"), stream));
  }

  Checkpoint read(Artifact artifact, long step) throws IOException {
    return new Checkpoint(
        step,
        tensors(artifact, TrainedRun.NETWORK_A),
        tensors(artifact, TrainedRun.NETWORK_B),
        tensors(artifact, MOMENTUM_A),
        tensors(artifact, MOMENTUM_B));
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
