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
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms of every run's pseudo-labels of one round, which also go to the log and a counter. No
 * voxel depends on them.
 */
public final class RaiseAlarms
    extends PTransform<PCollection<FilteredPseudoLabel>, PCollection<PseudoLabelAlarm>> {

  private final AlarmRules rules;
  private final PCollectionView<List<LabelledCase>> labelled;

  private RaiseAlarms(AlarmRules rules, PCollectionView<List<LabelledCase>> labelled) {
    this.rules = rules;
    this.labelled = labelled;
  }

  /**
   * Looks for what {@code rules} name.
   *
   * @param labelled what the balance of classes is compared with
   */
  public static RaiseAlarms of(AlarmRules rules, PCollectionView<List<LabelledCase>> labelled) {
    return new RaiseAlarms(rules, labelled);
  }

  @Override
  public PCollection<PseudoLabelAlarm> expand(PCollection<FilteredPseudoLabel> labels) {
    return labels
        .apply(
            "KeyByRun",
            WithKeys.of((FilteredPseudoLabel label) -> label.run().runId())
                .withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(FilteredPseudoLabel.class)))
        .apply("GatherByRun", GroupByKey.create())
        .apply("LookForAlarms", ParDo.of(new AlarmFn(rules, labelled)).withSideInputs(labelled));
  }

  private static final class AlarmFn
      extends DoFn<KV<String, Iterable<FilteredPseudoLabel>>, PseudoLabelAlarm> {

    private static final Logger LOG = LoggerFactory.getLogger(RaiseAlarms.class);

    private final Counter raised = Metrics.counter(RaiseAlarms.class, "pseudo_label_alarms");
    private final double minKept;
    private final double maxKept;
    private final double classFactor;
    private final PCollectionView<List<LabelledCase>> labelledView;

    AlarmFn(AlarmRules rules, PCollectionView<List<LabelledCase>> labelledView) {
      minKept = rules.minKept();
      maxKept = rules.maxKept();
      classFactor = rules.classFactor();
      this.labelledView = labelledView;
    }

    @ProcessElement
    public void processElement(ProcessContext context) {
      List<PseudoLabelFacts> labels = new ArrayList<>();
      RunName run = null;
      for (FilteredPseudoLabel label : context.element().getValue()) {
        run = label.run();
        labels.add(label.facts());
      }
      int fold = run.fold();
      List<LabelledCase> labelled =
          context.sideInput(labelledView).stream().filter(one -> one.isForFold(fold)).toList();
      AlarmRules rules = new AlarmRules(minKept, maxKept, classFactor);
      for (PseudoLabelAlarm alarm : AlarmSearch.of(run, rules, labels, labelled)) {
        raised.inc();
        LOG.warn("{}, round {}: {}; see the summary", run.runId(), alarm.round(), alarm.message());
        context.output(alarm);
      }
    }
  }
}
