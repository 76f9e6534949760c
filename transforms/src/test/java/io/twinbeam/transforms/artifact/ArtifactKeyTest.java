package io.twinbeam.transforms.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ArtifactKeyTest {

  private static ArtifactKey key(Object settings) {
    return ArtifactKey.of("case", "test/1", settings, List.of("in"));
  }

  /** The SHA-256 of {@code {"inputs":["in"],"kind":"case","producer":"test/1","settings":...}}. */
  @Test
  void theNameOfAnArtifactNeverChanges() {
    assertEquals(
        "b91266de70fa99f76e09a21d084e549ee04c727f47dbb63207a0ae43d3d62dc4",
        key(Map.of("b", 1, "a", List.of(1.5, true, "x"))).ref().digest());
  }

  @Test
  void theOrderOfSettingsDoesNotMatter() {
    Map<String, Object> forwards = new LinkedHashMap<>();
    forwards.put("a", 1);
    forwards.put("b", Map.of("y", 2, "x", 3));
    Map<String, Object> backwards = new LinkedHashMap<>();
    backwards.put("b", new LinkedHashMap<>(Map.of("x", 3, "y", 2)));
    backwards.put("a", 1);
    assertEquals(key(forwards).ref(), key(backwards).ref());
    ArtifactKey unsorted =
        new ArtifactKey("case", "test/1", CanonicalJson.tree(backwards), List.of("in"));
    assertEquals(key(forwards).ref(), unsorted.ref());
  }

  /** Components in an order that is not that of the alphabet. */
  record Settings(int threads, Optional<Double> spacingMm, List<String> classes) {}

  @Test
  void recordsAreWrittenByTheAlphabet() {
    assertEquals(
        "{\"classes\":[\"b\",\"a\"],\"spacingMm\":1.5,\"threads\":2}",
        CanonicalJson.write(new Settings(2, Optional.of(1.5), List.of("b", "a"))));
    assertEquals(
        "{\"classes\":[],\"spacingMm\":null,\"threads\":2}",
        CanonicalJson.write(new Settings(2, Optional.empty(), List.of())));
  }

  @Test
  void everyPartOfTheKeyChangesTheName() {
    ArtifactRef ref = key(Map.of("a", 1)).ref();
    assertNotEquals(ref, key(Map.of("a", 2)).ref());
    assertNotEquals(ref, ArtifactKey.of("case", "test/2", Map.of("a", 1), List.of("in")).ref());
    assertNotEquals(ref, ArtifactKey.of("case", "test/1", Map.of("a", 1), List.of("in", "")).ref());
    assertNotEquals(
        ref.digest(),
        ArtifactKey.of("other", "test/1", Map.of("a", 1), List.of("in")).ref().digest());
  }
}
