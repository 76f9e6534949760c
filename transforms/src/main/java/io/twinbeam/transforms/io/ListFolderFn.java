package io.twinbeam.transforms.io;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/** Everything below one sub-folder of a data set's folder. */
final class ListFolderFn extends DoFn<String, ListedFile> {

  private final String folder;

  ListFolderFn(String folder) {
    this.folder = folder;
  }

  @ProcessElement
  public void processElement(@Element String subfolder, MultiOutputReceiver outputs)
      throws IOException {
    ListTopFn.give(FileTree.of(folder).below(subfolder), outputs);
  }
}
