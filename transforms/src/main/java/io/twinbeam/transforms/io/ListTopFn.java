package io.twinbeam.transforms.io;

import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;

/** The uppermost part of a data set's folder; its sub-folders are for {@link ListFolderFn}. */
final class ListTopFn extends DoFn<String, ListedFile> {

  static final TupleTag<ListedFile> FILES = new TupleTag<>() {};
  static final TupleTag<String> FOLDERS = new TupleTag<>() {};
  static final TupleTag<Outcome> FAILED = new TupleTag<>() {};

  @ProcessElement
  public void processElement(@Element String source, MultiOutputReceiver outputs)
      throws IOException {
    FileTree tree = FileTree.of(CanonicalJson.read(source, DataSource.class).folder());
    FileTree.Part top = tree.top();
    give(top, outputs);
    top.folders().forEach(outputs.get(FOLDERS)::output);
  }

  /** Puts out the files and failures of a part. */
  static void give(FileTree.Part part, MultiOutputReceiver outputs) {
    part.files().forEach(outputs.get(FILES)::output);
    part.unreadable().stream().map(Outcome::of).forEach(outputs.get(FAILED)::output);
  }
}
