package io.twinbeam.transforms.io;

import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/** Copies of artifact files in a run directory. Out come the paths; a repeat changes nothing. */
public final class PublishFiles
    extends PTransform<PCollection<PublishedFile>, PCollection<String>> {

  private final String workspace;
  private final String directory;

  private PublishFiles(String workspace, String directory) {
    this.workspace = workspace;
    this.directory = directory;
  }

  /**
   * Copies from the store into a run directory.
   *
   * @param workspace the folder of the artifact store
   * @param directory the run directory
   */
  public static PublishFiles of(String workspace, String directory) {
    return new PublishFiles(workspace, directory);
  }

  @Override
  public PCollection<String> expand(PCollection<PublishedFile> files) {
    return files.apply("CopyFile", ParDo.of(new CopyFn(workspace, directory)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("directory", directory));
  }

  private static final class CopyFn extends DoFn<PublishedFile, String> {

    private final String workspace;
    private final String directory;
    private transient ArtifactStore store;

    CopyFn(String workspace, String directory) {
      this.workspace = workspace;
      this.directory = directory;
    }

    @Setup
    public void setup() {
      store = ArtifactStore.at(workspace);
    }

    @ProcessElement
    public void processElement(@Element PublishedFile file, OutputReceiver<String> paths)
        throws IOException {
      Artifact artifact = store.get(file.artifact());
      String path = directory + "/" + file.path();
      OutputFile.write(path, store.read(artifact, file.file()));
      paths.output(path);
    }
  }
}
