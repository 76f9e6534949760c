package io.twinbeam.transforms.io;

import com.google.common.collect.ImmutableList;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** The slices of one SeriesInstanceUID, sorted by path. */
final class MakeSeriesFn extends DoFn<KV<String, Iterable<String>>, FoundInput> {

  @ProcessElement
  public void processElement(
      @Element KV<String, Iterable<String>> slices, OutputReceiver<FoundInput> series) {
    series.output(
        new FoundInput(null, new Series(slices.getKey(), ImmutableList.copyOf(slices.getValue()))));
  }
}
