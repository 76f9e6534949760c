package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.artifact.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvenanceTest {

  @TempDir private Path folder;

  @Test
  void whatAKilledRunLeftHalfWrittenIsNoResult() throws IOException {
    for (String beside : List.of("evaluations/other", "live", "tensorboard/run")) {
      Files.createDirectories(folder.resolve(beside));
    }
    for (String name :
        new String[] {
          "metrics.csv",
          ".metrics.csv-3f2504e0-4f89-11d3-9a0c-0305e82c3301",
          "run.json",
          "report.html",
          "evaluations/other/metrics.csv",
          "live/job.json",
          "tensorboard/run/events.out.tfevents.0001.0123456789ab"
        }) {
      Files.writeString(folder.resolve(name), name);
    }
    assertEquals(
        Map.of("metrics.csv", Digest.of("metrics.csv")),
        Provenance.digests(new RunDirectory(folder)));
  }

  @Test
  void resourcesAreRecordedApartFromWhatResultsFollowFromAndReadBack() throws IOException {
    String least = "name: least\nmethods: supervised\ndata: {phantom: {}}\n";
    Experiment asking =
        ExperimentFile.parse(
            least + "resources: {accelerator: type:t4;count:1, minRam: 8GB, cacheDisk: 1GB}\n",
            "asking.yaml");
    Experiment plain = ExperimentFile.parse(least, "least.yaml");
    for (Experiment experiment : List.of(asking, plain)) {
      Map<String, Object> record = record(experiment);
      assertEquals(
          CanonicalJson.write(record(plain).get("determinedBy")),
          CanonicalJson.write(record.get("determinedBy")));
      Path file =
          Files.writeString(folder.resolve("run.json"), CanonicalJson.writeIndented(record));
      assertEquals(experiment, Provenance.readExperiment(file));
    }
  }

  private Map<String, Object> record(Experiment experiment) throws IOException {
    Files.writeString(
        folder.resolve(RunDirectory.CASES),
        "case_id,role,source,channels,shape,class_voxels,artifact,content_sha256,image_sha256,"
            + "label_sha256\n");
    return Provenance.of(
        experiment, Map.of(), new RunDirectory(folder), Map.of("pipelineSeconds", 1.5));
  }
}
