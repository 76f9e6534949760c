package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublishFilesTest {

  @TempDir private Path folder;

  private void publish(List<PublishedFile> files, String... paths) {
    Pipeline pipeline = Pipeline.create();
    PAssert.that(
            pipeline
                .apply(Create.of(files).withCoder(RecordCoder.of(PublishedFile.class)))
                .apply(PublishFiles.of(folder.toString(), folder.resolve("run").toString())))
        .containsInAnyOrder(paths);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void filesOfArtifactsAppearUnderTheirPlainNames() throws IOException {
    Artifact artifact =
        ArtifactStore.at(folder.toString())
            .findOrMake(
                ArtifactKey.of("weights", "test/1", Map.of(), List.of()),
                sink -> sink.file("a.bin", stream -> stream.write(new byte[] {1, 2, 3})));
    String path = folder.resolve("run/weights/cps-seed1-a.bin").toString();
    PublishedFile file = new PublishedFile(artifact.ref(), "a.bin", "weights/cps-seed1-a.bin");
    publish(List.of(file, file), path, path);
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(Path.of(path)));
  }

  @Test
  void noFilesArePublishedFromNothing() {
    publish(List.of());
    assertTrue(Files.notExists(folder.resolve("run")));
  }

  @Test
  void anArtifactThatIsGoneStopsThePipelineAndSaysWhatToDo() {
    PublishedFile gone = new PublishedFile(new ArtifactRef("case", "00ff"), "a", "a");
    Exception stopped =
        assertThrows(Pipeline.PipelineExecutionException.class, () -> publish(List.of(gone)));
    assertTrue(stopped.getMessage().contains("run again to make it"), stopped.getMessage());
  }
}
