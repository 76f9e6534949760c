package io.twinbeam.templates.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What the tests ask of Flink's REST endpoint. */
final class FlinkRest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final String address;

  FlinkRest(String address) {
    this.address = address;
  }

  /** TaskManagers that the JobManager has registered; nothing while it does not answer. */
  Optional<Integer> taskManagers() throws IOException, InterruptedException {
    try {
      return Optional.of(get("/overview").path("taskmanagers").asInt());
    } catch (ConnectException | HttpTimeoutException e) {
      return Optional.empty();
    }
  }

  /** The id of the job that runs; at most one does. */
  Optional<String> runningJob() throws IOException, InterruptedException {
    return StreamSupport.stream(get("/jobs").path("jobs").spliterator(), false)
        .filter(job -> job.path("status").asText().equals("RUNNING"))
        .map(job -> job.path("id").asText())
        .findFirst();
  }

  /** The bytes of metaspace in use in each TaskManager by its id, about a second ago. */
  Map<String, Long> metaspace() throws IOException, InterruptedException {
    Map<String, Long> used = new TreeMap<>();
    for (JsonNode taskManager : get("/taskmanagers").path("taskmanagers")) {
      String id = taskManager.path("id").asText();
      JsonNode metric =
          get("/taskmanagers/" + id + "/metrics?get=Status.JVM.Memory.Metaspace.Used");
      used.put(id, metric.path(0).path("value").asLong());
    }
    return used;
  }

  void cancel(String job) throws IOException, InterruptedException {
    HttpRequest request =
        request("/jobs/" + job + "?mode=cancel")
            .method("PATCH", HttpRequest.BodyPublishers.noBody())
            .build();
    int status = client.send(request, BodyHandlers.ofString()).statusCode();
    if (status != 202) {
      throw new IOException("Flink answers the wish to cancel job " + job + " with " + status);
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(client.send(request(path).build(), BodyHandlers.ofString()).body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(LIMIT);
  }
}
