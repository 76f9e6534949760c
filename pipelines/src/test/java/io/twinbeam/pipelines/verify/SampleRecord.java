package io.twinbeam.pipelines.verify;

import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run.json of two cases, to be changed part by part. */
final class SampleRecord {

  private static final String YAML =
      """
      name: sample
      data: {phantom: {cases: 6, shape: 24x24x20, seed: 3}}
      split: {seed: 1, test: 2, labelled: 2}
      methods: [supervised]
      """;

  final Map<String, Object> determinedBy = new TreeMap<>();
  final Map<String, Object> data = new TreeMap<>();
  final Map<String, Object> versions = new TreeMap<>();
  final Map<String, Object> platform = new TreeMap<>();
  final Map<String, Object> preprocessed = new TreeMap<>();
  final Map<String, Object> results = new TreeMap<>();
  final Map<String, Object> json = new TreeMap<>();

  SampleRecord() {
    determinedBy.put("experiment", ExperimentFile.parse(YAML, "sample.yaml"));
    determinedBy.put("data", data);
    determinedBy.put("versions", versions);
    determinedBy.put("platform", platform);
    data.put("p0", List.of("a0", "b0"));
    data.put("p1", List.of("a1", ""));
    versions.putAll(Map.of("twinbeam", "0.1.0", "java", "17.0.1", "engine", "PyTorch 2.7.1 cpu"));
    platform.putAll(Map.of("cpuFeatures", "avx2 avx512f sse2", "threads", 1));
    preprocessed.putAll(Map.of("p0", "c0", "p1", "c1"));
    results.putAll(Map.of("cases.csv", "d", "training.csv", "e", "metrics.csv", "f"));
    results.put("weights/supervised-seed1-a.safetensors", "g");
    results.put("predictions/supervised-seed1/p0.nii.gz", "h");
    json.put("runId", "0123456789ab");
    json.put("determinedBy", determinedBy);
    json.put("preprocessed", preprocessed);
    json.put("results", results);
  }

  /** As it is read from a file in {@code folder}. */
  RunRecord in(Path folder) throws IOException {
    Files.writeString(folder.resolve(RunDirectory.PROVENANCE), CanonicalJson.write(json));
    return RunRecord.read(new RunDirectory(folder));
  }
}
