package io.twinbeam.pipelines.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An MLflow tracking server on this machine that keeps all in memory, and fails when told to. */
final class FakeMlflow implements AutoCloseable {

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, String> experiments = new ConcurrentHashMap<>();
  private final Map<String, Run> runs = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Behaviour behaviour = call -> false;

  final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
  final List<String> authorisations = new CopyOnWriteArrayList<>();
  volatile String artifactRoot = "mlflow-artifacts:/0";

  /** What one run holds. */
  static final class Run {
    final Map<String, String> tags = new ConcurrentSkipListMap<>();
    final Map<String, String> params = new ConcurrentSkipListMap<>();
    final List<Point> metrics = new CopyOnWriteArrayList<>();
    volatile String status = "RUNNING";
  }

  record Point(String key, double value, long timestamp, long step) {}

  /** Answers a call in a way of its own. */
  @FunctionalInterface
  interface Behaviour {
    boolean answers(Call call) throws IOException;
  }

  record Call(HttpExchange exchange, int number, String path) {
    void reply(int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }
  }

  FakeMlflow() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  String uri() {
    return "http://localhost:" + http.getAddress().getPort();
  }

  void behave(Behaviour changed) {
    behaviour = changed;
  }

  int requests() {
    return requests.get();
  }

  List<String> experiments() {
    return List.copyOf(experiments.keySet());
  }

  /** The only run whose tag ends so. */
  Run run(String end) {
    List<Run> found =
        runs.values().stream().filter(run -> run.tags.get(RunsOnServer.RUN).endsWith(end)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " runs of " + end);
    }
    return found.get(0);
  }

  int runs() {
    return runs.size();
  }

  private void handle(HttpExchange exchange) throws IOException {
    synchronized (authorisations) {
      authorisations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    }
    String path = exchange.getRequestURI().getPath().replaceFirst("^/api/2.0/", "");
    Call call = new Call(exchange, requests.incrementAndGet(), path);
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!behaviour.answers(call)) {
        answer(call, body);
      }
    } catch (IOException | RuntimeException e) {
      call.reply(500, "{\"message\": \"" + e + "\"}");
    }
  }

  private synchronized void answer(Call call, byte[] body) throws IOException {
    if (call.path().startsWith("mlflow-artifacts/artifacts/")) {
      artifacts.put(call.path().substring("mlflow-artifacts/artifacts/".length()), body);
      call.reply(200, "{}");
      return;
    }
    String text = new String(body, StandardCharsets.UTF_8);
    JsonNode json = CanonicalJson.read(text.isEmpty() ? "{}" : text, JsonNode.class);
    switch (call.path().replaceFirst("^mlflow/", "")) {
      case "experiments/get-by-name" -> experimentByName(call);
      case "experiments/create" -> {
        String name = json.get("name").asText();
        experiments.put(name, "" + experiments.size());
        call.reply(200, CanonicalJson.write(Map.of("experiment_id", experiments.get(name))));
      }
      case "runs/search" -> search(call, json.get("filter").asText());
      case "runs/create" -> create(call, json);
      case "runs/log-batch" -> {
        log(runs.get(json.get("run_id").asText()), json);
        call.reply(200, "{}");
      }
      case "runs/update" -> {
        runs.get(json.get("run_id").asText()).status = json.get("status").asText();
        call.reply(200, "{}");
      }
      default -> call.reply(404, "{\"error_code\": \"ENDPOINT_NOT_FOUND\"}");
    }
  }

  private static String query(Call call, String name) {
    for (String part : Splitter.on('&').split(call.exchange().getRequestURI().getQuery())) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new UncheckedIOException(new IOException("no " + name));
  }

  private void experimentByName(Call call) throws IOException {
    String name = query(call, "experiment_name");
    if (experiments.containsKey(name)) {
      Map<String, String> found = Map.of("experiment_id", experiments.get(name), "name", name);
      call.reply(200, CanonicalJson.write(Map.of("experiment", found)));
    } else {
      call.reply(404, "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"none\"}");
    }
  }

  private void search(Call call, String filter) throws IOException {
    String wanted = filter.replaceFirst("^tags\\.`twinbeam\\.run` = '(.*)'$", "$1");
    List<Object> found = new ArrayList<>();
    runs.forEach(
        (id, run) -> {
          if (wanted.equals(run.tags.get(RunsOnServer.RUN))) {
            found.add(describe(id));
          }
        });
    call.reply(200, CanonicalJson.write(Map.of("runs", found)));
  }

  private void create(Call call, JsonNode json) throws IOException {
    String id = "run" + runs.size();
    Run run = new Run();
    json.get("tags")
        .forEach(tag -> run.tags.put(tag.get("key").asText(), tag.get("value").asText()));
    runs.put(id, run);
    call.reply(200, CanonicalJson.write(Map.of("run", describe(id))));
  }

  private Map<String, Object> describe(String id) {
    List<Object> tags = new ArrayList<>();
    runs.get(id).tags.forEach((key, value) -> tags.add(Map.of("key", key, "value", value)));
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("run_id", id);
    info.put("run_uuid", id);
    info.put("artifact_uri", artifactRoot + "/" + id + "/artifacts");
    return Map.of("info", info, "data", Map.of("tags", tags));
  }

  private static void log(Run run, JsonNode json) {
    json.path("metrics")
        .forEach(
            metric ->
                run.metrics.add(
                    new Point(
                        metric.get("key").asText(),
                        metric.get("value").asDouble(),
                        metric.get("timestamp").asLong(),
                        metric.path("step").asLong())));
    json.path("params")
        .forEach(
            param -> {
              String value = param.get("value").asText();
              String before = run.params.put(param.get("key").asText(), value);
              if (before != null && !before.equals(value)) {
                throw new IllegalStateException("parameters do not change");
              }
            });
    json.path("tags")
        .forEach(tag -> run.tags.put(tag.get("key").asText(), tag.get("value").asText()));
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
