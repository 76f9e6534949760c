package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results on {@code gs://} are not lost where the service does not answer. */
final class BucketResultsTest {

  private static final List<String> RESULTS =
      List.of(
          "run/metrics.csv",
          "run/run.json",
          "run/summary.json",
          "run/weights/one.safetensors",
          "run/weights/two.safetensors");

  private FakeStorage fake;
  private RunDirectory directory;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.startForProcess();
    directory = new RunDirectory(Folders.at("gs://" + FakeStorage.BUCKET + "/run"));
    RESULTS.forEach(name -> fake.put(name, name.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  /** Refused, as an outage would last longer than a test; both end in the same error. */
  private IntSupplier refuse(int times, Predicate<String> lines) {
    return fake.fail(times, lines, Fault.status(403));
  }

  private static Predicate<String> asksFor(String name) {
    return line -> line.startsWith("GET") && line.contains("/o/" + name + " ");
  }

  @Test
  void resultsAreNotTakenForUnfinishedWhereNobodyCanTell() throws IOException {
    IntSupplier refused = refuse(1, asksFor("run/run.json"));
    assertThrows(IOException.class, directory::putAside);
    assertEquals(1, refused.getAsInt());
    assertEquals(RESULTS, fake.names());
  }

  @Test
  void noResultIsLeftBehindWhereNobodyCanTell() throws IOException {
    refuse(1, asksFor("run/metrics.csv"));
    assertThrows(IOException.class, directory::putAside);
    directory.putAside();
    assertFalse(directory.holdsResults());
    directory.bringBack();
    assertEquals(RESULTS, fake.names());
  }

  @Test
  void whatIsAsideIsNotForgottenWhereNobodyCanTell() throws IOException {
    directory.putAside();
    refuse(1, line -> line.contains("run/.earlier"));
    assertThrows(IOException.class, directory::bringBack);
    directory.bringBack();
    assertEquals(RESULTS, fake.names());
  }

  @Test
  void whoAsksForResultsIsNotToldThatThereAreNone() throws IOException {
    IntSupplier refused = refuse(1, line -> line.startsWith("GET"));
    assertThrows(IOException.class, directory::holdsResults);
    assertEquals(1, refused.getAsInt());
    assertTrue(directory.holdsResults());
  }

  @Test
  void resultsArePutAsideThoughAnswersAreLost() throws IOException {
    List<IntSupplier> lost =
        List.of(
            fake.fail(3, line -> line.contains("/rewriteTo/"), Fault.doneUnanswered()),
            fake.fail(3, line -> line.startsWith("DELETE"), Fault.doneUnanswered()));
    directory.putAside();
    assertEquals(List.of(3, 3), lost.stream().map(IntSupplier::getAsInt).toList());
    assertFalse(directory.holdsResults());
    directory.bringBack();
    assertEquals(RESULTS, fake.names());
  }

  @Test
  void whatBrokeOffWithinAFolderIsPutAsideByTheNextStart() throws IOException {
    refuse(1, line -> line.startsWith("DELETE") && line.contains("weights/two"));
    assertThrows(IOException.class, directory::putAside);
    assertTrue(fake.names().contains("run/.earlier/weights/two.safetensors"));
    assertTrue(fake.names().contains("run/weights/two.safetensors"));
    directory.putAside();
    assertFalse(directory.holdsResults());
    directory.bringBack();
    assertEquals(RESULTS, fake.names());
  }

  @Test
  void whatWasAsideDoesNotComeBackWhereItsRemovalBrokeOff() throws IOException {
    directory.putAside();
    fake.put("run/run.json", "new".getBytes(StandardCharsets.UTF_8));
    refuse(1, line -> line.startsWith("DELETE") && line.contains("weights/two"));
    assertThrows(IOException.class, directory::dropAside);
    assertTrue(fake.names().contains("run/.earlier/run.json"), fake.names().toString());

    directory.putAside();

    assertFalse(directory.holdsResults());
    assertEquals(List.of("run/.earlier/run.json"), fake.names());
    assertEquals("new", new String(fake.content("run/.earlier/run.json"), StandardCharsets.UTF_8));
  }

  @Test
  void noResultIsLeftOutOfTheDigestsWhereNobodyCanTell() throws IOException {
    assertEquals(4, Provenance.digests(directory).size(), "all but run.json");
    Predicate<String> about = asksFor("run/metrics.csv");
    for (int answered = 0; answered < 3; answered++) {
      // A file is asked for when it is found, looked at and read.
      AtomicInteger left = new AtomicInteger(answered);
      refuse(1, line -> about.test(line) && left.getAndDecrement() == 0);
      assertThrows(IOException.class, () -> checked(() -> Provenance.digests(directory)));
    }
    assertEquals(4, Provenance.digests(directory).size());
  }

  private interface Question {
    Object ask() throws IOException;
  }

  private static void checked(Question question) throws IOException {
    try {
      question.ask();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Test
  void aManifestIsNotTakenForAbsentWhereNobodyCanTell() throws IOException {
    JobFolder job = new JobFolder(directory.path());
    assertTrue(Manifest.read(job).isEmpty());
    refuse(1, asksFor("run/manifest.json"));
    assertThrows(IOException.class, () -> Manifest.read(job));
  }
}
