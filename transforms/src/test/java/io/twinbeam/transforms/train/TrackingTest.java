package io.twinbeam.transforms.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.SmallRuns;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.tracking.EventLog;
import io.twinbeam.transforms.tracking.LiveFiles;
import io.twinbeam.transforms.tracking.LiveRun;
import io.twinbeam.transforms.tracking.TensorFlowReader;
import io.twinbeam.transforms.tracking.TrackedStep;
import io.twinbeam.transforms.train.TrainSegmenterTest.Outcome;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;

/** What training tells of itself, and that it is the same training. */
final class TrackingTest {

  private static final RunName DUAL = new RunName("dual-uncertainty", 3);
  private static final int STEPS = 5;

  private static Outcome untracked;

  @TempDir private static Path untrackedAt;
  @TempDir private Path folder;

  private Path workspace;
  private Path directory;

  @BeforeEach
  void makeWorkspace() {
    workspace = folder.resolve("workspace");
    directory = folder.resolve("run");
    SmallData.workspaceAt(workspace);
    if (untracked == null) {
      untracked = train(segmenter(SmallData.workspaceAt(untrackedAt)));
    }
  }

  private static TrainSegmenter segmenter(String workspace) {
    return TrainSegmenter.of(workspace, Map.of(DUAL, SmallRuns.settings(DUAL, STEPS, 2)));
  }

  private static Outcome train(TrainSegmenter segmenter) {
    return TrainSegmenterTest.train(segmenter, TrainSegmenterTest.keyed(DUAL, SmallData.split()));
  }

  private Outcome trainTracked() {
    return train(segmenter(workspace.toString()).withTracking(directory.toString()));
  }

  private List<Event> events() throws IOException {
    return TensorFlowReader.folder(LiveFiles.events(directory, DUAL.runId()));
  }

  private LiveRun live() throws IOException {
    return CanonicalJson.read(
        Files.readString(LiveFiles.run(directory, DUAL.runId())), LiveRun.class);
  }

  private void assertEveryValueOnce() throws IOException {
    Map<String, Float> logged = new TreeMap<>();
    for (TrainingRecord row : untracked.log()) {
      logged.put(row.step() + " " + TrackedStep.tag(row.term()), (float) row.value());
    }
    Map<String, Float> shown = new TreeMap<>();
    for (Event event : events()) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (!value.hasImage()) {
          String key = event.getStep() + " " + value.getTag();
          assertEquals(null, shown.put(key, value.getSimpleValue()), key);
        }
      }
    }
    assertEquals(logged, shown);
  }

  @Test
  void trackingChangesNothingAndShowsEveryValueOnce() throws IOException {
    Outcome tracked = trainTracked();
    assertEquals(untracked.trained(), tracked.trained());
    assertEquals(List.of(), tracked.failed());
    assertEveryValueOnce();
    LiveRun live = live();
    assertEquals(LiveRun.State.TRAINED, live.state());
    assertEquals(STEPS, live.step());
    assertEquals(STEPS, live.steps());
    assertNotNull(live.loss());
  }

  @Test
  void picturesArePngsOfALabelledCaseAfterEachSegment() throws IOException {
    trainTracked();
    String tag = "overlay/labelled/" + SmallData.cases().get(0).caseId();
    assertEquals(List.of(1L, 3L, 4L), TensorFlowReader.steps(events(), tag));
    for (Event event : events()) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.hasImage()) {
          byte[] png = value.getImage().getEncodedImageString().toByteArray();
          BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
          assertEquals(value.getImage().getWidth(), image.getWidth());
          assertEquals(value.getImage().getHeight(), image.getHeight());
        }
      }
    }
  }

  @Test
  void aRunThatGoesOnCompletesItsFiles() throws IOException {
    Outcome first = trainTracked();
    ArtifactStore.at(workspace.toString()).remove(first.trained().get(0).weights());
    trainTracked();
    assertEveryValueOnce();
    assertEquals(1, TensorFlowReader.files(LiveFiles.events(directory, DUAL.runId())).size());
  }

  @Test
  void stepsThatWereTrainedBeforeAreShownInANewDirectory() throws IOException {
    trainTracked();
    directory = folder.resolve("other");
    Outcome again = trainTracked();
    assertEquals(0, again.stepsTrained());
    assertEveryValueOnce();
    assertFalse(EventLog.read(LiveFiles.events(directory, DUAL.runId())).isEmpty());
  }

  @Test
  void aDirectoryThatCannotBeWrittenChangesNothing() throws IOException {
    directory = Files.writeString(folder.resolve("file"), "in the way");
    Outcome tracked = trainTracked();
    assertEquals(untracked.trained(), tracked.trained());
    assertEquals(List.of(), tracked.failed());
    assertEquals("in the way", Files.readString(directory));
  }

  @Test
  void whatCouldNotBeAddedAfterTheLastSegmentIsAddedAtTheEnd() throws IOException {
    TrainingRun run =
        new TrainingRun(
            DUAL.runId(),
            SmallRuns.settings(DUAL, STEPS, 2),
            InitialArtifacts.NONE,
            Optional.empty(),
            SmallData.split(),
            new RunChain(
                SmallRuns.settings(DUAL, STEPS, 2),
                InitialArtifacts.NONE,
                Optional.empty(),
                SmallData.split()));
    Place end = new RunCheckpoints(ArtifactStore.at(untrackedAt.toString())).latest(run);
    assertEquals(STEPS, end.log().size());
    TrainingTracks tracks =
        new TrainingTracks(
            directory.toString(), new StoredCases(ArtifactStore.at(workspace.toString())));
    Path inTheWay = directory.resolve(LiveFiles.TENSORBOARD);
    Files.createDirectories(directory);
    Files.writeString(inTheWay, "");
    tracks.found(run, end);
    Files.delete(inTheWay);
    tracks.ended(run, end);
    assertEveryValueOnce();
    assertEquals(LiveRun.State.TRAINED, live().state());
    Files.delete(LiveFiles.run(directory, DUAL.runId()));
    Files.delete(directory.resolve(LiveFiles.LIVE));
    Files.writeString(directory.resolve(LiveFiles.LIVE), "");
    tracks.ended(run, end); // Gives up, and does not fail.
  }

  @Test
  void aRunThatFailsSaysWhy() throws IOException {
    List<SplitCase> unlabelled =
        new ArrayList<>(
            SmallData.split().stream().filter(c -> c.role() == CaseRole.UNLABELLED).toList());
    TrainSegmenterTest.train(
        segmenter(workspace.toString()).withTracking(directory.toString()),
        TrainSegmenterTest.keyed(DUAL, unlabelled));
    LiveRun live = live();
    assertEquals(LiveRun.State.FAILED, live.state());
    assertTrue(live.message().contains("at least one labelled case"), live.message());
    assertEquals(STEPS, live.steps());
  }
}
