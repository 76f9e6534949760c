package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.ManifestEntry.Failure;
import io.twinbeam.transforms.preprocess.ManifestEntry.Result;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import io.twinbeam.transforms.preprocess.ManifestEntry.State;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestTest {

  private static final PreprocessSettings SETTINGS =
      new PreprocessSettings(
          RecipeFile.named("default").recipe(), LabelClasses.asFound(), SourceRules.STANDARD);

  private static final ManifestEntry DONE =
      new ManifestEntry(
          "b",
          State.PROCESSED,
          List.of(new SourceFile("/in/images/b.nii", "0b")),
          "r",
          false,
          new Result("case/0b/0b", "cb", 1, "3x4x5", List.of(0.1, 1.0 / 3, 2.0), List.of(60L)),
          null);

  private static ManifestEntry failed(String caseId) {
    return new ManifestEntry(
        caseId,
        State.FAILED,
        List.of(new SourceFile("/in/" + caseId + ".nii", null)),
        "r",
        false,
        null,
        new Failure("read", Fault.UNREADABLE, "/in/" + caseId + ".nii is no file"));
  }

  private static Manifest manifest(Optional<Manifest> earlier, ManifestEntry... entries) {
    return Manifest.of("default", SETTINGS, List.of(entries), List.of(), "/in", earlier);
  }

  @Test
  void theOrderOfTheEntriesDoesNotShow() {
    assertEquals(
        manifest(Optional.empty(), failed("a"), DONE).toJson(),
        manifest(Optional.empty(), DONE, failed("a")).toJson());
  }

  @Test
  void pathsAreToldFromTheInputFolder() {
    Manifest manifest = manifest(Optional.empty(), DONE, failed("a"));

    assertEquals("a.nii is no file", manifest.in(State.FAILED).get(0).failure().message());
    assertEquals("images/b.nii", manifest.in(State.PROCESSED).get(0).sources().get(0).path());
  }

  @Test
  void aCaseThatIsGoneKeepsItsResultAndStaysGoneUntilItIsBack() {
    Manifest first = manifest(Optional.empty(), DONE, failed("a"));
    Manifest second = manifest(Optional.of(first), failed("c"));
    Manifest third = manifest(Optional.of(second), failed("c"));

    assertEquals(
        List.of("a", "b"), second.in(State.REMOVED).stream().map(ManifestEntry::caseId).toList());
    assertEquals(DONE.result(), second.in(State.REMOVED).get(1).result());
    assertEquals(null, second.in(State.REMOVED).get(0).failure());
    assertEquals(second.toJson(), third.toJson());
    assertEquals(
        first.toJson(),
        manifest(Optional.of(first), DONE, failed("a")).toJson(),
        "nothing changed");
    assertEquals(
        first.cases().get(1), manifest(Optional.of(third), DONE, failed("c")).cases().get(1));
  }

  @Test
  void twoEntriesOfOneCaseAreRefused() {
    assertThrows(IllegalStateException.class, () -> manifest(Optional.empty(), failed("b"), DONE));
  }

  @Test
  void whatIsPublishedIsReadBack(@TempDir Path folder) throws IOException {
    JobFolder job = new JobFolder(folder);
    assertEquals(Optional.empty(), Manifest.read(job));
    Manifest manifest = manifest(Optional.empty(), DONE, failed("a"));

    job.publish(JobFolder.MANIFEST, manifest.toJson());

    assertEquals(Optional.of(manifest), Manifest.read(job));
  }

  @Test
  void aManifestOfAnotherFormatIsNotTakenForNone(@TempDir Path folder) throws IOException {
    JobFolder job = new JobFolder(folder);
    job.publish(
        JobFolder.MANIFEST,
        manifest(Optional.empty(), DONE).toJson().replace("manifest/1", "manifest/9"));

    String message = assertThrows(IOException.class, () -> Manifest.read(job)).getMessage();

    assertTrue(message.contains("has twinbeam-manifest/9; move it away"), message);
  }

  @Test
  void aLongListOfFailedCasesIsCutInTheSummary() {
    ManifestEntry[] many =
        IntStream.range(0, 23)
            .mapToObj(index -> failed(String.format("c%02d", index)))
            .toArray(ManifestEntry[]::new);

    String text = new JobSummary(manifest(Optional.empty(), many)).text();

    assertTrue(text.contains("Failed, UNREADABLE (23): the file cannot be read"), text);
    assertTrue(text.endsWith("  c19\n  and 3 more\n"), text);
  }
}
