package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import io.twinbeam.model.network.Architecture;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runner has to keep, move and save for a run: references, never volumes or weights. */
final class TrainingStateSizeTest {

  private static final RunName RUN = new RunName("dual-uncertainty", 3);
  private static final long MOST_BYTES = 1_000_000;

  @TempDir private Path workspace;

  /** A run with networks of {@code width}. */
  private static RunSettings settings(int width, int steps, int segmentSteps) {
    RunSettings small = SmallRuns.settings(RUN, steps, segmentSteps);
    NetworkSpec a = new NetworkSpec(Architecture.RESIDUAL_VNET, width, 1, 2, 0.5);
    NetworkSpec b = new NetworkSpec(Architecture.VNET, width, 1, 2, 0.5);
    return RunSettings.of(small.seed(), a, b, small.method(), small.training());
  }

  /** A case with names as long as those of public data sets in a bucket. */
  private static SplitCase split(int index) {
    String digest = Hashing.sha256().hashInt(index).toString();
    PreprocessedCase preprocessed =
        new PreprocessedCase(
            String.format("BRATS_%04d", index),
            new ArtifactRef("case", digest),
            digest,
            4,
            "155x240x240",
            true,
            List.of(8_765_432L, 54_321L, 43_210L, 32_109L),
            String.format(
                "gs://hospital-research-data/decathlon/Task01_BrainTumour/imagesTr/BRATS_%04d.nii.gz",
                index),
            List.of(digest, digest),
            false);
    return new SplitCase(index % 10 == 0 ? CaseRole.LABELLED : CaseRole.UNLABELLED, preprocessed);
  }

  /** The state of a run of 1000 cases that has begun. */
  private long bytesOfThousandCases(int width) {
    try (StatefulRun run = new StatefulRun(workspace.toString(), RUN, settings(width, 6000, 50))) {
      for (int index = 0; index < 1000; index++) {
        run.add(split(index));
      }
      run.fire();
      return run.stateBytes();
    }
  }

  @Test
  void ofThousandCasesItIsLessThanAMegabyteWhateverTheNetworks() {
    long published = bytesOfThousandCases(16);
    assertTrue(published > 100_000, published + " bytes hardly hold 1000 cases");
    assertTrue(published < MOST_BYTES, published + " bytes");
    assertEquals(published, bytesOfThousandCases(64));
  }

  @Test
  void itDoesNotGrowWhileNetworksAreTrainedAndIsGoneWhenTheRunEnds() {
    for (int width : List.of(1, 2)) {
      Path folder = workspace.resolve("width-" + width);
      try (StatefulRun run =
          new StatefulRun(SmallData.workspaceAt(folder), RUN, settings(width, 3, 1))) {
        SmallData.split().forEach(run::add);
        run.fire();
        long begun = run.stateBytes();
        assertTrue(begun > 0);
        run.fire();
        assertEquals(begun, run.stateBytes());
        run.fire();
        assertEquals(begun, run.stateBytes());
        run.fire();
        assertEquals(0, run.stateBytes());
      }
    }
  }
}
