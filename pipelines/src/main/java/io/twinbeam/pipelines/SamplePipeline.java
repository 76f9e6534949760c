package io.twinbeam.pipelines;

import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import java.io.Serializable;
import java.util.Comparator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * A look at a data set: all of it is listed and paired as in a job, and its first cases by id are
 * preprocessed.
 */
public final class SamplePipeline {

  /** The counter of cases. */
  public static final String CASES = "cases_found";

  /** The counter of those with a label map. */
  public static final String LABELLED = "labelled_cases_found";

  /** The counter of cases that the data set itself keeps for testing, with a label map. */
  public static final String KEPT_FOR_TEST = "labelled_test_cases_found";

  /** The counter of cases that the data set itself keeps for testing, without one. */
  public static final String LEFT_OUT = "unlabelled_test_cases_found";

  /** The counter of inputs that belong to no case that could be used. */
  public static final String UNUSABLE = "inputs_unusable";

  private SamplePipeline() {}

  /**
   * Adds the look to {@code pipeline}.
   *
   * @param settings what is done to each case
   * @param sample how many cases are preprocessed
   * @param workspace the folder of the artifact store; one that can be thrown away
   * @param directory where the tables of entries and of failed cases go
   */
  public static void build(
      Pipeline pipeline,
      DataSource source,
      PreprocessSettings settings,
      int sample,
      String workspace,
      RunDirectory directory) {
    PCollectionTuple read = pipeline.apply("ReadCases", ReadCases.from(source));
    PCollection<FailedCase> unusable =
        read.get(ReadCases.FAILED).apply("CountUnusableInputs", ParDo.of(new CountFailedFn()));
    PCollectionTuple preprocessed =
        read.get(ReadCases.CASES)
            .apply("CountCases", ParDo.of(new CountFn()))
            .apply("ChooseFirstCases", Top.of(sample, new FirstById()))
            .apply("TakeEachCase", Flatten.iterables())
            .apply("PreprocessCases", PreprocessCases.of(workspace, settings));
    Tables tables = new Tables(directory);
    tables.entries(preprocessed.get(PreprocessCases.ENTRIES));
    tables.failedCases(
        PCollectionList.of(unusable)
            .and(preprocessed.get(PreprocessCases.FAILED))
            .apply("GatherFailedCases", Flatten.pCollections()));
  }

  /** Takes the first by case id for the largest. */
  private static final class FirstById implements Comparator<CaseSource>, Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public int compare(CaseSource one, CaseSource other) {
      return other.caseId().compareTo(one.caseId());
    }
  }

  private static final class CountFn extends DoFn<CaseSource, CaseSource> {

    private final Counter cases = Metrics.counter(SamplePipeline.class, CASES);
    private final Counter labelled = Metrics.counter(SamplePipeline.class, LABELLED);
    private final Counter keptForTest = Metrics.counter(SamplePipeline.class, KEPT_FOR_TEST);
    private final Counter leftOut = Metrics.counter(SamplePipeline.class, LEFT_OUT);

    @ProcessElement
    public void processElement(@Element CaseSource source, OutputReceiver<CaseSource> receiver) {
      cases.inc();
      labelled.inc(source.label() == null ? 0 : 1);
      if (source.testPart()) {
        (source.label() == null ? leftOut : keptForTest).inc();
      }
      receiver.output(source);
    }
  }

  private static final class CountFailedFn extends DoFn<FailedCase, FailedCase> {

    private final Counter unusable = Metrics.counter(SamplePipeline.class, UNUSABLE);

    @ProcessElement
    public void processElement(@Element FailedCase failed, OutputReceiver<FailedCase> receiver) {
      unusable.inc();
      receiver.output(failed);
    }
  }
}
