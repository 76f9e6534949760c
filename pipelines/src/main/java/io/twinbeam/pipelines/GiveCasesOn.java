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
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Every case that training may see once per run that has finished the round before and that its
 * role is for, keyed by run id. A run that failed gets none, and has no further round.
 */
final class GiveCasesOn
    extends PTransform<PCollection<SplitCase>, PCollection<KV<String, SplitCase>>> {

  private final PCollectionView<List<TrainedRun>> teachers;
  private final boolean validated;

  /**
   * @param teachers the runs after the round before
   * @param validated whether runs are validated while they are trained
   */
  GiveCasesOn(PCollectionView<List<TrainedRun>> teachers, boolean validated) {
    this.teachers = teachers;
    this.validated = validated;
  }

  @Override
  public PCollection<KV<String, SplitCase>> expand(PCollection<SplitCase> cases) {
    boolean withValidation = validated;
    return cases
        .apply(
            "KeepTrainingCases",
            Filter.by((SplitCase split) -> GiveCasesToRuns.sees(split.role(), withValidation)))
        .apply("PairWithTeachers", ParDo.of(new PairFn(teachers)).withSideInputs(teachers))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(SplitCase.class)));
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
