package io.twinbeam.transforms.predict;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.transforms.*;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.train.TrainSegmenter;
import java.nio.file.Path;
import java.util.*;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoldenTmpTest {
  @TempDir private static Path workspace;

  @Test
  void golden() throws Exception {
    RunName run = new RunName("dual-uncertainty", 3);
    SmallData.workspaceAt(workspace);
    Pipeline p = Pipeline.create();
    List<KV<String, SplitCase>> keyed =
        SmallData.split().stream().map(s -> KV.of(run.runId(), s)).toList();
    Capture<TrainedRun> trained =
        Capture.of(
            p.apply(
                    Create.of(keyed)
                        .withCoder(
                            KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class))))
                .apply(
                    TrainSegmenter.of(
                        workspace.toString(), Map.of(run, SmallRuns.settings(run, 5, 2))))
                .get(TrainSegmenter.TRAINED));
    Capture.run(p);
    Pipeline q = Pipeline.create();
    Capture<PredictedCase> predicted =
        Capture.of(
            q.apply(Create.of(SmallData.cases()).withCoder(RecordCoder.of(PreprocessedCase.class)))
                .apply(
                    PredictCases.of(
                        "predict",
                        workspace.toString(),
                        new PredictionSettings(
                            SmallRuns.PATCH, new GridShape(8, 8, 16), 2, 1, "cpu"),
                        q.apply(
                                "r",
                                Create.of(List.of(trained.only()))
                                    .withCoder(RecordCoder.of(TrainedRun.class)))
                            .apply(View.asList())))
                .get(PredictCases.CASES));
    Capture.run(q);
    StringBuilder out = new StringBuilder("weights " + trained.only().content() + "\n");
    ArtifactStore store = ArtifactStore.at(workspace.toString());
    TreeMap<String, String> lines = new TreeMap<>();
    for (PredictedCase c : predicted.elements()) {
      lines.put(
          c.preprocessed().caseId(),
          store.get(c.artifact()).contentDigest()
              + " "
              + store.get(c.preprocessed().artifact()).files());
    }
    lines.forEach((k, v) -> out.append(k).append(' ').append(v).append('\n'));
    java.nio.file.Files.writeString(Path.of("/tmp/golden-" + System.getProperty("gold", "x")), out);
  }
}
