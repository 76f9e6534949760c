package io.twinbeam.transforms.pseudolabel;

import io.twinbeam.model.uncertainty.AlarmRules;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms of every run's pseudo-labels of one round, which also go to the log and a counter. No
 * voxel depends on them.
 */
public final class RaiseAlarms
    extends PTransform<PCollection<FilteredPseudoLabel>, PCollection<PseudoLabelAlarm>> {

  private static final TupleTag<FilteredPseudoLabel> LABELS = new TupleTag<>() {};
  private static final TupleTag<RunName> ASKED = new TupleTag<>() {};

  private final AlarmRules rules;
  private final PCollectionView<List<LabelledCase>> labelled;
  private final PCollection<RunName> asked;
  private final int round;

  private RaiseAlarms(
      AlarmRules rules,
      PCollectionView<List<LabelledCase>> labelled,
      PCollection<RunName> asked,
      int round) {
    this.rules = rules;
    this.labelled = labelled;
    this.asked = asked;
    this.round = round;
  }

  /**
   * Looks for what {@code rules} name.
   *
   * @param labelled what the balance of classes is compared with
   * @param asked each run that was to label a case, at least once: one that labelled none is told
   *     of as well
   * @param round of the runs, from 1
   */
  public static RaiseAlarms of(
      AlarmRules rules,
      PCollectionView<List<LabelledCase>> labelled,
      PCollection<RunName> asked,
      int round) {
    return new RaiseAlarms(rules, labelled, asked, round);
  }

  @Override
  public PCollection<PseudoLabelAlarm> expand(PCollection<FilteredPseudoLabel> labels) {
    PCollection<KV<String, FilteredPseudoLabel>> labelsByRun =
        labels
            .apply(
                "KeyByRun",
                WithKeys.of((FilteredPseudoLabel label) -> label.run().runId())
                    .withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(FilteredPseudoLabel.class)));
    PCollection<KV<String, RunName>> askedByRun =
        asked
            .apply(
                "KeyAskedByRun", WithKeys.of(RunName::runId).withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(RunName.class)));
    return KeyedPCollectionTuple.of(LABELS, labelsByRun)
        .and(ASKED, askedByRun)
        .apply("GatherByRun", CoGroupByKey.create())
        .apply(
            "LookForAlarms",
            ParDo.of(new AlarmFn(rules, labelled, round)).withSideInputs(labelled));
  }

  private static final class AlarmFn extends DoFn<KV<String, CoGbkResult>, PseudoLabelAlarm> {

    private static final Logger LOG = LoggerFactory.getLogger(RaiseAlarms.class);

    private final Counter raised = Metrics.counter(RaiseAlarms.class, "pseudo_label_alarms");
    private final int round;
    private final double minKept;
    private final double maxKept;
    private final double classFactor;
    private final PCollectionView<List<LabelledCase>> labelledView;

    AlarmFn(AlarmRules rules, PCollectionView<List<LabelledCase>> labelledView, int round) {
      this.round = round;
      minKept = rules.minKept();
      maxKept = rules.maxKept();
      classFactor = rules.classFactor();
      this.labelledView = labelledView;
    }

    @ProcessElement
    public void processElement(ProcessContext context) {
      List<PseudoLabelFacts> labels = new ArrayList<>();
      RunName run = context.element().getValue().getAll(ASKED).iterator().next();
      for (FilteredPseudoLabel label : context.element().getValue().getAll(LABELS)) {
        labels.add(label.facts());
      }
      int fold = run.fold();
      List<LabelledCase> labelled =
          context.sideInput(labelledView).stream().filter(one -> one.isForFold(fold)).toList();
      AlarmRules rules = new AlarmRules(minKept, maxKept, classFactor);
      for (PseudoLabelAlarm alarm : AlarmSearch.of(run, round, rules, labels, labelled)) {
        raised.inc();
        LOG.warn("{}, round {}: {}; see the summary", run.runId(), alarm.round(), alarm.message());
        context.output(alarm);
      }
    }
  }
}
