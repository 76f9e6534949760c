package io.twinbeam.transforms.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RecordCoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * What {@link PreprocessCases} makes of a list of cases.
 *
 * @param cases the preprocessed ones by id
 * @param entries of all cases by id
 * @param computed how many were not found in the workspace
 */
record Job(Map<String, PreprocessedCase> cases, Map<String, ManifestEntry> entries, long computed) {

  static Job run(Path workspace, PreprocessSettings settings, List<CaseSource> sources) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple outputs =
        pipeline
            .apply(Create.of(sources).withCoder(RecordCoder.of(CaseSource.class)))
            .apply(PreprocessCases.of(workspace.toString(), settings));
    Capture<PreprocessedCase> cases = Capture.of(outputs.get(PreprocessCases.CASES));
    Capture<ManifestEntry> entries = Capture.of(outputs.get(PreprocessCases.ENTRIES));
    PipelineResult result = Capture.run(pipeline);
    Map<String, PreprocessedCase> byId = new TreeMap<>();
    cases.elements().forEach(done -> byId.put(done.caseId(), done));
    Map<String, ManifestEntry> entriesById = new TreeMap<>();
    entries.elements().forEach(entry -> entriesById.put(entry.caseId(), entry));
    assertEquals(sources.size(), entriesById.size(), "one entry for every case");
    return new Job(
        byId, entriesById, Capture.counter(result, PreprocessCases.class, "cases_preprocessed"));
  }

  /** A run of one case that must succeed. */
  static PreprocessedCase one(Path workspace, PreprocessSettings settings, CaseSource source) {
    Job job = run(workspace, settings, List.of(source));
    ManifestEntry entry = job.entry(source.caseId());
    assertEquals(ManifestEntry.State.PROCESSED, entry.state(), () -> entry.failure().toString());
    return job.cases().get(source.caseId());
  }

  ManifestEntry entry(String caseId) {
    return entries.get(caseId);
  }

  /** Why cases failed, by id. */
  Map<String, Fault> reasons() {
    Map<String, Fault> reasons = new TreeMap<>();
    entries.forEach(
        (caseId, entry) -> {
          if (entry.failure() != null) {
            reasons.put(caseId, entry.failure().reason());
          }
        });
    return reasons;
  }
}
