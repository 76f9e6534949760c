package io.twinbeam.transforms.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every artifact store promises. */
abstract class ArtifactStoreContract {

  static final ArtifactKey KEY =
      ArtifactKey.of("case", "test/1", Map.of("spacing", 1.5), List.of("input"));

  /** Another view of one and the same store, empty when the test begins. */
  abstract ArtifactStore store() throws IOException;

  /** Changes one byte of a file behind the store's back. */
  abstract void damage(ArtifactRef ref, String file) throws IOException;

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ArtifactStore.Maker twoFiles(String image, String label) {
    return sink -> {
      sink.file("image", stream -> stream.write(bytes(image)));
      sink.file("label", stream -> stream.write(bytes(label)));
    };
  }

  static ArtifactStore.Maker never() {
    return sink -> {
      throw new AssertionError("made again");
    };
  }

  @Test
  void whatWasMadeIsFoundAndReadBack() throws IOException {
    assertEquals(Optional.empty(), store().find(KEY.ref()));
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", ""));
    assertEquals(KEY.ref(), made.ref());
    assertEquals(Set.of("image", "label"), made.files().keySet());
    assertEquals(Digest.of("voxels"), made.files().get("image"));
    assertEquals(Optional.of(made), store().find(KEY.ref()));
    assertEquals(made, store().get(KEY.ref()));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
    assertArrayEquals(new byte[0], store().read(made, "label"));
  }

  @Test
  void anArtifactIsMadeOnce() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    assertEquals(made, store().findOrMake(KEY, never()));
  }

  @Test
  void differentKeysAreDifferentArtifacts() throws IOException {
    ArtifactKey other = ArtifactKey.of("case", "test/2", Map.of("spacing", 1.5), List.of("input"));
    Artifact first = store().findOrMake(KEY, twoFiles("a", "b"));
    Artifact second = store().findOrMake(other, twoFiles("c", "b"));
    assertNotEquals(first.ref(), second.ref());
    assertNotEquals(first.contentDigest(), second.contentDigest());
    assertArrayEquals(bytes("a"), store().read(first, "image"));
    assertArrayEquals(bytes("c"), store().read(second, "image"));
  }

  @Test
  void equalContentHasOneDigestWhateverMadeIt() throws IOException {
    ArtifactKey other = ArtifactKey.of("case", "test/2", Map.of(), List.of());
    assertEquals(
        store().findOrMake(KEY, twoFiles("a", "b")).contentDigest(),
        store().findOrMake(other, twoFiles("a", "b")).contentDigest());
  }

  @Test
  void aMakerThatFailsLeavesNothingBehind() throws IOException {
    ArtifactStore.Maker failing =
        sink -> {
          sink.file("image", stream -> stream.write(bytes("half of it")));
          throw new IOException("disk gone");
        };
    assertThrows(IOException.class, () -> store().findOrMake(KEY, failing));
    assertEquals(Optional.empty(), store().find(KEY.ref()));
    ArtifactStore.Maker crashing =
        sink ->
            sink.file(
                "image",
                stream -> {
                  stream.write(1);
                  throw new IllegalStateException("crash while writing");
                });
    assertThrows(IllegalStateException.class, () -> store().findOrMake(KEY, crashing));
    assertEquals(Optional.empty(), store().find(KEY.ref()));
    Artifact whole = store().findOrMake(KEY, twoFiles("all", "of it"));
    assertArrayEquals(bytes("all"), store().read(whole, "image"));
  }

  @Test
  void nobodySeesAnArtifactBeforeItIsWhole() throws IOException {
    store()
        .findOrMake(
            KEY,
            sink -> {
              sink.file("image", stream -> stream.write(1));
              assertEquals(Optional.empty(), store().find(KEY.ref()));
              sink.file("label", stream -> stream.write(2));
              assertEquals(Optional.empty(), store().find(KEY.ref()));
            });
    assertTrue(store().find(KEY.ref()).isPresent());
  }

  @Test
  void writersAtTheSameTimeAllEndUpWithOneArtifact() {
    int writers = 8;
    CyclicBarrier together = new CyclicBarrier(writers);
    AtomicInteger made = new AtomicInteger();
    List<CompletableFuture<Artifact>> results = new ArrayList<>();
    for (int n = 0; n < writers; n++) {
      results.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return store()
                      .findOrMake(
                          KEY,
                          sink -> {
                            meet(together);
                            made.incrementAndGet();
                            twoFiles("same", "bytes").make(sink);
                          });
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              run -> new Thread(run).start()));
    }
    Artifact first = results.get(0).join();
    results.forEach(result -> assertEquals(first, result.join()));
    assertEquals(writers, made.get(), "the barrier holds until all are making it");
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS); // A writer that failed would keep all others waiting.
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void damagedBytesAreNeverReturned() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", "label"));
    damage(KEY.ref(), "image");
    CorruptArtifactException corrupt =
        assertThrows(CorruptArtifactException.class, () -> store().read(made, "image"));
    assertTrue(corrupt.getMessage().contains(Digest.of("voxels")));
    assertTrue(corrupt.getMessage().contains("remove"));
    assertArrayEquals(bytes("label"), store().read(made, "label"));
  }

  @Test
  void aRemovedArtifactIsGoneAndMadeAnew() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("voxels", "label"));
    damage(KEY.ref(), "image");
    store().remove(KEY.ref());
    assertEquals(Optional.empty(), store().find(KEY.ref()));
    assertThrows(IOException.class, () -> store().get(KEY.ref()));
    assertThrows(IOException.class, () -> store().read(made, "image"));
    assertEquals(made, store().findOrMake(KEY, twoFiles("voxels", "label")));
    assertArrayEquals(bytes("voxels"), store().read(made, "image"));
  }

  @Test
  void removingWhatIsNotThereDoesNothing() throws IOException {
    store().remove(KEY.ref());
    assertEquals(Optional.empty(), store().find(KEY.ref()));
  }

  @Test
  void aFileThatTheArtifactDoesNotHaveIsNamed() throws IOException {
    Artifact made = store().findOrMake(KEY, twoFiles("a", "b"));
    IOException absent = assertThrows(IOException.class, () -> store().read(made, "mask"));
    assertTrue(absent.getMessage().contains("no file mask, only [image, label]"));
  }
}
