package io.twinbeam.pipelines.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.training.RunSettings;
import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.tracking.Event;
import io.twinbeam.transforms.tracking.EventLog;
import io.twinbeam.transforms.tracking.LiveFiles;
import io.twinbeam.transforms.tracking.LiveRun;
import io.twinbeam.transforms.train.TrainingRound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.stream.IntStream;
import javax.annotation.Nullable;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings an MLflow server up to what the files of a run directory say; may be tried again. */
final class MlflowLog {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowLog.class);

  /** Held, or its level would be forgotten: what the client tries again is not worth a line. */
  private static final java.util.logging.Logger HTTP =
      java.util.logging.Logger.getLogger("org.mlflow_project");

  static {
    HTTP.setLevel(Level.WARNING);
  }

  private final TrackingServer server;
  private final Experiment experiment;
  private final RunDirectory directory;
  private final Map<String, RunsOnServer.OnServer> known = new HashMap<>();
  private final Map<String, Long> eventBytes = new HashMap<>();
  private final Set<String> finished = new HashSet<>();
  private final Set<String> uploaded = new HashSet<>();
  private String experimentId;
  private volatile MlflowClient client;
  private volatile Boolean done;

  MlflowLog(TrackingServer server, Experiment experiment, RunDirectory directory) {
    this.server = server;
    this.experiment = experiment;
    this.directory = directory;
  }

  /** From now on the job has ended, with results or without. */
  void ended(boolean withResults) {
    done = withResults;
  }

  /** Ends a call that hangs; the next one makes a new connection. */
  void abort() {
    MlflowClient open = client;
    client = null;
    if (open != null) {
      open.close();
    }
  }

  /**
   * Sends what is new. One thread at a time.
   *
   * @throws IOException where files cannot be read; other errors are those of the client
   */
  synchronized void send() throws IOException {
    Boolean ended = done;
    RunsOnServer runs = new RunsOnServer(connection());
    if (experimentId == null) {
      experimentId = runs.experiment(experiment.name());
    }
    for (Map.Entry<RunName, RunSettings> run : experiment.runs().entrySet()) {
      String runId = run.getKey().runId();
      if (!finished.contains(runId)) {
        send(runs, run.getKey(), run.getValue(), ended);
        if (ended != null && known.containsKey(runId)) {
          finish(runs, run.getKey(), ended);
          finished.add(runId);
        }
      }
    }
  }

  private MlflowClient connection() {
    MlflowClient open = client;
    if (open == null) {
      open = new MlflowClient(server.credentials());
      client = open;
    }
    return open;
  }

  /**
   * @param ended null while the job goes on, then whether it has results
   */
  private void send(RunsOnServer runs, RunName name, RunSettings settings, @Nullable Boolean ended)
      throws IOException {
    String runId = name.runId();
    long bytes = 0;
    for (TrainingRound round : rounds()) {
      bytes += size(events(round, runId));
    }
    RunsOnServer.OnServer there = known.get(runId);
    boolean isTold = bytes > 0 || hasFailed(runId) || Boolean.FALSE.equals(ended);
    if (!isTold || (there != null && bytes == eventBytes.getOrDefault(runId, 0L))) {
      return;
    }
    if (there == null) {
      there = runs.run(experimentId, directory.name() + "/" + runId);
      runs.params(there.id(), params(name, settings));
      known.put(runId, there);
    }
    RunsOnServer.OnServer run = there;
    List<RunsOnServer.Step> fresh = new ArrayList<>();
    for (TrainingRound round : rounds()) {
      long before = round.stepsBefore(settings.training().steps());
      EventLog.read(events(round, runId)).stream()
          .map(event -> step(event, before))
          .filter(step -> step.number() > run.lastStep())
          .forEach(fresh::add);
    }
    runs.steps(
        run.id(),
        fresh,
        last -> known.put(runId, new RunsOnServer.OnServer(run.id(), run.artifactUri(), last)));
    eventBytes.put(runId, bytes);
  }

  private static long size(Path folder) throws IOException {
    if (!Folders.isFolder(folder)) {
      return 0;
    }
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path file :
          files.filter(path -> !path.getFileName().toString().startsWith(".")).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private List<TrainingRound> rounds() {
    return IntStream.rangeClosed(1, experiment.pseudoLabels().roundCount())
        .mapToObj(experiment::round)
        .toList();
  }

  private Path events(TrainingRound round, String runId) {
    return LiveFiles.events(directory.path(), round.trackName(runId));
  }

  /**
   * @param before steps of earlier rounds
   */
  private static RunsOnServer.Step step(Event event, long before) {
    TreeMap<String, Double> values = new TreeMap<>();
    event.scalars().forEach((tag, value) -> values.put(Flattened.name(tag), value));
    return new RunsOnServer.Step(
        before + event.step(), Math.round(event.wallTime() * 1000), values);
  }

  private static Map<String, String> params(RunName name, RunSettings settings) {
    TreeMap<String, String> params = new TreeMap<>(Flattened.texts(settings));
    params.put("run.method", name.method());
    params.put("run.seed", Long.toString(name.seed()));
    if (name.fold() > 0) {
      params.put("run.fold", Integer.toString(name.fold()));
    }
    return params;
  }

  private void finish(RunsOnServer runs, RunName name, boolean withResults) throws IOException {
    RunsOnServer.OnServer run = known.get(name.runId());
    if (withResults) {
      summarise(runs, run, name);
    }
    List<TrainingRound> rounds = rounds();
    String last = rounds.get(rounds.size() - 1).trackName(name.runId());
    boolean trained = state(last) == LiveRun.State.TRAINED;
    runs.setStatus(run.id(), withResults && trained ? RunStatus.FINISHED : RunStatus.FAILED);
    if (withResults) {
      upload(run);
    }
  }

  /** Whether any round of a run could not be trained, be it before its first segment. */
  private boolean hasFailed(String runId) throws IOException {
    for (TrainingRound round : rounds()) {
      if (state(round.trackName(runId)) == LiveRun.State.FAILED) {
        return true;
      }
    }
    return false;
  }

  @Nullable
  private LiveRun.State state(String track) throws IOException {
    Path live = LiveFiles.run(directory.path(), track);
    return Folders.exists(live)
        ? CanonicalJson.read(Files.readString(live), LiveRun.class).state()
        : null;
  }

  /** The figures of summary.json for the run's method, as metrics of the last step. */
  private void summarise(RunsOnServer runs, RunsOnServer.OnServer run, RunName name)
      throws IOException {
    Path file = directory.path().resolve(RunDirectory.SUMMARY);
    JsonNode method =
        CanonicalJson.read(Files.readString(file), JsonNode.class)
            .path("methods")
            .path(name.method());
    TreeMap<String, Double> figures = new TreeMap<>(Flattened.numbers("summary/", method));
    if (!figures.isEmpty()) {
      long millis = Files.getLastModifiedTime(file).toMillis();
      long last = Math.max(0, run.lastStep());
      runs.figures(run.id(), new RunsOnServer.Step(last, millis, figures));
    }
  }

  private void upload(RunsOnServer.OnServer run) throws IOException {
    if (!ArtifactUpload.isPossible(run.artifactUri())) {
      LOG.info(
          "{}: the server does not pass artifacts on ({}), so that {} and {} stay in {} alone",
          server,
          run.artifactUri(),
          RunDirectory.SUMMARY,
          RunDirectory.REPORT,
          directory.path());
      return;
    }
    ArtifactUpload upload = new ArtifactUpload(server);
    for (String file : List.of(RunDirectory.SUMMARY, RunDirectory.REPORT)) {
      String name = run.id() + "/" + file;
      if (!uploaded.contains(name)) {
        upload.put(run.artifactUri(), directory.path().resolve(file));
        uploaded.add(name);
      }
    }
  }
}
