package io.twinbeam.pipelines;

import io.twinbeam.transforms.EarlierRound;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.TrainedRun;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Every case that training may see once per run that has finished the round before and that its
 * role is for, keyed by run id, and again those with a pseudo-label to train on. A run that failed
 * gets none, and has no further round.
 *
 * <p>The cases of a run come out together, once all have been pseudo-labelled: elements are stamped
 * with the end of the window, so a watermark that is all but there holds none of them back, and
 * training would begin with those that come first.
 */
final class GiveCasesOn
    extends PTransform<PCollection<SplitCase>, PCollection<KV<String, SplitCase>>> {

  private final PCollectionView<List<TrainedRun>> teachers;
  private final PCollection<KV<String, SplitCase>> pseudoLabelled;
  private final boolean validated;

  /**
   * @param teachers the runs after the round before
   * @param pseudoLabelled cases with pseudo-labels, keyed by run id
   * @param validated whether runs are validated while they are trained
   */
  GiveCasesOn(
      PCollectionView<List<TrainedRun>> teachers,
      PCollection<KV<String, SplitCase>> pseudoLabelled,
      boolean validated) {
    this.teachers = teachers;
    this.pseudoLabelled = pseudoLabelled;
    this.validated = validated;
  }

  @Override
  public PCollection<KV<String, SplitCase>> expand(PCollection<SplitCase> cases) {
    boolean withValidation = validated;
    KvCoder<String, SplitCase> coder =
        KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class));
    PCollection<KV<String, SplitCase>> paired =
        cases
        .apply(
            "KeepTrainingCases",
            Filter.by((SplitCase split) -> GiveCasesToRuns.sees(split.role(), withValidation)))
        .apply("PairWithTeachers", ParDo.of(new PairFn(teachers)).withSideInputs(teachers))
        .setCoder(coder);
    return PCollectionList.of(paired)
        .and(pseudoLabelled)
        .apply("JoinPseudoLabels", Flatten.pCollections())
        .apply("AwaitAllOfARun", GroupByKey.create())
        .apply("GiveEachCase", ParDo.of(new UngroupFn()))
        .setCoder(coder);
  }

  private static final class UngroupFn
      extends DoFn<KV<String, Iterable<SplitCase>>, KV<String, SplitCase>> {

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<SplitCase>> run,
        OutputReceiver<KV<String, SplitCase>> cases) {
      run.getValue().forEach(split -> cases.output(KV.of(run.getKey(), split)));
    }
  }

  private static final class PairFn extends DoFn<SplitCase, KV<String, SplitCase>> {

    private final PCollectionView<List<TrainedRun>> teachers;

    PairFn(PCollectionView<List<TrainedRun>> teachers) {
      this.teachers = teachers;
    }

    @ProcessElement
    public void processElement(ProcessContext context) {
      SplitCase split = context.element();
      for (TrainedRun teacher : context.sideInput(teachers)) {
        if (split.isForFold(teacher.run().fold())) {
          context.output(KV.of(teacher.run().runId(), split.after(EarlierRound.of(teacher))));
        }
      }
    }
  }
}
