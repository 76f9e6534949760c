package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.mlflow.MlflowTracking;
import io.twinbeam.pipelines.mlflow.TrackingServer;
import io.twinbeam.pipelines.results.RunDirectory;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** The option of commands whose training an MLflow server may show. It changes no result. */
final class MlflowOption {

  private static final String NAME = "--mlflowTrackingUri";

  @Option(
      names = NAME,
      paramLabel = "URI",
      description =
          "Log training, settings and results to this MLflow server, http or https; user and"
              + " password from the URI or from MLflow's environment variables.")
  private String uri;

  /**
   * The server, if one is named.
   *
   * @throws UsageException where its address is none; the message does not repeat the password
   */
  Optional<TrackingServer> server() {
    Optional<TrackingServer> server = server(uri);
    if (server.isPresent()
        && HandOver.launch().isPresent()
        && URI.create(uri).getUserInfo() != null) {
      throw new UsageException(
          NAME
              + " must hold no user and password where a job is handed over, as it would be stored"
              + " with them; set MLflow's environment variables where workers run");
    }
    return server;
  }

  /** Likewise, of an address as the user gave it; none for null. */
  static Optional<TrackingServer> server(@Nullable String uri) {
    try {
      return Optional.ofNullable(uri).map(text -> TrackingServer.of(text, System.getenv()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(NAME + " " + e.getMessage());
    }
  }

  /** What {@code work} gives, which fills {@code directory}. */
  static int during(
      Optional<TrackingServer> server,
      Experiment experiment,
      RunDirectory directory,
      JobLock.Work work)
      throws IOException {
    // What is handed over has not begun; its last step tells of all of it.
    return server.isEmpty() || HandOver.launch().isPresent()
        ? work.run()
        : new MlflowTracking(server.get(), experiment, directory).during(work::run);
  }
}
