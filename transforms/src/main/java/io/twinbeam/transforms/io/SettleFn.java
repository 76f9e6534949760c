package io.twinbeam.transforms.io;

import com.google.common.collect.ImmutableList;
import io.twinbeam.transforms.CaseSource;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** One case, or one failure, for each case id. */
final class SettleFn extends DoFn<KV<String, Iterable<Outcome>>, CaseSource> {

  @ProcessElement
  public void processElement(
      @Element KV<String, Iterable<Outcome>> ofOneId, MultiOutputReceiver outputs) {
    Outcome outcome = Outcome.settle(ImmutableList.copyOf(ofOneId.getValue()));
    if (outcome.usable() != null) {
      outputs.get(ReadCases.CASES).output(outcome.usable());
    } else {
      outputs.get(ReadCases.FAILED).output(outcome.unusable().failed());
      outputs.get(ReadCases.UNUSABLE).output(outcome.unusable());
    }
  }
}
