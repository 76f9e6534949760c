package io.twinbeam.transforms.io;

import io.twinbeam.transforms.Progress;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Puts the case id in front, and counts the cases that lie ahead. */
final class NameOutcomeFn extends DoFn<Outcome, KV<String, Outcome>> {

  @ProcessElement
  public void processElement(
      @Element Outcome outcome, OutputReceiver<KV<String, Outcome>> outcomes) {
    if (outcome.usable() != null) {
      Progress.of("preprocess").expect(1);
    }
    outcomes.output(KV.of(outcome.caseId(), outcome));
  }
}
