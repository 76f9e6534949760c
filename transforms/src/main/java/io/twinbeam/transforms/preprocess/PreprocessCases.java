package io.twinbeam.transforms.preprocess;

import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.artifact.CanonicalJson;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Every readable case as an artifact; every other one out of {@link #FAILED} with its reason.
 *
 * <p>A case whose bytes, recipe and code version were seen before is not computed again. One volume
 * is in memory at a time per worker thread. The recipe never sees whether a case will be a test
 * case.
 */
public final class PreprocessCases extends PTransform<PCollection<CaseSource>, PCollectionTuple> {

  public static final TupleTag<PreprocessedCase> CASES = new TupleTag<>() {};
  public static final TupleTag<FailedCase> FAILED = new TupleTag<>() {};

  /** One for every case, preprocessed or failed. */
  public static final TupleTag<ManifestEntry> ENTRIES = new TupleTag<>() {};

  /** The distribution of how long cases took that were computed. */
  public static final String MSEC = "preprocess_msec";

  private final String workspace;
  private final PreprocessSettings settings;

  private PreprocessCases(String workspace, PreprocessSettings settings) {
    this.workspace = workspace;
    this.settings = settings;
  }

  /**
   * Keeps preprocessed cases in the workspace.
   *
   * @param workspace the folder of the artifact store
   * @param settings what is done to each case
   */
  public static PreprocessCases of(String workspace, PreprocessSettings settings) {
    return new PreprocessCases(workspace, settings);
  }

  @Override
  public PCollectionTuple expand(PCollection<CaseSource> sources) {
    return sources.apply(
        "PreprocessEachCase",
        ParDo.of(new PreprocessFn(workspace, settings))
            .withOutputTags(CASES, TupleTagList.of(FAILED).and(ENTRIES)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("settings", CanonicalJson.write(settings)));
  }
}
