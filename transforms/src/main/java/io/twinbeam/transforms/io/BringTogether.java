package io.twinbeam.transforms.io;

import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;

/** All elements in one place, in any order; nothing comes out where there are none. */
public final class BringTogether<T> extends PTransform<PCollection<T>, PCollection<Iterable<T>>> {

  @Override
  public PCollection<Iterable<T>> expand(PCollection<T> elements) {
    return elements
        .apply("GiveOneKey", WithKeys.of(""))
        .apply("GroupAll", GroupByKey.create())
        .apply("DropTheKey", Values.create());
  }
}
