package io.twinbeam.transforms.io;

import com.google.common.collect.ImmutableList;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;

/** Each file once: those that pair by their names, and those that must be looked into. */
final class TellApartFn extends DoFn<Iterable<ListedFile>, FoundInput> {

  static final TupleTag<FoundInput> NAMED = new TupleTag<>() {};
  static final TupleTag<String> OTHERS = new TupleTag<>() {};

  @ProcessElement
  public void processElement(@Element Iterable<ListedFile> files, MultiOutputReceiver outputs) {
    InputFiles inputs = InputFiles.of(ListedFile.once(ImmutableList.copyOf(files)));
    for (ListedFile file : inputs.descriptions()) {
      outputs.get(NAMED).output(new FoundInput(file, null));
    }
    for (ListedFile file : inputs.images()) {
      outputs.get(NAMED).output(new FoundInput(file, null));
    }
    inputs.others().forEach(file -> outputs.get(OTHERS).output(file.name()));
  }
}
