package io.twinbeam.pipelines.mlflow;

import com.google.common.collect.Lists;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;

/**
 * The runs of one MLflow experiment. A run is found again by its tag, and a tag that is written
 * together with metrics tells up to which step they are there. A batch that is sent again has the
 * same values, steps and times, which a server takes for the same metrics.
 */
final class RunsOnServer {

  /** Run directory and run id: names the run wherever it is started again. */
  static final String RUN = "twinbeam.run";

  /** The last step whose metrics are there. */
  static final String LAST_STEP = "twinbeam.lastStep";

  // What servers of every version take at once, and how long a value may be.
  private static final int METRICS_PER_BATCH = 900;
  private static final int PARAMS_PER_BATCH = 100;
  private static final int LONGEST_PARAM = 250;

  private final MlflowClient client;

  RunsOnServer(MlflowClient client) {
    this.client = client;
  }

  /** A run as it is on the server. */
  record OnServer(String id, String artifactUri, long lastStep) {}

  /** The scalars of a step with when it was. */
  record Step(long number, long millis, SortedMap<String, Double> values) {}

  /** The experiment of that name, made where there is none. */
  String experiment(String name) {
    String id =
        client
            .getExperimentByName(name)
            .map(Experiment::getExperimentId)
            .orElseGet(() -> client.createExperiment(name));
    return required(id, "an experiment id");
  }

  /**
   * The run that is tagged {@code name}, made where there is none, with its state set to running.
   */
  OnServer run(String experiment, String name) {
    String filter = "tags.`" + RUN + "` = '" + name + "'";
    List<Run> found =
        client.searchRuns(List.of(experiment), filter, ViewType.ACTIVE_ONLY, 1).getItems();
    if (!found.isEmpty()) {
      Run run = found.get(0);
      setStatus(run.getInfo().getRunId(), RunStatus.RUNNING);
      return onServer(run.getInfo(), run.getData().getTagsList());
    }
    RunInfo made =
        client.createRun(
            CreateRun.newBuilder()
                .setExperimentId(experiment)
                .setStartTime(System.currentTimeMillis())
                .addTags(tag(RUN, name))
                .addTags(tag("mlflow.runName", name))
                .addTags(tag("mlflow.source.name", "twinbeam"))
                .build());
    return onServer(made, List.of());
  }

  private static OnServer onServer(RunInfo info, List<RunTag> tags) {
    long last =
        tags.stream()
            .filter(tag -> tag.getKey().equals(LAST_STEP))
            .mapToLong(tag -> Long.parseLong(tag.getValue()))
            .findFirst()
            .orElse(-1);
    return new OnServer(required(info.getRunId(), "a run id"), info.getArtifactUri(), last);
  }

  private static String required(String value, String what) {
    if (value == null || value.isEmpty()) {
      throw new MlflowClientException("the server answered without " + what);
    }
    return value;
  }

  /** Adds settings; those that are there already must have the same values, and have. */
  void params(String run, Map<String, String> values) {
    List<Param> params = new ArrayList<>();
    values.forEach(
        (key, value) ->
            params.add(
                Param.newBuilder()
                    .setKey(key)
                    .setValue(
                        value.length() > LONGEST_PARAM ? value.substring(0, LONGEST_PARAM) : value)
                    .build()));
    for (List<Param> batch : Lists.partition(params, PARAMS_PER_BATCH)) {
      client.logBatch(run, List.of(), batch, List.of());
    }
  }

  /**
   * Adds the metrics of {@code steps}, in order.
   *
   * @param sent told of the last step after every batch
   */
  void steps(String run, List<Step> steps, LongConsumer sent) {
    List<Metric> batch = new ArrayList<>();
    for (int n = 0; n < steps.size(); n++) {
      Step step = steps.get(n);
      step.values().forEach((key, value) -> batch.add(metric(key, value, step)));
      boolean full =
          n + 1 == steps.size()
              || batch.size() + steps.get(n + 1).values().size() > METRICS_PER_BATCH;
      if (full) {
        String last = Long.toString(step.number());
        client.logBatch(run, batch, List.of(), List.of(tag(LAST_STEP, last)));
        sent.accept(step.number());
        batch.clear();
      }
    }
  }

  /** Adds what is known of a whole run at its end. */
  void figures(String run, Step figures) {
    List<Metric> metrics = new ArrayList<>();
    figures.values().forEach((key, value) -> metrics.add(metric(key, value, figures)));
    for (List<Metric> batch : Lists.partition(metrics, METRICS_PER_BATCH)) {
      client.logBatch(run, batch, List.of(), List.of());
    }
  }

  private static Metric metric(String key, double value, Step step) {
    return Metric.newBuilder()
        .setKey(key)
        .setValue(value)
        .setTimestamp(step.millis())
        .setStep(step.number())
        .build();
  }

  private static RunTag tag(String key, String value) {
    return RunTag.newBuilder().setKey(key).setValue(value).build();
  }

  void setStatus(String run, RunStatus status) {
    if (status == RunStatus.RUNNING) {
      // The client has a call for ends alone.
      client.sendPost(
          "runs/update", CanonicalJson.write(Map.of("run_id", run, "status", status.name())));
    } else {
      client.setTerminated(run, status);
    }
  }
}
