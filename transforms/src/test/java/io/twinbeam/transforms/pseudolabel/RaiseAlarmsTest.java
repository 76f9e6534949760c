package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.uncertainty.AlarmRules;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;

final class RaiseAlarmsTest {

  private static PCollection<PseudoLabelAlarm> alarms(Pipeline pipeline, List<RunName> asked) {
    PCollectionView<List<LabelledCase>> labelled =
        pipeline
            .apply("NoLabelled", Create.empty(RecordCoder.of(LabelledCase.class)))
            .apply("GatherLabelled", View.asList());
    PCollection<RunName> runs =
        pipeline.apply("Asked", Create.of(asked).withCoder(RecordCoder.of(RunName.class)));
    return pipeline
        .apply("NoLabels", Create.empty(RecordCoder.of(FilteredPseudoLabel.class)))
        .apply(RaiseAlarms.of(AlarmRules.STANDARD, labelled, runs, 2));
  }

  @Test
  void aRunThatCouldLabelNoneOfItsCasesIsToldOf() {
    Pipeline pipeline = Pipeline.create();
    RunName run = new RunName("cps", 3);
    PAssert.that(alarms(pipeline, List.of(run, run)))
        .containsInAnyOrder(
            new PseudoLabelAlarm(
                run,
                2,
                PseudoLabelAlarm.NONE_ACCEPTED,
                Optional.empty(),
                OptionalInt.empty(),
                0,
                "above 0",
                "not one case could be pseudo-labelled; the failed cases say why"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aRunThatWasToLabelNothingIsNot() {
    Pipeline pipeline = Pipeline.create();
    PAssert.that(alarms(pipeline, List.of())).empty();
    pipeline.run().waitUntilFinish();
  }
}
