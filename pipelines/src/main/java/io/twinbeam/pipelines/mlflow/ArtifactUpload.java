package io.twinbeam.pipelines.mlflow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/**
 * Puts files into the artifact store of a run where the server itself passes them on. MLflow's Java
 * client would start MLflow's Python for it.
 *
 * @see <a href="https://mlflow.org/docs/latest/rest-api.html">the REST API</a>
 */
final class ArtifactUpload {

  private static final String PROXIED = "mlflow-artifacts:";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TrackingServer server;

  ArtifactUpload(TrackingServer server) {
    this.server = server;
  }

  /** Whether a run whose artifacts lie at {@code artifactUri} takes them from anyone. */
  static boolean isPossible(String artifactUri) {
    return artifactUri.startsWith(PROXIED);
  }

  /**
   * Puts {@code file} there, in place of an earlier one.
   *
   * @throws IOException where the server does not take it
   */
  void put(String artifactUri, Path file) throws IOException {
    String root = URI.create(artifactUri).getPath().replaceAll("^/+|/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    server.address()
                        + "/api/2.0/mlflow-artifacts/artifacts/"
                        + root
                        + "/"
                        + file.getFileName()))
            .timeout(LIMIT)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(file)));
    if (server.user() != null && server.password() != null) {
      byte[] login = (server.user() + ":" + server.password()).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    } else if (server.token() != null) {
      request.header("Authorization", "Bearer " + server.token());
    }
    HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    try {
      int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 300) {
        throw new IOException(file.getFileName() + " was refused with status " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
