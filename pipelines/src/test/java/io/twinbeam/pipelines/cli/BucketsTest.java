package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.gcs.FakeStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beam's own file system of {@code gs://} looks where ours does. */
final class BucketsTest {

  private static final String FOLDER = "gs://" + FakeStorage.BUCKET + "/beam/";

  private FakeStorage fake;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.startForProcess();
    FileSystems.setDefaultPipelineOptions(BeamArguments.parse(List.of()));
  }

  @AfterEach
  void stop() {
    FileSystems.setDefaultPipelineOptions(BeamArguments.parse(List.of()));
    fake.close();
  }

  private static ResourceId at(String name) {
    return FileSystems.matchNewResource(FOLDER + name, false);
  }

  private static void write(String name, byte[] content) throws IOException {
    try (WritableByteChannel channel = FileSystems.create(at(name), "application/octet-stream")) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream stream = Channels.newInputStream(FileSystems.open(at(name)))) {
      return stream.readAllBytes();
    }
  }

  @Test
  void whatBeamWritesItReadsAndMatchesAndRenames() throws IOException {
    byte[] content = new byte[700_000];
    new Random(4).nextBytes(content);
    write("a/large.bin", content);
    for (int n = 0; n < 5; n++) {
      write("a/" + n + ".txt", ("small " + n).getBytes(StandardCharsets.UTF_8));
    }
    assertArrayEquals(content, fake.content("beam/a/large.bin"));
    assertArrayEquals(content, read("a/large.bin"));

    List<Metadata> found = FileSystems.match(FOLDER + "**").metadata();
    assertEquals(6, found.size());
    assertEquals(5, FileSystems.match(FOLDER + "a/*.txt").metadata().size());
    assertEquals(700_000, FileSystems.matchSingleFileSpec(FOLDER + "a/large.bin").sizeBytes());

    FileSystems.copy(List.of(at("a/0.txt")), List.of(at("b/0.txt")));
    FileSystems.rename(List.of(at("a/1.txt")), List.of(at("b/1.txt")));
    FileSystems.delete(List.of(at("a/2.txt"), at("a/3.txt")));
    assertEquals(
        List.of("beam/a/0.txt", "beam/a/4.txt", "beam/a/large.bin", "beam/b/0.txt", "beam/b/1.txt"),
        fake.names());
    assertTrue(new String(read("b/1.txt"), StandardCharsets.UTF_8).equals("small 1"));
  }
}
