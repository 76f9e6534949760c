package io.twinbeam.transforms.tracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.twinbeam.model.training.StepLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;

final class EventLogTest {

  private static final String CHAIN = "0123456789abcdef0123";
  private static final OverlayPicture PICTURE =
      new OverlayPicture("overlay/x", 3, 2, ByteString.copyFromUtf8("png"));

  @TempDir private Path folder;

  private static List<StepLog> steps(int count) {
    return LongStream.range(0, count)
        .mapToObj(
            step ->
                new StepLog(
                    step,
                    new TreeMap<>(
                        Map.of(
                            "total", step + 0.5,
                            "learningRate", 0.01,
                            "diagnostic.agreement.1", 0.25,
                            "alarm.collapse.B", 0.001))))
        .toList();
  }

  private EventLog log() {
    return new EventLog(folder, CHAIN);
  }

  private static void append(EventLog log, int steps) throws IOException {
    log.append(steps(steps), step -> 1000 + step, Optional.empty());
  }

  private void assertSteps(int count) throws IOException {
    List<Long> expected = LongStream.range(0, count).boxed().toList();
    List<Event> events = TensorFlowReader.folder(folder);
    assertEquals(expected, TensorFlowReader.steps(events, "objective/total"));
    assertEquals(
        expected,
        EventLog.read(folder).stream().map(io.twinbeam.transforms.tracking.Event::step).toList());
  }

  @Test
  void tensorFlowReadsWhatWasWritten() throws IOException {
    log().append(steps(2), step -> 1000 + step, Optional.of(PICTURE));
    List<Event> events = TensorFlowReader.folder(folder);
    assertEquals(4, events.size());
    TensorFlowReader.requireVersion(events.get(0));
    assertEquals(1000.0, events.get(0).getWallTime());
    assertEquals(1001.0, events.get(2).getWallTime());
    assertEquals(1, events.get(2).getStep());
    Map<String, Float> scalars = new TreeMap<>();
    events
        .get(2)
        .getSummary()
        .getValueList()
        .forEach(value -> scalars.put(value.getTag(), value.getSimpleValue()));
    assertEquals(
        Map.of(
            "objective/total", 1.5f,
            "schedule/learningRate", 0.01f,
            "diagnostic/agreement.1", 0.25f,
            "alarm/collapse.B", 0.001f),
        scalars);
    Summary.Value image = events.get(3).getSummary().getValue(0);
    assertEquals(1, events.get(3).getStep());
    assertEquals("overlay/x", image.getTag());
    assertEquals(3, image.getImage().getWidth());
    assertEquals(2, image.getImage().getHeight());
    assertEquals(3, image.getImage().getColorspace());
    assertEquals("png", image.getImage().getEncodedImageString().toStringUtf8());
  }

  @Test
  void oneFileGrowsSegmentBySegment() throws IOException {
    EventLog log = log();
    append(log, 2);
    byte[] before = Files.readAllBytes(TensorFlowReader.files(folder).get(0));
    append(log, 5);
    List<Path> files = TensorFlowReader.files(folder);
    assertEquals(1, files.size());
    byte[] after = Files.readAllBytes(files.get(0));
    assertArrayEquals(before, Arrays.copyOf(after, before.length));
    assertSteps(5);
  }

  @Test
  void anotherWriterGoesOnWhereTheFirstStopped() throws IOException {
    append(log(), 2);
    append(log(), 5);
    append(log(), 4);
    assertSteps(5);
    assertEquals(1, TensorFlowReader.files(folder).size());
  }

  @Test
  void aWriterSeesWhatAnotherAddedMeanwhile() throws IOException {
    EventLog one = log();
    append(one, 2);
    append(log(), 4);
    append(one, 6);
    assertSteps(6);
  }

  @Test
  void aPictureOfAStepThatIsThereIsLeftOut() throws IOException {
    log().append(steps(2), step -> step, Optional.of(PICTURE));
    log().append(steps(2), step -> step, Optional.of(PICTURE));
    assertEquals(List.of(1L), TensorFlowReader.steps(TensorFlowReader.folder(folder), "overlay/x"));
  }

  @Test
  void whereverAWriterWasCutOffNoStepIsLostOrTwice() throws IOException {
    append(log(), 3);
    Path file = TensorFlowReader.files(folder).get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      try (var all = Files.list(folder)) {
        for (Path path : all.toList()) {
          Files.delete(path);
        }
      }
      Files.write(file, Arrays.copyOf(whole, length));
      append(log(), 3);
      append(log(), 4);
      assertSteps(4);
      byte[] now = Files.readAllBytes(file);
      assertArrayEquals(
          Arrays.copyOf(whole, length),
          Arrays.copyOf(now, length),
          "a reader may have read the end already");
      assertTrue(TensorFlowReader.files(folder).size() <= 2);
    }
  }

  @Test
  void damageIsNotReadAndWhatFollowsItIsWrittenAgain() throws IOException {
    append(log(), 3);
    Path file = TensorFlowReader.files(folder).get(0);
    byte[] content = Files.readAllBytes(file);
    content[content.length - 10] ^= 1;
    Files.write(file, content);
    append(log(), 3);
    assertSteps(3);
    assertEquals(2, TensorFlowReader.files(folder).size());
  }

  @Test
  void theFilesOfAnotherChainGoAndThoseOfOthersStay() throws IOException {
    new EventLog(folder, "ffffffffffffffff").append(steps(9), step -> 1, Optional.empty());
    Path own = Files.writeString(folder.resolve("events.out.tfevents.1700000000.host"), "");
    append(log(), 2);
    assertTrue(Files.exists(own));
    assertSteps(2);
  }

  @Test
  void writersAtTheSameTimeWriteEachStepOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        writers.add(
            threads.submit(
                () -> {
                  EventLog log = log();
                  for (int steps = 1; steps <= 20; steps++) {
                    append(log, steps);
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertSteps(20);
  }

  @Test
  void noDraftIsEverTakenForAnEventFile() throws IOException {
    append(log(), 1);
    try (var all = Files.list(folder)) {
      assertFalse(all.anyMatch(file -> file.getFileName().toString().startsWith(".draft")));
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    EventLog log = new EventLog(file.resolve("run"), CHAIN);
    assertThrows(IOException.class, () -> append(log, 1));
  }

  @Test
  void aFolderThatIsNotThereHasNoEvents() throws IOException {
    assertEquals(List.of(), EventLog.read(folder.resolve("none")));
  }
}
