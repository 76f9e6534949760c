package io.twinbeam.transforms.io;

import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Pairs the images of a whole data set into cases. */
final class PairFn extends DoFn<Iterable<FoundInput>, Outcome> {

  private final String sourceJson;

  PairFn(DataSource source) {
    this.sourceJson = CanonicalJson.write(source);
  }

  @ProcessElement
  public void processElement(@Element Iterable<FoundInput> found, OutputReceiver<Outcome> outcomes)
      throws IOException {
    DataSource source = CanonicalJson.read(sourceJson, DataSource.class);
    List<ListedFile> files = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    for (FoundInput input : found) {
      if (input.file() != null) {
        files.add(input.file());
      } else {
        series.add(input.series());
      }
    }
    InputFiles inputs = InputFiles.of(files);
    String folder = FileTree.of(source.folder()).folder();
    Pairing.of(source, folder, Descriptions.read(folder, inputs), inputs.images(), series)
        .outcomes()
        .forEach(outcomes::output);
  }
}
