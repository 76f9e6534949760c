package io.twinbeam.templates.distributable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DistributableIT {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  /** A class that the networks cannot learn in a step is no mistake here. */
  private static final String EXPERIMENT =
      """
      name: tiny
      data:
        phantom: {cases: 4, shape: 16x16x16, seed: 1}
      split: {seed: 1, test: 1, labelled: 1}
      methods: [supervised]
      networks: {width: 2}
      training: {steps: 1, segmentSteps: 1, patch: 16x16x16, threads: 1}
      """;

  @TempDir private static Path folder;

  private static Unpacked unpacked;

  @BeforeAll
  static void unpack() throws Exception {
    assumeFalse(Boolean.getBoolean("distributable.skip"), "built without the distributable");
    unpacked = Unpacked.of(Path.of(System.getProperty("distributable")), folder);
  }

  @Test
  void itHoldsWhatTheDocumentationLists() throws IOException {
    try (Stream<Path> top = Files.list(unpacked.home())) {
      Set<String> names =
          top.map(Path::getFileName)
              .map(Path::toString)
              .filter(name -> !name.equals("sbom.json"))
              .collect(Collectors.toCollection(TreeSet::new));
      String text = Files.readString(unpacked.home().resolve("docs/install.md"));
      for (String name : names) {
        assertTrue(text.contains("`" + name), name + " is not in docs/install.md");
      }
      assertTrue(
          names.containsAll(List.of("bin", "lib", "recipes", "experiments", "templates", "docs")),
          names.toString());
    }
    for (String script : List.of("bin/twinbeam", "templates/flink/submit")) {
      assertTrue(Files.isExecutable(unpacked.home().resolve(script)), script);
    }
    assertFalse(Files.exists(unpacked.home().resolve("templates/pom.xml")));
    assertFalse(Files.exists(unpacked.home().resolve("templates/src")));
  }

  @Test
  void linksOfItsPagesLeadSomewhere() throws IOException {
    for (String page : unpacked.files().stream().filter(name -> name.endsWith(".md")).toList()) {
      Path file = unpacked.home().resolve(page);
      for (String link :
          LINK.matcher(Files.readString(file)).results().map(m -> m.group(1)).toList()) {
        boolean leads = link.contains("://") || Files.exists(file.resolveSibling(link));
        assertTrue(leads, page + " links to " + link + ", which is not there");
      }
    }
  }

  @Test
  void theVersionIsToldWithItsRevision() throws Exception {
    List<String> lines = unpacked.twinbeam("--version").lines().toList();
    assertEquals("twinbeam " + System.getProperty("project.version"), lines.get(0));
    assertTrue(
        lines.get(1).matches("revision ([0-9a-f]{40}( with changes)?|unknown)"), lines.get(1));
    assertTrue(lines.get(2).startsWith("natives pytorch-native-"), lines.get(2));
  }

  @Test
  void itsRecipesAreThoseOfTheProgram() throws Exception {
    String listed = unpacked.twinbeam("recipes");
    try (Stream<Path> files = Files.list(unpacked.home().resolve("recipes"))) {
      Set<String> names =
          files
              .map(file -> file.getFileName().toString().replace(".yaml", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      for (String name : names) {
        assertTrue(listed.lines().anyMatch(line -> line.startsWith(name + " ")), name);
      }
      assertTrue(names.contains("default"), names.toString());
    }
  }

  @Test
  void anExperimentRunsAndLeavesTheInstallationAlone() throws Exception {
    Set<String> before = unpacked.files();
    Path experiment = Files.writeString(unpacked.elsewhere().resolve("tiny.yaml"), EXPERIMENT);
    String output = unpacked.twinbeam("run", experiment.getFileName().toString());
    assertTrue(output.contains("Report: "), output);
    assertTrue(Files.exists(unpacked.elsewhere().resolve("workspace/runs/tiny")), output);
    assertEquals(before, unpacked.files());
  }

  @Test
  void theBillOfMaterialsListsEveryJarWithItsDigest() throws Exception {
    assumeFalse(
        System.getProperty("offline").endsWith("true"),
        "the bill of materials is not made offline");
    Path file = unpacked.home().resolve("sbom.json");
    JsonNode bill = new ObjectMapper().readTree(file.toFile());
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode component : bill.path("components")) {
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          listed.put(hash.path("content").asText(), component.path("purl").asText());
        }
      }
      assertTrue(component.path("licenses").size() > 0, component.path("purl").asText());
    }
    Set<String> shipped = new TreeSet<>();
    try (Stream<Path> jars = Files.list(unpacked.home().resolve("lib"))) {
      for (Path jar : jars.toList()) {
        String digest = MoreFiles.asByteSource(jar).hash(Hashing.sha256()).toString();
        assertTrue(listed.containsKey(digest), jar + " is not in sbom.json");
        shipped.add(digest);
      }
    }
    listed.keySet().removeAll(shipped);
    assertEquals(Map.of(), listed);
  }
}
