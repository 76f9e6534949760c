package io.twinbeam.transforms;

import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A finished run and where its weights are.
 *
 * @param run method and seed
 * @param networks the specification of network A, then of network B
 * @param weights an artifact with {@link #NETWORK_A} and {@link #NETWORK_B}
 * @param content digest of the bytes of both files, which is what predictions depend on
 */
@DefaultCoder(RecordCoder.class)
public record TrainedRun(
    RunName run, List<NetworkSpec> networks, ArtifactRef weights, String content) {

  public static final String NETWORK_A = "network-a.safetensors";
  public static final String NETWORK_B = "network-b.safetensors";

  public TrainedRun {
    networks = List.copyOf(networks);
  }
}
